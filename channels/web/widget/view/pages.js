/** What stands in the place of a conversation: the first visit, and when there is none to show. */

import { h } from "./dom.js";
import { countries, Numbers } from "./numbers.js";

/** @typedef {{say: import("../words.js").Say, language: string, name: string}} Context */

/** Who is this, what can it do and not do, whom to call instead; and the consent to begin. */
export function consent(/** @type {any} */ chat, /** @type {Context} */ context, /** @type {() => void} */ agreed) {
  const { say, language } = context;
  const list = (/** @type {string} */ kind) =>
    h("div", {}, h("h4", { class: "sub" }, say(kind)), h("ul", { class: kind }, ...[1, 2, 3].map((n) => h("li", {}, say(`${kind}_${n}`)))));
  const urgent = h("p", { class: "urgent" }, say("urgent_plain"));
  const select = h("select", { disabled: true }, h("option", {}, say("where_else")));
  const where = h("label", { class: "choice" }, h("b", {}, say("where")), h("span", { class: "small" }, say("where_why")), select);
  const page = h(
    "div",
    { class: "page", part: "consent", tabindex: 0, role: "region", "aria-label": say("hello") },
    h("h3", {}, say("hello")),
    h("p", {}, say("hello_who")),
    h("p", {}, chat.card.about[language] ?? ""),
    h("div", { class: "pair" }, list("can"), list("cannot")),
    urgent,
    where,
    h("p", { class: "small" }, say("kept")),
    h("p", { class: "small" }, say("age")),
    h("button", { type: "button", class: "primary agree", part: "agree", onclick: agreed }, say("agree")),
  );
  const numbers = new Numbers(chat.api, language, page, show);
  numbers.ask(chat.country);
  return page;

  function show(/** @type {any} */ found) {
    if (!found) return void (urgent.textContent = say("urgent_plain"));
    if (found.country !== chat.country) chat.memory.set("country", found.country); // a guess that is on no list
    const pick = (/** @type {any} */ event) => {
      chat.memory.set("country", event.target.value);
      numbers.ask(event.target.value);
    };
    const fresh = countries(found, say("where_else"), pick);
    const held = page.getRootNode().activeElement === where.lastChild;
    where.lastChild?.replaceWith(fresh);
    if (held) fresh.focus();
    urgent.textContent = found.emergency ? say("urgent", { number: found.emergency }) : say("urgent_plain");
  }
}

/**
 * A title, a sentence, a thing to do.
 * @param {Context} context @param {string} key @param {Record<string, string>} values
 * @param {[string, () => void]} [act]
 */
export function plain({ say }, key, values, act) {
  return h(
    "div",
    { class: "page plain", role: "status", tabindex: -1 },
    h("h3", {}, say(`${key}_title`)),
    h("p", {}, say(`${key}_text`, values)),
    act && h("div", { class: "acts" }, h("button", { type: "button", class: "primary", onclick: act[1] }, say(act[0]))),
  );
}

/** About and limits, for reading again later. */
export function about(/** @type {any} */ chat, /** @type {Context} */ { say, language }) {
  const list = (/** @type {string} */ kind) => [
    h("h3", { class: "sub" }, say(kind)),
    h("ul", { class: kind }, ...[1, 2, 3].map((n) => h("li", {}, say(`${kind}_${n}`)))),
  ];
  const said = [h("p", {}, say("hello_who")), h("p", {}, chat.host?.about[language] ?? "")];
  return [...said, ...list("can"), ...list("cannot"), h("p", { class: "urgent" }, say("urgent_plain")), h("p", {}, say("kept"))];
}
