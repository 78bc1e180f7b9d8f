/** One person with one bot: who is there, consent, conversation, own data. Knows no document. */

import { Api } from "./api.js";
import { Conversation } from "./conversation.js";
import { Memory } from "./memory.js";

const RETRY_MS = 4000;

/**
 * @typedef {"loading" | "unreachable" | "unknown_bot" | "consent" | "talk" | "gone" | "lost" | "deleted"} Phase
 * @typedef {{name: string, title: Record<string, string>, about: Record<string, string>, images?: boolean}} Card
 * @typedef {object} Options
 * @property {string} base @property {string} bot @property {string} language
 * @property {import("./api.js").UserToken} userToken
 * @property {() => void} changed
 * @property {() => void} handedOver another user of the page has come
 */

export class Chat {
  /** @type {Phase} */
  phase = "loading";
  /** @type {Card | null} */
  card = null;
  /** @type {Card[]} */
  _bots = [];
  /** Words to go on with in the next conversation. */
  draft = "";
  _living = true;

  /** @param {Options} options */
  constructor({ base, bot, language, userToken, changed, handedOver }) {
    this.memory = new Memory(base, Boolean(userToken));
    this.api = new Api(base, this.memory, userToken);
    this.api.handedOver = handedOver;
    this.bot = bot;
    this.language = language;
    this._changed = changed;
    this.conversation = this._conversation();
  }

  get talk() {
    return this.conversation.talk;
  }

  /** The card of who answers now: another bot's once the conversation was given to it. */
  get host() {
    return this.cardOf(this.conversation.host);
  }

  /** @param {string} [bot] */
  cardOf(bot) {
    return this._bots.find(({ name }) => name === bot) ?? this.card;
  }

  get country() {
    return this.memory.get("country") ?? "";
  }

  /** Find the bot; go on where this browser left off, or ask for consent. */
  async start() {
    this.card = this.memory.get(`bot:${this.bot}`);
    if (this.card && this._agreed) this._enter();
    try {
      this._bots = await this.api.bots();
      this.card = this._bots.find(({ name }) => name === this.bot) ?? null;
      this.memory.set(`bot:${this.bot}`, this.card);
      if (!this.card) this._set("unknown_bot");
      else if (this.phase !== "loading" && this.phase !== "unreachable") this._changed();
      else if (this._agreed) this._enter();
      else this._set("consent");
    } catch {
      if (this.phase === "loading") this._set("unreachable");
      clearTimeout(this._retry);
      this._retry = setTimeout(() => this._living && this.start(), RETRY_MS);
    }
  }

  /** Leave; nothing that is kept is touched. */
  stop() {
    this._living = false;
    clearTimeout(this._retry);
    this.conversation.stop();
  }

  /** The person has read who this is, and wants to talk. */
  agree() {
    this.memory.set(`consent:${this.bot}`, Date.now());
    this._enter();
  }

  /** Begin a new conversation, as somebody new where that is the only way. The old one stays on the server. */
  renew() {
    this.draft = this.conversation.leave();
    if (this.phase === "lost") this.api.beNew();
    this.conversation = this._conversation();
    this._enter();
  }

  /** The person reads another language now. Where they said nothing yet, the bot begins anew in it. */
  speak(/** @type {string} */ language) {
    this.language = language;
    const { talk } = this;
    const said = talk.before !== null || talk.items.some((item) => item.kind === "you");
    if (this.phase !== "talk" || !talk.language || talk.language === language || said) return;
    this.conversation.end();
    this.renew();
  }

  /** Destroy everything, there and here. Throws `HttpProblem`. */
  async erase() {
    await this.api.erase();
    this.forget();
  }

  /** Everything is gone already, by this window or another. */
  forget() {
    this.conversation.stop();
    this.memory.clear(["lost"]);
    this.memory.set("language", this.language);
    this.conversation = this._conversation();
    this._set("deleted");
  }

  /** After an error: once more, now. */
  again() {
    if (this.phase === "talk") this.conversation.again();
    else if (this.phase === "unreachable") this.start();
  }

  /** The browser says that the network went away or came back. */
  network(/** @type {boolean} */ there) {
    if (there) this.again();
    else this.conversation.cut();
  }

  // ---- within

  get _agreed() {
    return Boolean(this.memory.get(`consent:${this.bot}`));
  }

  _enter() {
    this._set("talk");
    this.conversation.start({ language: this.language, country: this.country });
    this._changed();
  }

  _conversation() {
    /** @type {Conversation} */
    const made = new Conversation(this.api, this.memory, this.bot, {
      changed: () => this._changed(),
      over: (phase) => {
        made.stop();
        if (made === this.conversation) this._set(phase);
      },
    });
    return made;
  }

  /** @param {Phase} phase */
  _set(phase) {
    this.phase = phase;
    this._changed();
  }
}
