/** One person with one bot: session, consent, conversation, outbox. Knows no document. */

import { Api } from "./api.js";
import { Connection, Refused } from "./connection.js";
import { Memory } from "./memory.js";
import { Outbox } from "./outbox.js";
import { Talk } from "./talk.js";
import { ulid } from "./ulid.js";

const PAGE = 100;
const SLOW_LINE_MS = 700; // a shorter break is not worth a word
const LATE_MS = 1500; // an acknowledgement that takes longer is worth the word "waiting"
const RETRY_MS = 4000;

/**
 * @typedef {"loading" | "unreachable" | "unknown_bot" | "consent" | "talk" | "gone" | "deleted"} Phase
 * @typedef {{name: string, title: Record<string, string>, about: Record<string, string>}} Card
 */

export class Chat {
  /** @type {Phase} */
  phase = "loading";
  /** @type {Card | null} */
  card = null;
  talk = new Talk();
  /** @type {"" | "broken" | "busy" | "refused"} what the thin bar says, if anything */
  trouble = "";
  late = false;

  /** @param {{base: string, bot: string, language: string, changed: () => void}} options */
  constructor({ base, bot, language, changed }) {
    this.memory = new Memory(base);
    this.api = new Api(base, this.memory);
    this.bot = bot;
    this.language = language;
    this._changed = changed;
    this._connection = this._connect();
    this._pumping = false;
  }

  get country() {
    return this.memory.get("country") ?? "";
  }

  /** Find the bot; go on where this browser left off, or ask for consent. */
  async start() {
    this.card = this.memory.get(`bot:${this.bot}`);
    if (this.card && this.memory.get(`consent:${this.bot}`)) this._enter();
    try {
      const bots = await this.api.bots();
      this.card = bots.find((/** @type {Card} */ card) => card.name === this.bot) ?? null;
      this.memory.set(`bot:${this.bot}`, this.card);
      if (!this.card) this._set("unknown_bot");
      else if (this.phase !== "talk") this._afterFound();
      else this._changed();
    } catch {
      if (this.phase !== "talk") this._set("unreachable");
      clearTimeout(this._retry);
      this._retry = setTimeout(() => this._living && this.start(), RETRY_MS);
    }
  }

  _living = true;

  /** Leave; nothing that is kept is touched. */
  stop() {
    this._living = false;
    clearTimeout(this._retry);
    clearTimeout(this._slow);
    this._connection.stop();
  }

  /** The person has read who this is, and wants to talk. */
  agree() {
    this.memory.set(`consent:${this.bot}`, Date.now());
    this._enter();
  }

  /** @param {string} text */
  say(text) {
    const unsent = { id: ulid(), text, at: Date.now() };
    this._outbox.add(unsent);
    this.talk.write(unsent);
    this._pump();
    this._noticeLateness();
    this._changed();
  }

  /** Stop the answer that is being said. */
  cancel() {
    const [message] = this.talk.unanswered;
    if (message) this._ask("turn.cancel", { message }).catch(() => {});
  }

  /** @param {"safe" | "person"} signal */
  async signal(signal) {
    const id = ulid();
    await this._ask("signal", { signal }, id).catch(() => {});
    this.talk.expect(id);
    this._changed();
  }

  end() {
    this._ask("end").catch(() => {});
  }

  /** Begin a new conversation; the old one stays readable on the server. */
  renew() {
    this._connection.stop();
    this._connection = this._connect();
    this._pumping = false;
    this.memory.set(`talk:${this.bot}`, null);
    this.talk = new Talk();
    this._enter();
  }

  async earlier() {
    const { before } = this.talk;
    if (before === null) return;
    const page = await this._ask("history", { before, limit: PAGE }).catch(() => null);
    if (page) this.talk.prepend(page.d.frames, page.d.before);
    this._changed();
  }

  /** Destroy everything, there and here. Throws `HttpProblem`. */
  async erase() {
    await this.api.erase();
    this.forget();
  }

  /** Everything is gone already, by this window or another. */
  forget() {
    const { language } = this;
    this._connection.stop();
    this.memory.clear();
    this.memory.set("language", language);
    this.talk = new Talk();
    this._set("deleted");
  }

  /** After an error: once more, now. */
  again() {
    if (this.phase === "talk") this._connection.nudge();
    else if (this.phase === "unreachable") this.start();
  }

  /** The browser says that the network went away or came back. */
  network(/** @type {boolean} */ there) {
    if (there) this.again();
    else this._connection.drop();
  }

