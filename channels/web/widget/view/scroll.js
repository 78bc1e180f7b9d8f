/**
 * Keeps the newest words in sight, unless the person reads back.
 *
 * Rule 1: who is at the end stays at the end, also when the room grows or shrinks (a keyboard).
 * Rule 2: who is not is never moved, and gets a pill that says there is more below.
 * Rule 3: words of care in a crisis are not scrolled away by what stands below them.
 */

const NEAR_PX = 56;
const GAP_PX = 12;

export class Stick {
  /** @param {HTMLElement} scroller @param {HTMLElement} content @param {HTMLElement} pill */
  constructor(scroller, content, pill) {
    this._scroller = scroller;
    this._pill = pill;
    this._atEnd = true;
    this._top = 0;
    /** @type {HTMLElement | null} what stays in sight when the end is gone to */
    this.hold = null;
    scroller.addEventListener("scroll", () => this._scrolled(), { passive: true });
    pill.addEventListener("click", () => {
      this.toEnd();
      scroller.focus({ preventScroll: true });
    });
    const watch = new ResizeObserver(() => this._atEnd && this.toEnd());
    watch.observe(scroller);
    watch.observe(content);
  }

  get atEnd() {
    return this._atEnd;
  }

  toEnd() {
    this._atEnd = true;
    this._pill.hidden = true;
    const held = this.hold?.isConnected && this.hold;
    const here = this._scroller.scrollTop - this._scroller.getBoundingClientRect().top;
    const most = held ? here + held.getBoundingClientRect().top - GAP_PX : Infinity;
    this._scroller.scrollTop = Math.min(this._scroller.scrollHeight, most);
  }

  /** Something new was said. */
  news() {
    if (this._atEnd) this.toEnd();
    else this._pill.hidden = false;
  }

  /** Change what stands above without moving what is being read. @param {() => void} change */
  keepPlace(change) {
    const fromEnd = this._scroller.scrollHeight - this._scroller.scrollTop;
    change();
    this._scroller.scrollTop = this._scroller.scrollHeight - fromEnd;
  }

  _scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this._scroller;
    // Only who moves up leaves the end: that it moves away below somebody is no reading back.
    if (scrollHeight - scrollTop - clientHeight < NEAR_PX) this._atEnd = true;
    else if (scrollTop < this._top) this._atEnd = false;
    this._top = scrollTop;
    if (this._atEnd) this._pill.hidden = true;
  }
}
