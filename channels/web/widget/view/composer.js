/**
 * Where the person writes.
 *
 * Rule 1: Enter sends, Shift+Enter breaks the line, and an input method that is still composing
 *         never sends (`keyCode` 229 is what Safari leaves of that).
 * Rule 2: nothing typed is ever thrown away by us: too long only waits until it is shorter.
 */

import { h, iconButton } from "./dom.js";
import { Tray } from "./tray.js";

export const LONGEST = 8000;
const QUIET_UNTIL = 500; // characters left at which the counter appears

export class Composer {
  /** @param {import("../chat.js").Chat} chat @param {{say: import("../words.js").Say, name: string}} context */
  constructor(chat, { say, name }) {
    this._chat = chat;
    this._say = say;
    this.field = h("textarea", {
      rows: 1,
      part: "input",
      "aria-label": say("write", { name }),
      placeholder: say("write_here"),
      enterkeyhint: "send",
      autocomplete: "off",
      dir: "auto",
      oninput: () => this.update(),
      onkeydown: (/** @type {KeyboardEvent} */ event) => this._key(event),
      onpaste: (/** @type {ClipboardEvent} */ event) => this.tray?.paste(event),
    });
    const { pictures } = chat.conversation;
    /** Only where the bot takes pictures. */
    this.tray = chat.host?.images ? new Tray(pictures, { say }, () => this.field.focus()) : null;
    this._counter = h("p", { class: "counter", role: "status" });
    this._send = iconButton("send", say("send"), { class: "icon primary send", part: "send", onclick: () => this._submit() });
    this._stop = iconButton("stop", say("stop"), { class: "icon stop", part: "stop", onclick: () => this._cancel() });
    const box = h("div", { class: "field" }, this.tray?.el, this.field, this._counter);
    this.el = h("div", { class: "composer" }, this.tray?.buttons, box, this._stop, this._send);
  }

  /** Words from elsewhere, to be changed and sent again. */
  put(/** @type {string} */ text) {
    this.field.value = this.field.value ? `${text}\n${this.field.value}` : text;
    this.update();
    this.field.focus();
  }

  update() {
    const { talk, conversation } = this._chat;
    const left = LONGEST - [...this.field.value].length;
    const { pictures } = conversation;
    const empty = !this.field.value.trim() && !pictures.ready;
    const busy = talk.unanswered.size > 0 && conversation.trouble === "";
    this._swap(busy && empty);
    this._send.disabled = empty || left < 0 || pictures.sending;
    this.tray?.update();
    this._counter.textContent =
      left >= QUIET_UNTIL ? "" : this._say(left < 0 ? "over" : "left", { n: Math.abs(left) });
    this._counter.classList.toggle("over", left < 0);
    this._fit();
  }

  /** One button at a time; the keyboard's place is not lost when they change. */
  _swap(/** @type {boolean} */ stop) {
    if (this._stop.hidden === !stop) return;
    const held = this.el.getRootNode().activeElement;
    this._stop.hidden = !stop;
    this._send.hidden = stop;
    if (held === this._stop || held === this._send) this.field.focus();
  }

  _fit() {
    if (this._fitted === this.field.value) return;
    this._fitted = this.field.value;
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight}px`;
  }

  _key(/** @type {KeyboardEvent} */ event) {
    if (event.key !== "Enter" || event.shiftKey) return;
    if (event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this._submit();
  }

  _submit() {
    const text = this.field.value.trim();
    const { pictures } = this._chat.conversation;
    if (!(text || pictures.ready) || pictures.sending || [...text].length > LONGEST) return;
    this.field.value = "";
    this._chat.conversation.say(text, pictures.take());
    this.update();
    this.field.focus();
  }

  _cancel() {
    this._chat.conversation.cancel();
    this.field.focus();
  }
}
