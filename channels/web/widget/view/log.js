/**
 * The words of a conversation.
 *
 * What is final stands in an element of role log and is announced once; what still grows stands
 * behind it, silent, and moves in when it is whole.
 */

import { h, icon } from "./dom.js";
import { People } from "./people.js";
import { LATE_MS, Row } from "./row.js";
import { Stick } from "./scroll.js";

const MINUTE_MS = 60_000;
const CALM_MS = 400; // nothing more came for so long: the past is here

export class Log {
  /** @param {import("../chat.js").Chat} chat @param {import("./row.js").Context} context */
  constructor(chat, context) {
    this._chat = chat;
    this._context = context;
    /** @type {Map<string, any>} */
    this._rows = new Map();
    const { say } = context;
    const label = say("conversation");
    this._earlier = h("button", { type: "button", class: "earlier", hidden: true, onclick: () => this._goBack() }, say("earlier"));
    this._log = h("div", { class: "log", role: "log", "aria-live": "off", "aria-label": label });
    this._tail = h("div", { class: "tail" });
    const thinking = h("span", { class: "sr" }, say("thinking", { name: context.name }));
    this._dots = h("div", { class: "dots", hidden: true }, h("i"), h("i"), h("i"), thinking);
    const content = h("div", { class: "words" }, this._earlier, this._log, this._tail, this._dots);
    this._scroller = h("div", { class: "scroller", part: "log", tabindex: 0, role: "region", "aria-label": label }, content);
    this._pill = h("button", { type: "button", class: "newer", hidden: true }, icon("down"), say("newer"));
    this.el = h("div", { class: "room" }, this._scroller, this._pill);
    this._stick = new Stick(this._scroller, content, this._pill);
    this._newest = "";
    this._goingBack = false;
    this._awake = false;
  }

  /** Whether the people to call are out of sight. */
  get panelHidden() {
    const panel = this._log.querySelector(".panel:not(.over)");
    if (!panel) return false;
    const [room, box] = [this._scroller.getBoundingClientRect(), panel.getBoundingClientRect()];
    return box.bottom < room.top + 60 || box.top > room.bottom - 60;
  }

  showPanel() {
    const panel = this._log.querySelector(".panel:not(.over)");
    panel?.scrollIntoView({ block: "start" });
    panel?.querySelector("a, select")?.focus({ preventScroll: true });
  }

  onScroll(/** @type {() => void} */ heed) {
    this._scroller.addEventListener("scroll", heed, { passive: true });
  }

  update() {
    if (this._talk !== this._chat.talk) [this._talk, this._goingBack] = [this._chat.talk, false];
    if (this._goingBack) this._stick.keepPlace(() => this._update());
    else this._update();
  }

  _update() {
    const { talk, conversation } = this._chat;
    const { trouble } = conversation;
    this._context.slow = trouble !== "";
    const { items } = talk;
    const growing = items.findIndex((item) => item.state === "growing");
    const settled = growing < 0 ? items.length : growing;
    const elements = items.map((item, i) => this._element(item, items[i - 1]));
    this._sweep(items);
    arrange(this._log, elements.slice(0, settled));
    arrange(this._tail, elements.slice(settled));
    this._earlier.hidden = talk.before === null;
    this._dots.hidden = !talk.unanswered.size || growing >= 0 || ["broken", "refused"].includes(trouble);
    this._noticeLateness(items.at(-1));
    if (talk.seq) this._announceFromNowOn();
    this._follow(items.at(-1));
  }

  /** @param {import("../talk.js").Item} item @param {import("../talk.js").Item | undefined} before */
  _element(item, before) {
    if (item.kind === "panel") return this._panel(item);
    if (item.kind === "line") {
      const key = item.id;
      if (!this._rows.has(key)) {
        this._rows.set(key, { el: h("div", { class: "note" }, this._context.say(item.word ?? "")) });
      }
      return this._rows.get(key).el;
    }
    if (!this._rows.has(item.id)) this._rows.set(item.id, new Row(item, this._context));
    const row = this._rows.get(item.id);
    row.update(item, !sameGroup(before, item), this._context);
    this._day(row.el, item, before);
    return row.el;
  }

