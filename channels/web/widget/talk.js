/**
 * What one conversation looks like to the person: a fold of frames into items. Knows no document.
 *
 * Rule 1: an item keeps its place once it is seen; words that are not sent yet stay last.
 * Rule 2: what `message.completed` says replaces all that was shown under its id.
 * Rule 3: a turn that has ended leaves nothing growing.
 */

/**
 * @typedef {object} Item
 * @property {string} id
 * @property {"you" | "bot" | "line" | "panel"} kind
 * @property {string} [text]
 * @property {string} [notice] set where the platform speaks
 * @property {"waiting" | "sent" | "blocked" | "refused" | "growing" | "said"} [state]
 * @property {string} [word] of a line: which of our own words it says
 * @property {string} [why] of a refused message: the error's code
 * @property {boolean} [over] of a panel: the person said that they are safe
 * @property {number} [at] milliseconds since the epoch
 * @property {number} [upto] of a growing message: number of its last sentence
 * @property {string[]} [sentences]
 */

const CARE = new Set(["crisis", "crisis_follow_up"]);

export class Talk {
  constructor() {
    /** @type {Item[]} */
    this.items = [];
    this.seq = 0;
    this.language = "";
    this.closed = false;
    /** @type {number | null} where the page before this one ends */
    this.before = null;
    /** @type {Set<string>} ids of what waits for an answer, in order */
    this.unanswered = new Set();
    /** @type {Set<string>} ids whose turn is over; an acknowledgement may come after that */
    this.ended = new Set();
  }

  get growing() {
    return this.items.some((item) => item.state === "growing");
  }

  /** @param {string} id */
  find(id) {
    return this.items.find((item) => item.id === id);
  }

  /** Words of mine that are not acknowledged. */
  write(/** @type {{id: string, text: string, at: number}} */ { id, text, at }) {
    if (!this.find(id)) this.items.push({ id, kind: "you", text, at, state: "waiting" });
  }

  /** They are durable now. */
  sent(/** @type {string} */ id) {
    const item = this.find(id);
    if (item?.state !== "waiting") return;
    item.state = "sent";
    this.expect(id);
  }

  /** An answer to this is to come. */
  expect(/** @type {string} */ id) {
    if (!this.ended.has(id)) this.unanswered.add(id);
  }

  /** They will never be. */
  refused(/** @type {string} */ id, /** @type {string} */ why) {
    const item = this.find(id);
    if (item) Object.assign(item, { state: "refused", why });
  }

  drop(/** @type {string} */ id) {
    this.items = this.items.filter((item) => item.id !== id);
  }

  /** Put an older page in front. @param {any[]} frames @param {number | null} before */
  prepend(frames, before) {
    const page = new Talk();
    for (const frame of frames) page.apply(frame);
    this.items = [...page.items, ...this.items];
    this.before = before;
  }

  /** @param {any} frame of this conversation */
  apply(frame) {
    if (frame.seq !== undefined) {
      if (frame.seq <= this.seq) return;
      this.seq = frame.seq;
    }
    const { d } = frame;
    switch (frame.t) {
      case "conversation.opened":
        this.language = d.language;
        break;
      case "message.heard":
        this._heard(frame);
        break;
      case "typing":
        this.expect(d.message);
        break;
      case "message.created":
        this._grow(d.mid, -1, []);
        break;
      case "message.delta": {
        const item = this.find(d.mid);
        if (d.i === 0) this._grow(d.mid, 0, [d.text]);
        else if (item?.upto === d.i - 1) this._grow(d.mid, d.i, [...(item.sentences ?? []), d.text]);
        break;
      }
      case "message.snapshot":
        this._grow(d.mid, d.i, [d.text]);
        break;
      case "message.completed":
        this._completed(frame);
        break;
      case "message.retracted":
        this.drop(d.mid);
        break;
      case "crisis":
        this._crisis(frame);
        break;
      case "turn.end":
        this._ended(d);
        break;
      case "conversation.closed":
        this.closed = true;
        this._insert({ id: "closed", kind: "line", word: "line_ended", at: frame.ts });
        break;
      default: // acks of ours, and what a newer server may add
    }
  }

  /** The rows that are on their way stay; everything durable is told anew. */
  forget() {
    this.items = this.items.filter((item) => item.state === "waiting");
    this.seq = 0;
    this.unanswered.clear();
  }

  /** @param {any} frame */
  _heard({ d, ts }) {
    const item = this.find(d.mid);
    if (!item) this._insert({ id: d.mid, kind: "you", text: d.text, at: ts, state: "sent" });
    else if (item.state === "waiting") Object.assign(item, { state: "sent", text: d.text });
    this.expect(d.mid);
  }

  /** @param {string} id @param {number} upto @param {string[]} sentences */
  _grow(id, upto, sentences) {
    const item = this.find(id) ?? this._insert({ id, kind: "bot", at: Date.now() });
    if (item.state !== "said") Object.assign(item, { state: "growing", upto, sentences });
  }

  /** @param {any} frame */
  _completed({ d, ts }) {
    const item = this.find(d.mid) ?? this._insert({ id: d.mid, kind: "bot" });
    Object.assign(item, { state: "said", text: d.text, notice: d.notice, at: ts });
    delete item.sentences;
    if (CARE.has(d.notice)) this._movePanelAfter(item);
  }

  /** @param {any} frame */
  _crisis({ d, seq, ts }) {
    const open = this.items.find((item) => item.kind === "panel" && !item.over);
    if (!d.active && open) open.over = true;
    if (d.active && !open) this._insert({ id: `panel-${seq}`, kind: "panel", at: ts });
  }

  /** The numbers stand right below the words that lead to them. @param {Item} care */
  _movePanelAfter(care) {
    const panel = this.items.find((item) => item.kind === "panel" && !item.over);
    if (!panel) return;
    this.items = this.items.filter((item) => item !== panel);
    this.items.splice(this.items.indexOf(care) + 1, 0, panel);
  }

  /** @param {{message: string, outcome: string}} ended */
  _ended({ message, outcome }) {
    this.ended.add(message);
    this.unanswered.delete(message);
    this.items = this.items.filter(
      (item) => item.state !== "growing" || !item.id.startsWith(`${message}.`),
    );
    const asked = this.find(message);
    if (outcome === "blocked" && asked) asked.state = "blocked";
    if (outcome === "cancelled" && asked) {
      this._insert({ id: `stopped-${message}`, kind: "line", word: "line_stopped" });
    }
  }

  /** @param {Item} item @returns {Item} */
  _insert(item) {
    const last = this.items.findLastIndex((other) => other.state !== "waiting");
    this.items.splice(last + 1, 0, item);
    return item;
  }
}
