/** Whom to call: numbers as large buttons for the person's country, with a way to change it. */

import { h, icon } from "./dom.js";

/** @typedef {{name: string, phone?: string, sms?: string, url?: string, hours?: string, for?: string}} Line */

export class People {
  /**
   * @param {import("../chat.js").Chat} chat
   * @param {{say: import("../words.js").Say, language: string}} context
   * @param {{choices?: boolean}} options whether it asks "are you safe" (in the conversation)
   */
  constructor(chat, { say, language }, { choices = false } = {}) {
    this._chat = chat;
    this._say = say;
    this._language = language;
    this._name = h("span", {}, say("crisis_title"));
    this._place = h("small");
    this._title = h("h3", {}, this._name, this._place);
    this._where = h("div", { class: "where" });
    this._lines = h("div");
    this._choices = choices && h("div", { class: "choices" }, this._choice("safe"), this._choice("person"));
    const attributes = { class: "panel", part: "crisis", role: "group", "aria-label": say("crisis_title") };
    this.el = choices
      ? h("section", attributes, this._title, this._lines, this._where, this._choices)
      : h("div", { class: "people" }, this._lines, this._where);
    this._load(chat.country);
  }

  /** The person said that they are safe: the numbers stay, the questions go. */
  over(/** @type {boolean} */ over) {
    if (over === this._over) return;
    this._over = over;
    this.el.classList.toggle("over", over);
    this._name.textContent = this._say(over ? "crisis_over" : "crisis_title");
    if (this._choices) this._choices.hidden = over;
  }

  /** @param {"safe" | "person"} signal */
  _choice(signal) {
    const press = (/** @type {any} */ event) => {
      event.currentTarget.disabled = true; // once is enough; a second crisis brings a new panel
      this._chat.signal(signal);
    };
    return h("button", { type: "button", onclick: press }, this._say(signal));
  }

  async _load(/** @type {string} */ country) {
    const found = await this._chat.api.hotlines(country, this._language);
    if (!found) {
      this._where.replaceChildren();
      this._lines.replaceChildren(h("p", {}, this._say("no_numbers")));
      return;
    }
    const pick = (/** @type {any} */ event) => {
      this._chat.memory.set("country", event.target.value);
      this._load(event.target.value);
    };
    const had = this._where.contains(this._where.getRootNode().activeElement);
    const select = countries(found, this._say, pick);
    this._where.replaceChildren(h("label", {}, this._say("country"), select));
    if (had) select.focus();
    this._place.textContent = select.selectedOptions[0]?.textContent ?? "";
    this._lines.replaceChildren(
      ...(found.emergency ? [this._emergency(found.emergency)] : []),
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

/**
 * A choice of countries.
 * @param {{country: string, countries: {code: string, name: string}[]}} found
 * @param {import("../words.js").Say} say @param {(event: Event) => void} pick
 */
export function countries(found, say, pick) {
  const option = (/** @type {string} */ value, /** @type {string} */ name) =>
    h("option", { value, selected: value === found.country }, name);
  const known = found.countries.filter(({ code }) => code);
  return h("select", { onchange: pick }, option("", say("country_any")), ...known.map(({ code, name }) => option(code, name)));
}

/** What a telephone takes of a number as people write it; the first one where there are several. */
function dialled(/** @type {string} */ number) {
  return number.split(/[/,;、（(]/)[0].replace(/[^\d+*#]/g, "");
}
