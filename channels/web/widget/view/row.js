/** One item of the conversation as an element that changes as little as possible. */

import { h, paragraphs } from "./dom.js";
import { show } from "./tray.js";

/** Notices that are the platform's own quiet words; the others are care, and look like speech. */
const QUIET = new Set([
  ...["disclosure", "reminder", "blocked", "blocked_image", "held_image"],
  ...["released_image", "refused_image"],
  ...["withheld", "with_human", "failed"],
]);
const WHY = new Set(["too_large", "conversation_closed", "unknown_image"]);
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
 * @property {import("../pictures.js").Pictures} pictures
 * @property {(id: string) => boolean} waits whether an answer to this is to come
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
    this._shown = h("div", { class: "shown", hidden: true });
    this.el = h("div", { class: "row" }, label, this._shown, line, you && this._status);
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
    this._show(item, context);
    this._dateTime(item.at, context.language);
    this._state(item, context);
  }

  /** Pictures stand above the words; those that were not taken in do not stand here. */
  _show(/** @type {Item} */ { images, text, state }, /** @type {Context} */ { pictures, say }) {
    const wanted = state === "blocked" ? "" : (images ?? []).map(({ id }) => id).join();
    this._bubble.hidden = Boolean(images) && !text;
    if (wanted === (this._pictures ?? "")) return;
    this._pictures = wanted;
    this._shown.replaceChildren();
    this._shown.hidden = !wanted;
    if (wanted) for (const image of images ?? []) show(this._shown, pictures, image, say);
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
  _state(/** @type {Item} */ item, /** @type {Context} */ { say, slow, edit, waits }) {
    const said =
      (item.state === "waiting" && (slow || late(item)) && "waiting") ||
      (item.state === "blocked" && (item.images ? "picture_not_taken" : "not_taken")) ||
      (item.state === "sent" && item.images && waits(item.id) && "picture_looking") ||
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
