/** One item of the conversation as an element that changes as little as possible. */

import { h, paragraphs } from "./dom.js";

/** Notices that are the platform's own quiet words; the others are care, and look like speech. */
const QUIET = new Set(["disclosure", "reminder", "blocked", "withheld", "with_human", "failed"]);
const WHY = new Set(["too_large", "conversation_closed"]);
/** An acknowledgement that takes longer is worth the word "waiting". */
export const LATE_MS = 1500;

/**
 * @typedef {import("../talk.js").Item} Item
 * @typedef {object} Context
 * @property {import("../words.js").Say} say
 * @property {string} language
 * @property {string} name of the bot
 * @property {(bot?: string) => string} nameOf of the bot whose words they are
 * @property {boolean} slow whether the line is in trouble, so that what waits should say so at once
 * @property {(item: Item) => void} edit
 * @property {(item: Item) => void} retry
 */

export class Row {
  /** @param {Item} item @param {Context} context */
  constructor(item, { say, nameOf }) {
    const you = item.kind === "you";
    const who = you ? say("you") : nameOf(item.by);
    this._bubble = h("div", { class: "bubble", part: you ? "bubble you" : "bubble bot", dir: "auto" });
    this._time = h("time");
    this._status = h("div", { class: "status" });
    this._text = "";
    /** @type {string[]} */
    this._sentences = [];
    const label = h("div", { class: "who" }, who, !you && h("span", { class: "ai" }, say("ai")));
    const line = h("div", { class: "line" }, this._bubble, this._time);
    this.el = h("div", { class: "row" }, label, line, you && this._status);
  }

  /** @param {Item} item @param {boolean} first of its group @param {Context} context */
  update(item, first, context) {
    const quiet = item.notice && QUIET.has(item.notice);
    const look = ["row", item.kind, item.state, quiet && "quiet", first && "first"];
    this.el.className = look.filter(Boolean).join(" ");
    if (item.sentences) this._grow(item.sentences);
    else if (item.text !== this._text) this._say(item);
    if (item.notice === "failed" && !this._again) {
      const press = { type: "button", class: "again", onclick: () => context.retry(item) };
      this._again = h("button", press, context.say("retry"));
      this.el.append(this._again);
    }
    this._dateTime(item.at, context.language);
    this._state(item, context);
  }

  /** Sentences come whole; each fades in, those that stand there stay untouched. */
  _grow(/** @type {string[]} */ sentences) {
    const goesOn = !this._text && this._sentences.every((sentence, i) => sentence === sentences[i]);
    if (!goesOn) {
      this._bubble.replaceChildren();
      [this._sentences, this._text] = [[], ""];
    }
    for (const sentence of sentences.slice(this._sentences.length)) {
      this._bubble.append(h("span", { class: goesOn && "fresh" }, sentence));
    }
    this._sentences = sentences;
  }

  _say(/** @type {Item} */ { text = "" }) {
    this._text = text;
    this._bubble.replaceChildren(...paragraphs(text));
  }

  _dateTime(/** @type {number | undefined} */ at, /** @type {string} */ language) {
    if (!at || this._at === at) return;
    this._at = at;
    const when = new Date(at);
    const form = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
    this._time.dateTime = when.toISOString();
    this._time.textContent = when.toLocaleTimeString(language, /** @type {any} */ (form));
  }

  /** What became of the person's words, where that is not simply "sent". */
  _state(/** @type {Item} */ item, /** @type {Context} */ { say, slow, edit }) {
    const said =
      (item.state === "waiting" && (slow || late(item)) && "waiting") ||
      (item.state === "blocked" && "not_taken") ||
      (item.state === "refused" && (WHY.has(item.why ?? "") ? `not_sent_${item.why}` : "not_sent")) ||
      "";
    if (said === this._said) return;
    this._said = said;
    const back = h("button", { type: "button", onclick: () => edit(item) }, say("edit"));
    this._status.replaceChildren(
      ...(said ? [h("span", {}, say(said))] : []),
      ...(item.state === "refused" ? [back] : []),
    );
  }
}

function late(/** @type {Item} */ { at = 0 }) {
  return Date.now() - at >= LATE_MS;
}
