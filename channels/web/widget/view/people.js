/** Whom to call: numbers as large buttons for the person's country, with a way to change it. */

import { h, icon } from "./dom.js";
import { countries, Numbers } from "./numbers.js";

/** @typedef {{name: string, phone?: string, sms?: string, url?: string, hours?: string, for?: string}} Line */

export class People {
  /**
   * @param {import("../chat.js").Chat} chat
   * @param {{say: import("../words.js").Say, language: string}} context
   * @param {{care?: boolean}} options whether it stands in the conversation, with words of care and
   *   the question how the person is
   */
  constructor(chat, { say, language }, { care = false } = {}) {
    this._chat = chat;
    this._say = say;
    this._language = language;
    this._title = h("h3", {}, say("crisis_care"));
    this._care = h("p", {}, say("crisis_there"));
    this._urgent = h("div", { class: "now" });
    this._where = h("div", { class: "where" });
    this._lines = h("div");
    this._choices = h("div", { class: "choices" }, this._choice("safe"), this._choice("person"));
    const attributes = { class: "panel", part: "crisis", role: "group", tabindex: -1, "aria-label": say("crisis_title") };
    this.el = care
      ? h("section", attributes, this._title, this._care, this._urgent, this._where, this._lines, this._choices)
      : h("div", { class: "people" }, this._urgent, this._where, this._lines);
    this._numbers = new Numbers(chat.api, language, this.el, (found) => this._show(found));
    this._numbers.ask(chat.country);
  }

  /** The person said that they are safe: the numbers stay, the questions go. */
  over(/** @type {boolean} */ over) {
    if (over === this._over) return;
    this._over = over;
    this.el.classList.toggle("over", over);
    this._title.textContent = this._say(over ? "crisis_over" : "crisis_care");
    this._care.hidden = over;
    this.asks(!over);
  }

  /** Whether there is still anybody to answer to. */
  asks(/** @type {boolean} */ asks) {
    this._choices.hidden = !asks;
  }

  /** @param {"safe" | "person"} signal */
  _choice(signal) {
    const press = async (/** @type {any} */ { currentTarget: button }) => {
      button.disabled = true; // once is enough; a second crisis brings a new panel
      this.el.focus({ preventScroll: true }); // what is disabled loses the keyboard's place
      button.disabled = await this._chat.conversation.signal(signal);
    };
    return h("button", { type: "button", onclick: press }, this._say(signal));
  }

  /** @param {any} found null where nothing can be had just now */
  _show(found) {
    if (!found) {
      this._urgent.replaceChildren(h("p", {}, this._say("no_numbers")));
      this._lines.replaceChildren();
      return;
    }
    const pick = (/** @type {any} */ event) => {
      this._chat.memory.set("country", event.target.value);
      this._numbers.ask(event.target.value);
    };
    const had = this._where.contains(this._where.getRootNode().activeElement);
    const select = countries(found, this._say("country_any"), pick);
    this._where.replaceChildren(h("label", {}, this._say("country"), select));
    if (had) select.focus();
    this._urgent.replaceChildren(...(found.emergency ? [this._emergency(found.emergency)] : []));
    this._lines.replaceChildren(
      h("ul", { class: "lines" }, ...found.lines.map((/** @type {Line} */ line) => this._line(line))),
      ...(found.checked ? [this._checked(found.checked)] : []),
    );
  }

  _emergency(/** @type {string} */ number) {
    const label = this._say("call", { number });
    const danger = h("small", {}, this._say("crisis_danger"), " · ");
    return h("a", { class: "button danger emergency", href: `tel:${dialled(number)}` }, icon("phone"), h("span", {}, danger, label));
  }

  _line(/** @type {Line} */ { name, phone, sms, url, hours, for: whom }) {
    const say = this._say;
    const open = hours === "24/7" ? say("hours_always") : hours;
    const about = [whom && say(`for_${whom}`), open].filter(Boolean).join(" · ");
    const call = phone && h("a", { class: "button", href: `tel:${dialled(phone)}` }, icon("phone"), say("call", { number: phone }));
    const text = sms && h("a", { class: "button", href: `sms:${dialled(sms)}` }, icon("words"), say("text", { number: sms }));
    const site = url && /^https?:\/\//.test(url);
    const link = site && h("a", { class: "button site", href: url, target: "_blank", rel: "noopener noreferrer" }, say("website"));
    return h("li", {}, h("strong", {}, name), about && h("p", {}, about), h("div", { class: "ways" }, call, text, link));
  }

  _checked(/** @type {string} */ date) {
    const form = { year: "numeric", month: "long" };
    const when = new Date(date).toLocaleDateString(this._language, /** @type {any} */ (form));
    return h("p", { class: "checked" }, this._say("checked", { when }));
  }
}

/** What a telephone takes of a number as people write it; the first one where there are several. */
function dialled(/** @type {string} */ number) {
  return number.split(/[/,;、（(]/)[0].replace(/[^\d+*#]/g, "");
}
