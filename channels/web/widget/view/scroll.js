/**
 * Keeps the newest words in sight, unless the person reads back.
 *
 * Rule 1: who is at the end stays at the end, also when the room grows or shrinks (a keyboard).
 * Rule 2: who is not is never moved, and gets a pill that says there is more below.
 * Rule 3: words of care in a crisis are not scrolled away by what stands below them; but who has
 *         scrolled on from them is where they want to be.
 */

const NEAR_PX = 56;
const GAP_PX = 12;

export class Stick {
  /** @param {HTMLElement} scroller @param {HTMLElement} content @param {HTMLElement} pill */
  constructor(scroller, content, pill) {
    this._scroller = scroller;
    this._content = content;
    this._pill = pill;
    this._atEnd = true;
    this._put = 0;
    this._size = "";
    /** @type {Element | null} what stays in sight when the end is gone to */
    this.hold = null;
    scroller.addEventListener("scroll", () => this._scrolled(), { passive: true });
    pill.addEventListener("click", () => {
      this.hold = null;
      this.toEnd();
      scroller.focus({ preventScroll: true });
    });
    const watch = new ResizeObserver(() => this._resized());
    watch.observe(scroller);
    watch.observe(content);
  }

  toEnd() {
    this._atEnd = true;
    this._pill.hidden = true;
    const held = this.hold?.isConnected && this.hold;
    const here = this._scroller.scrollTop - this._scroller.getBoundingClientRect().top;
    const most = held ? here + held.getBoundingClientRect().top - GAP_PX : Infinity;
    this._scrollTo(Math.min(this._scroller.scrollHeight, most));
  }

  /** Something new was said. */
  news() {
    if (this._atEnd) this.toEnd();
    else this._pill.hidden = false;
  }

  /** Change what stands above without moving the words that are being read. @param {() => void} change */
  keepPlace(change) {
    const top = this._scroller.getBoundingClientRect().top;
    const words = [...this._content.querySelectorAll(".bubble, .panel")];
    const read = words.find((element) => element.getBoundingClientRect().bottom > top);
    const before = read?.getBoundingClientRect().top ?? 0;
    this._atEnd = false;
    change();
    const after = read?.getBoundingClientRect().top ?? 0;
    this._scrollTo(this._scroller.scrollTop + after - before);
    this._size = this._sizeNow;
  }

  get _sizeNow() {
    return `${this._scroller.scrollHeight} ${this._scroller.clientHeight}`;
  }

  _scrollTo(/** @type {number} */ top) {
    this._scroller.scrollTop = top;
    this._put = this._scroller.scrollTop;
  }

  _resized() {
    if (this._size === this._sizeNow) return;
    this._size = this._sizeNow;
    if (this._atEnd) this.toEnd();
  }

  _scrolled() {
    if (this._size !== this._sizeNow) return; // the room moved what is in it, nobody scrolled
    const { scrollTop, scrollHeight, clientHeight } = this._scroller;
    const byUs = Math.abs(scrollTop - this._put) < 2;
    if (!byUs) this.hold = null;
    this._atEnd = scrollHeight - scrollTop - clientHeight < NEAR_PX || (byUs && this._atEnd);
    if (this._atEnd) this._pill.hidden = true;
  }
}