  dropRefused(/** @type {string} */ id) {
    this.talk.drop(id);
    this._changed();
  }

  // ---- within

  _afterFound() {
    if (this.memory.get(`consent:${this.bot}`)) this._enter();
    else this._set("consent");
  }

  _enter() {
    let kept = this.memory.get(`talk:${this.bot}`);
    if (!kept) {
      kept = { open: ulid(), language: this.language, country: this.country };
      this.memory.set(`talk:${this.bot}`, kept);
    }
    this._kept = kept;
    this._outbox = new Outbox(this.memory, kept.open);
    for (const unsent of this._outbox.all()) this.talk.write(unsent);
    this._set("talk");
    this._connection.start();
    if (kept.conv) this._pump();
    else this._open();
  }

  async _open() {
    const { _kept: kept, _connection: connection } = this;
    const { open: id, language, country } = kept;
    this.talk.expect(id);
    const d = { bot: this.bot, language, country };
    try {
      const ack = await connection.ask({ v: 1, t: "open", id, d });
      kept.conv = ack.conv;
      this.memory.set(`talk:${this.bot}`, kept);
      this._pump();
    } catch (problem) {
      this._set(problem instanceof Refused && problem.code === "unknown_bot" ? "unknown_bot" : "gone");
    }
  }

  _connect() {
    /** @type {Connection} */
    const made = new Connection(this.api, {
      resume: () => (this._kept?.conv ? { [this._kept.conv]: this.talk.seq } : {}),
      connected: (resumed) => {
        if (resumed[this._kept.conv] === false) this._catchUp();
      },
      frame: (frame) => this._take(frame),
      delayed: () => this._trouble("busy"),
      state: (state) => made === this._connection && this._lineIs(state),
    });
    return made;
  }

  /** More happened than a resume replays, or the conversation is no more. */
  async _catchUp() {
    try {
      const page = await this._ask("history", { limit: PAGE });
      this.talk.forget();
      for (const frame of page.d.frames) this.talk.apply(frame);
      this.talk.before = page.d.before;
      await this._ask("attach", { after: this.talk.seq });
    } catch {
      this._lose();
      return;
    }
    this._changed();
  }

  _lose() {
    this._connection.stop();
    this.memory.set(`talk:${this.bot}`, null);
    this._set("gone");
  }

  /** @param {any} frame */
  _take(frame) {
    if (this._kept?.conv && frame.conv !== this._kept.conv) return;
    if (frame.t === "error") {
      if (frame.d.code === "unknown_conversation") this._lose();
      return;
    }
    if (frame.t === "message.heard") this._outbox.drop(frame.d.mid);
    this.talk.apply(frame);
    this._changed();
  }

  /** Send what waits, one after the other, so that order is kept whatever happens. */
  async _pump() {
    const { _outbox: outbox, _connection: connection } = this;
    if (this._pumping || !this._kept.conv) return;
    this._pumping = true;
    for (let next = outbox.all()[0]; next; [next] = outbox.all()) {
      const { id, text } = next;
      try {
        await this._ask("message", { text }, id);
        this.talk.sent(id);
      } catch (problem) {
        this.talk.refused(id, /** @type {Refused} */ (problem).code);
      }
      if (connection !== this._connection) return; // a new conversation has begun meanwhile
      outbox.drop(id);
      if (this.trouble === "busy") this._trouble("");
      this.late = false;
      this._changed();
    }
    this._pumping = false;
  }

  _noticeLateness() {
    setTimeout(() => {
      this.late = this.talk.items.some((item) => item.state === "waiting");
      if (this.late) this._changed();
    }, LATE_MS);
  }

  /** @param {string} t @param {object} [d] @param {string} [id] */
  _ask(t, d, id = ulid()) {
    return this._connection.ask({ v: 1, t, id, conv: this._kept.conv, ...(d && { d }) });
  }

  /** @param {import("./connection.js").State} state */
  _lineIs(state) {
    clearTimeout(this._slow);
    if (state === "online" || state === "idle") this._trouble("");
    else if (state === "refused") this._trouble("refused");
    else this._slow = setTimeout(() => this._trouble("broken"), SLOW_LINE_MS);
  }

  /** @param {Chat["trouble"]} trouble */
  _trouble(trouble) {
    if (this.trouble === trouble) return;
    this.trouble = trouble;
    this._changed();
  }

  /** @param {Phase} phase */
  _set(phase) {
    this.phase = phase;
    this._changed();
  }
}

