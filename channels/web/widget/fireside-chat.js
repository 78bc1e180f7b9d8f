/**
 * `<fireside-chat bot server language country theme mode>`: a chat with a bot of a Fireside service.
 *
 *     <script type="module" src="https://host/widget/fireside-chat.js"></script>
 *     <fireside-chat bot="counsellor" server="https://host" language="zh"></fireside-chat>
 *
 * What stands inside the element is shown until the chat is there, and where it cannot come at all.
 */

import { Chat } from "./chat.js";
import { h, icon } from "./view/dom.js";
import { Frame } from "./view/frame.js";
import { countryFor, languageFor, words } from "./words.js";

const SHEETS = ["look/tokens.css", "look/chat.css", "look/panels.css", "look/pictures.css"];
const RETRY_MS = 4000;

class FiresideChat extends HTMLElement {
  static observedAttributes = ["bot", "server", "language", "mode"];

  /** @type {Chat | null} */
  _chat = null;
  /** @type {import("./api.js").UserToken} */
  _userToken = null;
  /** @type {Frame | null} */
  _frame = null;
  _open = false;
  _unread = false;

  /** A token of the page's own user, or a function that gets one. Set anew, somebody else is here. */
  get userToken() {
    return this._userToken;
  }

  set userToken(token) {
    const before = this._userToken;
    this._userToken = token || null;
    if (!this._chat || token === before) return;
    if (typeof token === "function" && typeof before === "function") this._chat.api.userToken = token;
    else this._begin(this._frame?.draft);
  }

  /** The service that this very file came from, unless the page names another. */
  get server() {
    const named = this.getAttribute("server");
    return named ? new URL(named, document.baseURI).href.replace(/\/+$/, "") : new URL(import.meta.url).origin;
  }

  get floating() {
    return this.getAttribute("mode") === "floating";
  }

  connectedCallback() {
    if (Object.hasOwn(this, "userToken")) { // set before this file had come
      const { userToken } = this;
      Reflect.deleteProperty(this, "userToken");
      this.userToken = userToken;
    }
    this._leave = new AbortController();
    const { signal } = this._leave;
    addEventListener("online", () => this._chat?.network(true), { signal });
    addEventListener("offline", () => this._chat?.network(false), { signal });
    addEventListener("storage", (event) => this._elsewhere(event), { signal });
    document.addEventListener("visibilitychange", () => document.hidden || this._chat?.again(), { signal });
    this._begin();
  }

  disconnectedCallback() {
    this._leave?.abort();
    this._chat?.stop();
    this._chat = null;
  }

  attributeChangedCallback(/** @type {string} */ name, /** @type {string} */ before, /** @type {string} */ now) {
    if (!this._leave || this._leave.signal.aborted || before === now) return;
    if (name === "bot" || name === "server") this._begin();
    else if (name === "mode") this._build();
    else this._speak(languageFor(now));
  }

  /** Show the chat of a floating widget, or put it away. */
  open() {
    this._toggle(true);
  }

  close() {
    this._toggle(false);
  }

  // ---- within

  /** @param {string} [draft] what the person was writing */
  async _begin(draft = "") {
    const bot = this.getAttribute("bot");
    if (!bot) return;
    this._chat?.stop();
    const chat = new Chat({
      base: this.server,
      bot,
      language: "en",
      userToken: this._userToken,
      changed: () => this._changed(),
      handedOver: () => this._begin(), // what the one before was writing is not for their eyes
    });
    chat.draft = draft;
    this._chat = chat;
    const { memory } = chat;
    if (memory.get("country") === null) memory.set("country", countryFor(this.getAttribute("country")));
    this._language = memory.get("language") ?? languageFor(this.getAttribute("language"));
    chat.language = this._language;
    try {
      [this._say] = await Promise.all([words(this._language), this._dress()]);
    } catch {
      setTimeout(() => this._chat === chat && this._begin(draft), RETRY_MS);
      return;
    }
    if (this._chat !== chat) return;
    this._build();
    chat.start();
  }

