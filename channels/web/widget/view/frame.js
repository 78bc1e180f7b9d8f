/** The frame around everything: header, thin bar, the page of the moment, composer. */

import { Acts } from "./acts.js";
import { Composer } from "./composer.js";
import { h, iconButton } from "./dom.js";
import { Log } from "./log.js";
import { menuButton } from "./menu.js";
import { consent, plain } from "./pages.js";

const MENTION_MS = 6000;

/**
 * @typedef {object} Owner
 * @property {() => void} otherLanguage
 * @property {() => void} startOver
 * @property {(() => void) | null} minimise only where it floats
 */

export class Frame {
  /**
   * @param {import("../chat.js").Chat} chat
   * @param {{say: import("../words.js").Say, language: string}} words
   * @param {Owner} owner
   */
  constructor(chat, { say, language }, owner) {
    this._chat = chat;
    this._owner = owner;
    const named = (/** @type {import("../chat.js").Card | null} */ card) =>
      card?.title[language] ?? card?.title.en ?? chat.bot;
    const name = named(chat.host);
    const nameOf = (/** @type {string | undefined} */ bot) => named(bot ? chat.cardOf(bot) : chat.card);
    const retry = (/** @type {any} */ item) => this._retry(item);
    const edit = (/** @type {any} */ item) => this._edit(item);
    const waits = (/** @type {string} */ id) => chat.talk.unanswered.has(id);
    this._context = { say, language, name, nameOf, slow: false, waits, pictures: chat.conversation.pictures, edit, retry };
    this._bar = h("div", { class: "bar", role: "status" });
    this._page = h("div", { class: "room" });
    this._aside = h("div", { class: "aside", role: "status", hidden: true });
    this._foot = h("footer", { part: "composer", hidden: true });
    const parts = [this._header(owner), this._bar, this._page, this._foot];
    const props = { class: "frame", part: "frame", lang: tag(language), "aria-label": say("ai_long", { name }) };
    this.el = h("section", props, ...parts);
    this._acts = new Acts(chat, this._context, {
      el: this.el,
      otherLanguage: owner.otherLanguage,
      mention: (text) => this._mention(text),
      closed: () => (this._menu.hidden ? this.focus() : this._menu.focus()),
    });
  }

  get draft() {
    return this._composer?.field.value ?? "";
  }

  set draft(text) {
    if (text) this._composer?.put(text);
  }

  focus() {
    const to = this._composer && !this._foot.hidden ? this._composer.field : this.el.querySelector(".page, .room");
    to?.focus();
  }

  update() {
    const { phase, talk } = this._chat;
    if (phase !== this._shown) this._show(phase);
    this._menu.hidden = phase !== "talk";
    this._tongue.hidden = phase === "talk"; // where there is a menu, it is in there
    this._lifeline.hidden = phase === "loading" || phase === "consent"; // which has a number of its own
    this._sayTrouble();
    if (phase !== "talk") return;
    this._log?.update();
    this._footIs(talk);
    this._takeDraft();
    this._composer?.update();
    this._lifeline.hidden = !this._log?.panelHidden;
  }

  // ---- pages

  /** @param {Owner} owner */
  _header({ otherLanguage, minimise }) {
    const { say, language, name } = this._context;
    const who = h("h2", {}, name, h("span", { class: "ai" }, say("ai")));
    const toPanel = () => (this._chat.phase === "talk" ? this._log?.showPanel() : this._acts.openPerson());
    this._lifeline = h("button", { type: "button", class: "lifeline", hidden: true, onclick: toPanel }, say("numbers"));
    const other = { type: "button", class: "tongue", lang: tag(language === "zh" ? "en" : "zh"), onclick: otherLanguage };
    this._tongue = h("button", other, say("menu_language"));
    this._menu = menuButton(say("menu"), () => this._acts.entries());
    const small = minimise && iconButton("close", say("minimise"), { class: "icon bare", onclick: minimise });
    return h("header", { part: "header" }, who, this._lifeline, this._tongue, this._menu, small);
  }

