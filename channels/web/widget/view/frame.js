/** The frame around everything: header, thin bar, the page of the moment, composer. */

import { Composer } from "./composer.js";
import { h, iconButton } from "./dom.js";
import { Log } from "./log.js";
import { menuButton, openSheet } from "./menu.js";
import { about, consent, plain } from "./pages.js";
import { People } from "./people.js";

const EXPORT_NAME = "fireside-export.json";
const TALKING = new Set(["talk"]);

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
    const title = chat.card?.title;
    const name = title?.[language] ?? title?.en ?? chat.bot;
    const retry = (/** @type {any} */ item) => this._retry(item);
    const edit = (/** @type {any} */ item) => this._edit(item);
    this._context = { say, language, name, slow: false, edit, retry };
    this._name = h("h2", {}, name, h("span", { class: "ai" }, say("ai")));
    const toPanel = () => this._log?.showPanel();
    this._lifeline = h("button", { type: "button", class: "lifeline", hidden: true, onclick: toPanel }, say("numbers"));
    this._menu = menuButton(say("menu"), () => this._entries());
    const small = owner.minimise && iconButton("close", say("minimise"), { class: "icon bare", onclick: owner.minimise });
    this._header = h("header", { part: "header" }, this._name, this._lifeline, this._menu, small);
    this._bar = h("div", { class: "bar", role: "status" });
    this._page = h("div", { class: "room" });
    this._foot = h("footer", { part: "composer", hidden: true });
    const tag = language === "zh" ? "zh-CN" : language;
    const label = say("ai_long", { name });
    const parts = [this._header, this._bar, this._page, this._foot];
    this.el = h("section", { class: "frame", part: "frame", lang: tag, "aria-label": label }, ...parts);
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
    this._menu.hidden = !TALKING.has(phase);
    this._sayTrouble();
    if (phase !== "talk") return;
    this._log?.update();
    this._closedIs(talk.closed);
    this._composer?.update();
    this._lifeline.hidden = !this._log?.panelHidden;
  }

  // ---- pages

  /** @param {import("../chat.js").Phase} phase */
  _show(phase) {
    const held = this._page.contains(this.el.getRootNode().activeElement);
    this._shown = phase;
    const page = this._pageOf(phase);
    this._page.replaceWith(page);
    this._page = page;
    this._foot.hidden = phase !== "talk";
    if (held && phase === "talk") this._composer?.field.focus();
  }

  /** @param {import("../chat.js").Phase} phase @returns {HTMLElement} */
  _pageOf(phase) {
    const { _chat: chat, _context: context } = this;
    const { say } = context;
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
        return plain(context, phase, {}, ["begin_new", () => chat.renew()]);
      case "deleted":
        return plain(context, phase, {}, ["begin_again", () => this._owner.startOver()]);
    }
  }

  _room() {
    this._log = new Log(this._chat, this._context);
    this._log.onScroll(() => (this._lifeline.hidden = !this._log?.panelHidden));
    this._composer = new Composer(this._chat, this._context);
    this._ended = null;
    this._foot.replaceChildren(this._composer.el);
    return this._log.el;
  }

  /** @param {boolean} closed */
  _closedIs(closed) {
    if (closed === Boolean(this._ended)) return;
    const { say } = this._context;
    const anew = h("button", { type: "button", class: "primary", onclick: () => this._chat.renew() }, say("begin_new"));
    this._ended = closed ? h("div", { class: "ended" }, h("p", {}, say("ended")), anew) : null;
    this._foot.replaceChildren(this._ended ?? this._composer?.el);
  }

  _sayTrouble() {
    const { say } = this._context;
    const { phase, trouble } = this._chat;
    const offline = trouble === "broken" && !navigator.onLine;
    const word = phase !== "talk" || !trouble ? "" : offline ? "offline" : trouble;
    if (word === this._barWord) return;
    this._barWord = word;
    const again = () => h("button", { type: "button", onclick: () => this._chat.again() }, say("bar_again"));
    this._bar.replaceChildren(
      ...(word ? [h("span", {}, say(`bar_${word}`))] : []),
      ...(word === "refused" ? [again()] : []),
    );
  }

  /** A quiet word in the bar that goes away by itself. */
  _mention(/** @type {string} */ text) {
    this._bar.replaceChildren(h("span", {}, text));
    this._barWord = text;
    setTimeout(() => {
      if (this._barWord === text) this._sayTrouble();
    }, 6000);
  }

  // ---- rows

  _retry(/** @type {{id: string}} */ { id }) {
    const asked = this._chat.talk.find(id.split(".")[0]);
    if (asked?.text) this._chat.say(asked.text);
  }

  _edit(/** @type {{id: string, text?: string}} */ { id, text = "" }) {
    this._chat.dropRefused(id);
    this._composer?.put(text);
  }

  // ---- the menu

  /** @returns {([string, () => void] | null)[]} */
  _entries() {
    const { say } = this._context;
    const open = !this._chat.talk.closed;
    return [
      [say("menu_person"), () => this._openPerson()],
      [say("menu_about"), () => this._sheet("about_title", about(this._chat, this._context))],
      [say("menu_language"), () => this._owner.otherLanguage()],
      null,
      [say("menu_export"), () => this._export()],
      [say("menu_delete"), () => this._openDelete()],
      ...(open ? [/** @type {[string, () => void]} */ ([say("menu_end"), () => this._openEnd()])] : []),
    ];
  }

  /** @param {string} title @param {Node[]} body @param {HTMLElement} [focus] @returns {() => void} */
  _sheet(title, body, focus) {
    const { say } = this._context;
    return openSheet(this.el, say(title), { back: say("back"), body, focus, closed: () => this._menu.focus() });
  }

  _openPerson() {
    const { say } = this._context;
    const people = new People(this._chat, this._context);
    const ask = h("button", { type: "button", onclick: () => (close(), this._chat.signal("person")) }, say("person_ask"));
    const open = !this._chat.talk.closed;
    const body = [h("p", {}, say("person_text")), people.el, ...(open ? [h("div", { class: "acts" }, ask)] : [])];
    const close = this._sheet("person_title", body);
  }

  _openEnd() {
    this._confirm("end", "end_no", "primary", () => (this._chat.end(), true));
  }

  _openDelete() {
    this._confirm("delete", "no", "danger", () => this._chat.erase().then(() => true, () => false));
  }

  /** @param {string} key @param {string} no @param {string} look @param {() => any} act false if it failed */
  _confirm(key, no, look, act) {
    const { say } = this._context;
    const failed = h("p", { class: "fault", role: "status" });
    const yes = h("button", { type: "button", class: look, onclick: press }, say(`${key}_yes`));
    const keep = h("button", { type: "button", onclick: () => close() }, say(no));
    const close = this._sheet(`${key}_title`, [h("p", {}, say(`${key}_text`)), failed, h("div", { class: "acts" }, keep, yes)], keep);

    async function press() {
      yes.disabled = true;
      if (await act()) return close();
      yes.disabled = false;
      failed.textContent = say(`${key}_failed`);
      return undefined;
    }
  }

  async _export() {
    const { say } = this._context;
    try {
      const href = URL.createObjectURL(await this._chat.api.mine());
      h("a", { href, download: EXPORT_NAME }).click();
      setTimeout(() => URL.revokeObjectURL(href), 60_000);
      this._mention(say("exported", { file: EXPORT_NAME }));
    } catch {
      this._mention(say("export_failed"));
    }
  }
}