  /** The shadow and its sheets; only now, so that a page's own words stand until there are ours. */
  async _dress() {
    if (this.shadowRoot) return;
    const texts = await Promise.all(SHEETS.map(read));
    if (this.shadowRoot) return;
    const root = this.attachShadow({ mode: "open", delegatesFocus: false });
    root.adoptedStyleSheets = texts.map((text) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      return sheet;
    });
  }

  _build() {
    const { _chat: chat, _say: say, _language: language } = this;
    if (!chat || !say || !language || !this.shadowRoot) return;
    const draft = this._frame?.draft ?? "";
    const owner = {
      otherLanguage: () => this._speak(language === "zh" ? "en" : "zh", true),
      startOver: () => this._begin(),
      minimise: this.floating ? () => this._toggle(false) : null,
    };
    this._title = chat.host?.title[language];
    this._frame = new Frame(chat, { say, language }, owner);
    const shell = h("div", { class: this.floating ? "floating" : "inline", onkeydown: (/** @type {KeyboardEvent} */ event) => this._key(event) });
    if (this.floating) {
      this._frame.el.hidden = !this._open;
      shell.append(this._launcher(say, language));
    }
    shell.append(this._frame.el);
    this.shadowRoot.replaceChildren(shell);
    this._frame.update();
    this._frame.draft = draft;
  }

  /** @param {import("./words.js").Say} say @param {string} language */
  _launcher(say, language) {
    const name = this._title ?? this._chat?.bot ?? "";
    const dot = h("span", { class: "unread", role: "img", "aria-label": say("launch_new") });
    const props = { type: "button", class: "launcher primary", part: "launcher", lang: language, hidden: this._open, onclick: () => this._toggle(true) };
    const mark = h("span", { class: "ai" }, say("ai"));
    this._button = h("button", props, icon("words"), h("span", {}, say("launch", { name })), mark, this._unread && dot);
    return this._button;
  }

  _toggle(/** @type {boolean} */ open) {
    if (!this.floating || open === this._open) return;
    this._open = open;
    this._unread = false;
    this._build();
    if (this._chat) this._notice(this._chat);
    if (open) this._frame?.focus();
    else this._button?.focus();
  }

  _key(/** @type {KeyboardEvent} */ event) {
    if (event.key === "Escape" && this.floating && this._open && !event.isComposing) this._toggle(false);
  }

  async _speak(/** @type {string} */ language, keep = false) {
    if (!this._chat || language === this._language) return;
    const say = await words(language).catch(() => null);
    if (!say || !this._chat) return;
    this._language = language;
    this._say = say;
    if (keep) this._chat.memory.set("language", language);
    this._chat.speak(language);
    this._build();
    if (keep) this._frame?.focus();
    this.dispatchEvent(new CustomEvent("fireside-language", { detail: language, bubbles: true }));
  }

  /** Another window of this browser deleted everything. */
  _elsewhere(/** @type {StorageEvent} */ { key, newValue }) {
    const chat = this._chat;
    if (chat && key === `${chat.memory.prefix}session` && newValue === null) chat.forget();
  }

  /** Draw once for all that happens in one go. */
  _changed() {
    if (this._due) return;
    this._due = true;
    queueMicrotask(() => {
      this._due = false;
      const chat = this._chat;
      if (!chat || !this._frame) return;
      if (chat.host?.title[this._language ?? "en"] !== this._title) this._build();
      else this._frame.update();
      this._notice(chat);
    });
  }

  /** How far it was read while it was open; what is further on is new. @param {Chat} chat */
  _notice({ bot, memory, talk }) {
    if (!this.floating) return;
    const said = talk.items.findLast((item) => item.state === "said")?.seq ?? 0;
    const read = memory.get(`read:${bot}`) ?? 0;
    if (this._open) {
      if (said && said !== read) memory.set(`read:${bot}`, said);
    } else if (said > read && !this._unread) {
      this._unread = true;
      this._build();
    }
  }
}

/** @param {string} path beside this file */
async function read(path) {
  const answer = await fetch(new URL(path, import.meta.url), { credentials: "omit" });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.text();
}

if (!customElements.get("fireside-chat")) customElements.define("fireside-chat", FiresideChat);

export { FiresideChat };