  /** @param {import("../chat.js").Phase} phase */
  _show(phase) {
    const held = this.el.contains(this.el.getRootNode().activeElement);
    this._shown = phase;
    this._acts.closeSheet();
    const page = this._pageOf(phase);
    this._page.replaceWith(page);
    this._page = page;
    this._foot.hidden = phase !== "talk";
    if (held) this.focus();
  }

  /** @param {import("../chat.js").Phase} phase @returns {HTMLElement} */
  _pageOf(phase) {
    const { _chat: chat, _context: context } = this;
    const { say } = context;
    const anew = /** @type {[string, () => void]} */ (["begin_new", () => chat.renew()]);
    switch (phase) {
      case "consent":
        return consent(chat, context, () => chat.agree());
      case "talk":
        return this._room();
      case "loading":
        return h("div", { class: "page plain" }, h("p", { class: "small" }, say("loading")));
      case "unknown_bot":
        return plain(context, phase, { bot: chat.bot });
      case "unreachable":
        return plain(context, phase, {}, ["bar_again", () => chat.again()]);
      case "gone":
        return plain(context, phase, {}, anew);
      case "lost":
        return plain(context, phase, { name: chat.memory.get("session")?.subject ?? "" }, anew);
      case "deleted": {
        const names = chat.api.lost.join(" ");
        return plain(context, names ? "deleted_partly" : phase, { names }, ["begin_again", () => this._owner.startOver()]);
      }
    }
  }

  _room() {
    this._log = new Log(this._chat, this._context);
    this._log.onScroll(() => (this._lifeline.hidden = !this._log?.panelHidden));
    this._context.pictures = this._chat.conversation.pictures;
    this._composer = new Composer(this._chat, this._context);
    this._composer.tray?.catchDrops(this.el);
    this._footState = "open";
    this._foot.replaceChildren(this._aside, this._composer.el);
    return this._log.el;
  }

  /** An ended conversation has no composer; one in another language says so above it. */
  _footIs(/** @type {import("../talk.js").Talk} */ talk) {
    const { say, language } = this._context;
    const state = talk.closed ? "ended" : talk.language && talk.language !== language ? "foreign" : "open";
    if (state === this._footState) return;
    this._footState = state;
    const ended = state === "ended";
    const act = ended ? () => this._chat.renew() : () => this._acts.openAnew();
    const button = h("button", { type: "button", class: ended && "primary", onclick: act }, say(ended ? "begin_new" : "foreign_new"));
    this._aside.replaceChildren(h("p", {}, say(state)), button);
    this._aside.hidden = state === "open";
    if (this._composer) this._composer.el.hidden = ended;
  }

  /** Words that were left over from another conversation. */
  _takeDraft() {
    const { draft } = this._chat;
    this._chat.draft = "";
    this.draft = draft;
  }

  _sayTrouble() {
    const { say } = this._context;
    const { phase, conversation } = this._chat;
    const { trouble } = conversation;
    const offline = trouble === "broken" && !navigator.onLine;
    const word = phase !== "talk" || !trouble ? "" : offline ? "offline" : trouble;
    if (word === this._barWord) return;
    this._barWord = word;
    const again = h("button", { type: "button", onclick: () => this._chat.again() }, say("bar_again"));
    const final = word === "refused" || word === "crowded";
    this._bar.replaceChildren(...(word ? [h("span", {}, say(`bar_${word}`))] : []), ...(final ? [again] : []));
  }

  /** A quiet word in the bar that goes away by itself. */
  _mention(/** @type {string} */ text) {
    this._bar.replaceChildren(h("span", {}, text));
    this._barWord = text;
    setTimeout(() => {
      if (this._barWord === text) this._sayTrouble();
    }, MENTION_MS);
  }

  // ---- rows

  _retry(/** @type {{id: string}} */ { id }) {
    const asked = this._chat.talk.find(id.split(".")[0]);
    if (asked?.text || asked?.images) this._chat.conversation.say(asked.text ?? "", asked.images);
  }

  _edit(/** @type {{id: string, text?: string}} */ { id, text = "" }) {
    this._chat.conversation.drop(id);
    this._composer?.put(text);
  }
}

/** @param {string} language as an attribute `lang` */
function tag(language) {
  return language === "zh" ? "zh-CN" : language;
}
