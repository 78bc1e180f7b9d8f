/**
 * One conversation on the wire: begins or resumes it, sends what the person says and does, takes
 * what comes. Knows no document.
 */

import { Connection, Refused } from "./connection.js";
import { Outbox } from "./outbox.js";
import { Pictures } from "./pictures.js";
import { Talk } from "./talk.js";
import { ulid } from "./ulid.js";

const PAGE = 100;
const SLOW_LINE_MS = 700; // a shorter break is not worth a word
const TOO_MANY = 4504;

/**
 * @typedef {"" | "broken" | "busy" | "refused" | "crowded"} Trouble what the thin bar says, if anything
 * @typedef {object} Listener
 * @property {() => void} changed
 * @property {(why: "gone" | "lost" | "unknown_bot") => void} over it cannot be gone on with from here
 */

export class Conversation {
  talk = new Talk();
  /** @type {Trouble} */
  trouble = "";

  /**
   * @param {import("./api.js").Api} api
   * @param {import("./memory.js").Memory} memory
   * @param {string} bot
   * @param {Listener} listener
   */
  constructor(api, memory, bot, { changed, over }) {
    this._api = api;
    this._memory = memory;
    this._bot = bot;
    this._changed = changed;
    this._over = over;
    this.pictures = new Pictures(api, () => this._kept?.conv ?? "", () => changed());
    this._connection = new Connection(api, {
      resume: () => (this._kept.conv ? { [this._kept.conv]: this.talk.seq } : {}),
      connected: (resumed) => void (resumed[this._kept.conv] === false && this._catchUp()),
      frame: (frame) => this._take(frame),
      delayed: () => this._trouble("busy"),
      state: (state) => this._lineIs(state),
    });
  }

  /** Go on with the one that is kept, or begin one. @param {{language: string, country: string}} wanted */
  start(wanted) {
    this._kept = this._memory.get(`talk:${this._bot}`) ?? { open: ulid(), ...wanted };
    this._keep();
    this._outbox = new Outbox(this._memory, this._kept.open);
    for (const unsent of this._outbox.all()) this.talk.write(unsent);
    this._connection.start();
    if (this._kept.conv) this._pump();
    else this._open();
  }

  /** Name of the bot that answers now. */
  get host() {
    return this._kept?.host ?? this._bot;
  }

  /** For good; nothing that is kept is touched. */
  stop() {
    clearTimeout(this._slow);
    this._connection.stop();
  }

  /** Let go of it; it stays on the server. @returns {string} words that never went out */
  leave() {
    this.stop();
    this._memory.set(`talk:${this._bot}`, null);
    const left = this.talk.items.filter(({ state }) => state === "waiting" || state === "refused");
    for (const { id } of left) this._outbox?.drop(id);
    return left.map(({ text }) => text).join("\n");
  }

  /** Now is a better time to look for a line. */
  again() {
    this._connection.nudge();
  }

  /** The browser says that there is no line. */
  cut() {
    this._connection.drop();
  }

  /** @param {string} text @param {import("./pictures.js").Image[]} [images] */
  say(text, images = []) {
    const unsent = { id: ulid(), text, at: Date.now(), ...(images.length && { images }) };
    this._outbox?.add(unsent);
    this.talk.write(unsent);
    this._pump();
    this._changed();
  }

  /** Stop the answer that is being said. */
  cancel() {
    const [message] = this.talk.unanswered;
    if (message) this._ask("turn.cancel", { message }).catch(() => {});
  }

  /** @param {"safe" | "person"} signal @returns {Promise<boolean>} whether it was taken */
  async signal(signal) {
    const id = ulid();
    try {
      await this._ask("signal", { signal }, id);
    } catch {
      return false;
    }
    this.talk.expect(id);
    this._changed();
    return true;
  }

  end() {
    this._ask("end").catch(() => {});
  }

  /** Show an older page. */
  async earlier() {
    const { before } = this.talk;
    if (before === null) return;
    const page = await this._ask("history", { before, limit: PAGE }).catch(() => null);
    if (page && before === this.talk.before) this.talk.prepend(page.d.frames, page.d.before ?? null);
    this._changed();
  }

  /** Take away a row of words that were refused. */
  drop(/** @type {string} */ id) {
    this.talk.drop(id);
    this._changed();
  }

  // ---- within

  async _open() {
    const { open: id, language, country } = this._kept;
    this.talk.expect(id);
    try {
      const ack = await this._connection.ask({ v: 1, t: "open", id, d: { bot: this._bot, language, country } });
      this._kept.conv = ack.conv;
      this._keep();
      this._pump();
    } catch (problem) {
      this._over(problem instanceof Refused && problem.code === "unknown_bot" ? "unknown_bot" : "gone");
    }
  }

  _keep() {
    this._memory.set(`talk:${this._bot}`, this._kept);
  }

  /** More happened than a resume replays, or the conversation is no more. */
  async _catchUp() {
    try {
      const { d } = await this._ask("history", { limit: PAGE });
      this.talk.begin(d, this._kept.host);
      this._noteHost();
      this._changed();
      await this._ask("attach", { after: this.talk.seq });
    } catch (problem) {
      if (problem instanceof Refused && problem.code === "gap_too_long") await this._catchUp();
      else this._lose();
    }
  }

  _lose() {
    this.stop();
    this._memory.set(`talk:${this._bot}`, null);
    this._over("gone");
  }

  /** @param {any} frame */
  _take(frame) {
    if (this._kept.conv && frame.conv !== this._kept.conv) return;
    if (frame.t === "error") {
      if (frame.d.code === "unknown_conversation") this._lose();
      return;
    }
    if (frame.t === "message.heard") this._outbox?.drop(frame.d.mid);
    this.talk.apply(frame);
    this._noteHost();
    this._changed();
  }

  /** A page of the past may begin after the bot has changed. */
  _noteHost() {
    if (!this.talk.host || this.talk.host === this._kept.host) return;
    this._kept.host = this.talk.host;
    this._keep();
  }

  _pump() {
    if (!this._kept.conv) return;
    this._outbox?.pump(async (unsent) => {
      try {
        const images = unsent.images?.map(({ id, alt = "" }) => ({ id, alt }));
        const { seq } = await this._ask("message", { text: unsent.text, ...(images && { images }) }, unsent.id);
        this.talk.sent(unsent, seq);
      } catch (problem) {
        this.talk.refused(unsent.id, /** @type {Refused} */ (problem).code);
      }
      if (this.trouble === "busy") this._trouble("");
      this._changed();
    });
  }

  /** @param {string} t @param {object} [d] @param {string} [id] */
  _ask(t, d, id = ulid()) {
    return this._connection.ask({ v: 1, t, id, conv: this._kept.conv, ...(d && { d }) });
  }

  /** @param {import("./connection.js").State} state */
  _lineIs(state) {
    clearTimeout(this._slow);
    if (state === "online" || state === "idle") this._trouble("");
    else if (state !== "refused") this._slow = setTimeout(() => this._trouble("broken"), SLOW_LINE_MS);
    else if (this._api.unknown) this._over("lost");
    else this._trouble(this._connection.refusal === TOO_MANY ? "crowded" : "refused");
  }

  /** @param {Trouble} trouble */
  _trouble(trouble) {
    if (this.trouble === trouble) return;
    this.trouble = trouble;
    this._changed();
  }
}