  /** @param {import("../talk.js").Item} item */
  _panel(item) {
    let people = this._rows.get(item.id);
    if (!people) {
      people = new People(this._chat, this._context, { care: true });
      this._rows.set(item.id, people);
    }
    people.over(item.over === true);
    if (this._chat.talk.closed) people.asks(false);
    return people.el;
  }

  /** A date above the first words of a day that is not the first, or not today. */
  _day(/** @type {HTMLElement} */ el, /** @type {any} */ item, /** @type {any} */ before) {
    const day = dayOf(item.at);
    const wanted = before ? day !== dayOf(before.at ?? item.at) : day !== dayOf(Date.now());
    const shown = el.querySelector(".day");
    if (wanted === Boolean(shown)) return;
    if (shown) return void shown.remove();
    const { say, language } = this._context;
    const form = { weekday: "long", month: "long", day: "numeric" };
    const date = new Date(item.at).toLocaleDateString(language, /** @type {any} */ (form));
    el.prepend(h("div", { class: "day" }, day === dayOf(Date.now()) ? say("today") : date));
  }

  _sweep(/** @type {{id: string}[]} */ items) {
    const here = new Set(items.map((item) => item.id));
    for (const id of this._rows.keys()) if (!here.has(id)) this._rows.delete(id);
  }

  /** What was said before is not read out; what comes from now on is. */
  _announceFromNowOn() {
    if (this._awake || this._goingBack) return;
    clearTimeout(this._calm);
    this._calm = setTimeout(() => this._announce(true), CALM_MS);
  }

  _announce(/** @type {boolean} */ awake) {
    this._awake = awake;
    this._log.setAttribute("aria-live", awake ? "polite" : "off");
  }

  /** Look again when words that wait have become late. */
  _noticeLateness(/** @type {import("../talk.js").Item | undefined} */ last) {
    const left = last?.state === "waiting" ? (last.at ?? 0) + LATE_MS - Date.now() : -1;
    if (left >= 0) setTimeout(() => this.el.isConnected && this.update(), left + 1);
  }

  /** @param {import("../talk.js").Item | undefined} last */
  _follow(last) {
    const newest = `${last?.id} ${last?.upto} ${last?.state} ${this._dots.hidden}`;
    if (newest === this._newest) return;
    this._newest = newest;
    const panel = last?.kind === "panel" && !last.over && this._rows.get(last.id).el;
    this._stick.hold = panel ? panel.previousElementSibling : null;
    if (last?.kind === "you" && last.state === "waiting") this._stick.toEnd();
    else this._stick.news();
  }

  async _goBack() {
    if (this._goingBack) return;
    this._goingBack = true;
    this._announce(false);
    await this._chat.conversation.earlier();
    this._goingBack = false;
    this._announceFromNowOn();
    if (this._earlier.hidden) this._scroller.focus({ preventScroll: true });
  }
}

/** Put these children there, in this order, moving as few as possible. */
function arrange(/** @type {HTMLElement} */ parent, /** @type {HTMLElement[]} */ wanted) {
  const keep = new Set(wanted);
  for (const child of [...parent.children]) {
    if (!keep.has(/** @type {HTMLElement} */ (child))) child.remove();
  }
  wanted.forEach((child, i) => {
    if (parent.children[i] !== child) parent.insertBefore(child, parent.children[i] ?? null);
  });
}

function dayOf(/** @type {number} */ at) {
  return new Date(at).toDateString();
}

/** @param {import("../talk.js").Item | undefined} a @param {import("../talk.js").Item} b */
function sameGroup(a, b) {
  if (!a || a.kind !== b.kind || (a.notice === "disclosure") !== (b.notice === "disclosure")) return false;
  return Math.floor((a.at ?? 0) / MINUTE_MS) === Math.floor((b.at ?? 0) / MINUTE_MS);
}
