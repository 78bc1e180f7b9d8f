/** The page at `/`: who is here, a chat with one of them, and how to have it elsewhere. */

import "../fireside-chat.js";
import { h } from "../view/dom.js";
import { languageFor } from "../words.js";

const LANGUAGE = "fireside:page:language";
const find = (/** @type {string} */ selector) => /** @type {any} */ (document.querySelector(selector));

/** @type {any[]} */
let bots = [];
/** @type {Record<string, string>} */
let words = {};
let language = languageFor(recall());

find(".language").addEventListener("click", () => speak(language === "zh" ? "en" : "zh"));
document.addEventListener("fireside-language", (event) => speak(/** @type {CustomEvent} */ (event).detail));
addEventListener("hashchange", show);
find(".copy").addEventListener("click", copy);
await speak(language);
await load();

async function load() {
  try {
    bots = await (await fetch("/v1/bots")).json();
  } catch {
    bots = [];
  }
  draw();
}

async function speak(/** @type {string} */ wanted) {
  words = await (await fetch(`/widget/demo/${wanted}.json`)).json();
  language = wanted;
  remember();
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  for (const element of document.querySelectorAll("[data-word]")) {
    element.textContent = words[/** @type {HTMLElement} */ (element).dataset.word ?? ""];
  }
  const other = find(".language");
  other.textContent = language === "zh" ? "English" : "中文";
  other.lang = language === "zh" ? "en" : "zh-CN";
  draw();
}

function draw() {
  find(".bots").replaceChildren(...bots.map(card));
  find(".none").hidden = bots.length > 0 || !words.title;
  show();
}

/** @param {any} bot */
function card(bot) {
  const first = (/** @type {string} */ tag) => (tag === language ? -1 : 1);
  const spoken = [...bot.languages].sort(first).map((/** @type {string} */ tag) => words[`language_${tag}`]).join(words.and);
  const title = h("h3", {}, bot.title[language], h("span", { class: "ai" }, "AI"));
  const speaks = h("span", { class: "speaks" }, words.speaks.replace("{languages}", spoken));
  const name = `${words.begin}: ${bot.title[language]}`;
  const go = h("a", { class: "go", href: `#${bot.name}`, "aria-label": name }, words.begin);
  const here = h("span", { class: "here" }, words.here);
  return h("li", { "data-bot": bot.name }, title, h("p", {}, bot.about[language]), h("div", { class: "foot" }, speaks, go, here));
}

/** Whatever the address asks for. */
function show() {
  const bot = bots.find(({ name }) => `#${name}` === location.hash);
  for (const li of document.querySelectorAll(".bots li")) {
    li.classList.toggle("chosen", /** @type {HTMLElement} */ (li).dataset.bot === bot?.name);
  }
  document.body.classList.toggle("talking", Boolean(bot));
  find(".talk").hidden = !bot;
  find(".embed code").textContent = snippet(bot?.name ?? bots[0]?.name ?? "counsellor");
  const old = find("fireside-chat");
  if (old?.getAttribute("bot") === bot?.name) {
    old?.setAttribute("language", language);
    return;
  }
  const chat = bot && h("fireside-chat", { bot: bot.name, language });
  find(".chat").replaceChildren(...(chat ? [chat] : []));
}

/** @param {string} bot */
function snippet(bot) {
  const { origin } = location;
  return (
    `<script type="module" src="${origin}/widget/fireside-chat.js"></script>\n` +
    `<fireside-chat bot="${bot}" server="${origin}" language="${language}"></fireside-chat>`
  );
}

async function copy() {
  try {
    await navigator.clipboard.writeText(find(".embed code").textContent);
    find(".copied").textContent = words.copied;
  } catch {
    getSelection()?.selectAllChildren(find(".embed code")); // not a secure address: select it instead
  }
}

function recall() {
  try {
    return localStorage.getItem(LANGUAGE);
  } catch {
    return null;
  }
}

function remember() {
  try {
    localStorage.setItem(LANGUAGE, language);
  } catch {
    // then the next visit begins in the browser's language again
  }
}
