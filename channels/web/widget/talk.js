/**
 * What one conversation looks like to the person: a fold of frames into items. Knows no document.
 *
 * Rule 1: an item keeps its place once it is seen. What is new comes behind what the log has before
 *         it; words that are not sent yet stay last.
 * Rule 2: what `message.completed` says replaces all that was shown under its id.
 * Rule 3: a turn that has ended leaves nothing growing.
 */

/**
 * @typedef {object} Item
 * @property {string} id
 * @property {"you" | "bot" | "line" | "panel"} kind
 * @property {string} [text]
 * @property {import("./pictures.js").Image[]} [images]
 * @property {string} [notice] set where the platform speaks
 * @property {"waiting" | "sent" | "blocked" | "refused" | "growing" | "said"} [state]
 * @property {string} [word] of a line: which of our own words it says
 * @property {string} [why] of a refused message: the error's code
 * @property {boolean} [over] of a panel: the person said that they are safe
 * @property {string} [by] the bot whose words they are, where that is not the first one
 * @property {number} [seq] its place in the log, if it is there
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
    /** Who answers now, where that is not who began. */
    this.host = "";
    this.closed = false;
    /** @type {number | null} where the page before this one ends */
    this.before = null;
    /** @type {Set<string>} ids of what waits for an answer, in order */
    this.unanswered = new Set();
    /** @type {Set<string>} ids whose turn is over; an acknowledgement may come after that */
    this.ended = new Set();
    /** @type {Set<string>} messages whose pictures were held and then let go on */
    this.released = new Set();
  }

  get growing() {
    return this.items.some((item) => item.state === "growing");
  }

  /** @param {string} id */
  find(id) {
    return this.items.find((item) => item.id === id);
  }

  /** Words of mine that are not acknowledged. */
  write(/** @type {import("./outbox.js").Unsent} */ { id, text, at, images }) {
    if (!this.find(id)) this.items.push({ id, kind: "you", text, images, at, state: "waiting" });
  }

  /**
   * They are durable now. They may be another window's that this one sent, and not be here yet.
   * @param {import("./outbox.js").Unsent} unsent @param {number} seq
   */
  sent(unsent, seq) {
    this.write(unsent);
    const item = this.find(unsent.id);
    if (item?.state !== "waiting") return;
    item.state = "sent";
    this._place(item, seq);
    this.expect(unsent.id);
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

  /**
   * Begin anew with the newest page of the past; the words that are on their way stay.
   * @param {{frames: any[], before?: number, crisis?: {active: boolean}}} page
   * @param {string} [host] who answers now
   */
  begin({ frames, before = null, crisis }, host = "") {
    this.items = this.items.filter((item) => item.state === "waiting");
    this.seq = 0;
    this.unanswered.clear();
    const told = new Set(["conversation.opened", "conversation.transferred"]);
    this.host = frames.some(({ t }) => told.has(t)) ? "" : host;
    for (const frame of frames) this.apply(frame);
    this.before = before;
    if (crisis) this._crisis({ d: crisis });
  }

  /** Put an older page in front. @param {any[]} frames @param {number | null} before */
  prepend(frames, before) {
    const page = new Talk();
    page.released = this.released;
    for (const frame of frames) page.apply(frame);
    const older = page._openPanel;
    if (older) older.over = true; // it is over now, or shown further down
    this.items = [...page.items.filter((item) => item !== older || !this._openPanel), ...this.items];
    this.before = before;
  }

  get _openPanel() {
    return this.items.find((item) => item.kind === "panel" && !item.over);
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
      case "conversation.transferred":
        this.host = d.bot;
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
        this._ended(frame);
        break;
      case "conversation.closed":
        this.closed = true;
        this._place({ id: "closed", kind: "line", word: "line_ended", at: frame.ts }, frame.seq);
        break;
      default: // acks of ours, and what a newer server may add
    }
  }

  /** @param {any} frame */
  _heard({ d, seq, ts }) {
    const item = this.find(d.mid) ?? { id: d.mid, kind: "you", at: ts, state: "waiting" };
    if (item.state === "waiting") this._place(Object.assign(item, { state: "sent", text: d.text, images: d.images }), seq);
    this.expect(d.mid);
  }

  /** @param {string} id @param {number} upto @param {string[]} sentences */
  _grow(id, upto, sentences) {
    const item = this.find(id) ?? this._place({ id, kind: "bot", by: this.host, at: Date.now() });
    if (item.state !== "said") Object.assign(item, { state: "growing", upto, sentences });
  }

  /** @param {any} frame */
  _completed({ d, seq, ts }) {
    const item = this.find(d.mid) ?? this._place({ id: d.mid, kind: "bot", by: this.host }, seq);
    Object.assign(item, { state: "said", text: d.text, images: d.images, notice: d.notice, at: ts, seq });
    delete item.sentences;
    if (CARE.has(d.notice)) this._movePanelAfter(item);
  }

  /** @param {any} frame */
  _crisis({ d, seq, ts }) {
    const open = this._openPanel;
    if (!d.active && open) open.over = true;
    if (d.active && !open) this._place({ id: `panel-${seq ?? this.seq}`, kind: "panel", at: ts }, seq);
  }

  /** The numbers stand right below the words that lead to them. @param {Item} care */
  _movePanelAfter(care) {
    const panel = this._openPanel;
    if (!panel) return;
    this.items = this.items.filter((item) => item !== panel);
    this.items.splice(this.items.indexOf(care) + 1, 0, panel);
  }

  /** @param {any} frame */
  _ended({ d: { message, outcome }, seq }) {
    this.ended.add(message);
    this.unanswered.delete(message);
    this.items = this.items.filter(
      (item) => item.state !== "growing" || !item.id.startsWith(`${message}.`),
    );
    const asked = this.find(message);
    if (outcome === "blocked" && asked) asked.state = this.released.has(message) ? "sent" : "blocked";
    if (outcome === "answered") this._released(message);
    if (outcome === "cancelled" && asked) {
      this._place({ id: `stopped-${message}`, kind: "line", word: "line_stopped" }, seq);
    }
  }

  /**
   * A turn `ID.reviewN` that was answered: somebody looked at the picture of ID, and it goes on.
   * @param {string} turn
   */
  _released(turn) {
    const [id, review] = turn.split(".review");
    if (review === undefined) return;
    this.released.add(id); // an older page may bring it only later
    const item = this.find(id);
    if (item?.state === "blocked") item.state = "sent";
  }

  /**
   * Behind what the log has before it, and behind what stands there without being in the log.
   * @param {any} item @param {number} [seq] none if it is not in the log yet @returns {Item}
   */
  _place(item, seq) {
    if (seq !== undefined) item.seq = seq;
    const others = this.items.filter((other) => other !== item);
    let at = others.findLastIndex((other) => (other.seq ?? Infinity) < (seq ?? Infinity)) + 1;
    while (at < others.length && others[at].seq === undefined && others[at].state !== "waiting") at += 1;
    others.splice(at, 0, item);
    this.items = others;
    return item;
  }
}
