/** What a person can do besides writing: the entries of the menu, and the sheets that they open. */

import { h } from "./dom.js";
import { openSheet } from "./menu.js";
import { about } from "./pages.js";
import { People } from "./people.js";

const EXPORT_NAME = "fireside-export.json";

export class Acts {
  /**
   * @param {import("../chat.js").Chat} chat
   * @param {{say: import("../words.js").Say, language: string, name: string}} context
   * @param {object} frame what is around us
   * @param {HTMLElement} frame.el
   * @param {() => void} frame.otherLanguage
   * @param {(text: string) => void} frame.mention says a quiet word
   * @param {() => void} frame.closed a sheet has gone: where to go on from
   */
  constructor(chat, context, frame) {
    this._chat = chat;
    this._context = context;
    this._frame = frame;
    this.closeSheet = () => {};
  }

  /** @returns {([string, () => void] | null)[]} */
  entries() {
    const { say } = this._context;
    /** @type {[string, () => void]} */
    const end = [say("menu_end"), () => this._confirm("end", "end_no", "primary", () => this._end())];
    return [
      [say("menu_person"), () => this.openPerson()],
      [say("menu_about"), () => this._sheet("about_title", about(this._chat, this._context))],
      [say("menu_language"), () => this._frame.otherLanguage()],
      null,
      [say("menu_export"), () => this._export()],
      [say("menu_delete"), () => this._confirm("delete", "no", "danger", () => this._erase())],
      ...(this._chat.talk.closed ? [] : [end]),
    ];
  }

  /** A new conversation in the language that the person reads now. */
  openAnew() {
    this._confirm("foreign", "end_no", "primary", () => void this._chat.renew());
  }

  /** Whom to call, wherever the person is. */
  openPerson() {
    const { say } = this._context;
    const { phase, talk } = this._chat;
    const people = new People(this._chat, this._context);
    const press = () => {
      this.closeSheet();
      this._chat.conversation.signal("person");
    };
    const ask = h("div", { class: "acts" }, h("button", { type: "button", onclick: press }, say("person_ask")));
    this._sheet("person_title", [h("p", {}, say("person_text")), people.el, ...(phase !== "talk" || talk.closed ? [] : [ask])]);
  }

  // ---- within

  /** @param {string} title @param {Node[]} body @param {HTMLElement} [focus] */
  _sheet(title, body, focus) {
    const { say } = this._context;
    const { el, closed } = this._frame;
    this.closeSheet();
    this.closeSheet = openSheet(el, say(title), { back: say("back"), body, focus, closed });
  }

  /**
   * @param {string} key @param {string} no @param {string} look
   * @param {() => any} act what went wrong in words, if something did
   */
  _confirm(key, no, look, act) {
    const { say } = this._context;
    const failed = h("p", { class: "fault", role: "status" });
    let busy = false; // a disabled button would lose the keyboard's place
    const press = async () => {
      if (busy) return;
      busy = true;
      failed.textContent = (await act()) ?? "";
      busy = false;
      if (!failed.textContent) this.closeSheet();
    };
    const yes = h("button", { type: "button", class: look, onclick: press }, say(`${key}_yes`));
    const keep = h("button", { type: "button", onclick: () => this.closeSheet() }, say(no));
    this._sheet(`${key}_title`, [h("p", {}, say(`${key}_text`)), failed, h("div", { class: "acts" }, keep, yes)], keep);
  }

  _end() {
    this._chat.conversation.end();
  }

  _erase() {
    return this._chat.erase().then(() => "", (problem) => this._fault("delete", problem));
  }

  async _export() {
    const { say } = this._context;
    try {
      const href = URL.createObjectURL(await this._chat.api.mine());
      h("a", { href, download: EXPORT_NAME }).click();
      setTimeout(() => URL.revokeObjectURL(href), 60_000);
      this._frame.mention(say("exported", { file: EXPORT_NAME }));
    } catch (problem) {
      this._sheet("menu_export", [h("p", { class: "fault", role: "status" }, this._fault("export", problem))]);
    }
  }

  /** What happened, what was kept, what to do. @param {string} key @param {any} problem */
  _fault(key, { status }) {
    const { say } = this._context;
    const { api, memory } = this._chat;
    if (status !== 401) return say(`${key}_failed`);
    const name = memory.get("session")?.subject ?? "";
    return say(`${key}_refused`, { why: say(api.userToken ? "refused_user" : "refused_browser", { name }) });
  }
}
