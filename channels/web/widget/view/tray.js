/**
 * Pictures that go along with the next message: how they get here, and what can be done about them.
 *
 * By the button (which on a phone offers the camera too), from the clipboard, or dropped anywhere
 * on the chat.
 */

import { MOST, TYPES } from "../pictures.js";
import { h, iconButton } from "./dom.js";

const LONGEST_ALT = 500;

export class Tray {
  /**
   * @param {import("../pictures.js").Pictures} pictures
   * @param {{say: import("../words.js").Say}} context
   * @param {() => void} back gives the keyboard back to the words
   */
  constructor(pictures, { say }, back) {
    this._pictures = pictures;
    this._say = say;
    this._back = back;
    const choose = (/** @type {Event} */ event) => {
      const input = /** @type {HTMLInputElement} */ (event.target);
      pictures.add([...(input.files ?? [])]);
      input.value = "";
    };
    const file = { type: "file", accept: TYPES, class: "file", tabindex: -1, "aria-hidden": "true", onchange: choose };
    this._chooser = h("input", { ...file, multiple: true });
    this._camera = h("input", { ...file, capture: "environment" });
    this._add = iconButton("picture", say("picture_add"), { class: "icon bare", onclick: () => this._chooser.click() });
    this._shoot = iconButton("camera", say("picture_camera"), { class: "icon bare camera", onclick: () => this._camera.click() });
    this.buttons = h("div", { class: "adders" }, this._add, this._shoot, this._chooser, this._camera);
    this.el = h("ul", { class: "tray", "aria-label": say("pictures"), hidden: true });
    /** @type {Map<number, {el: HTMLElement, update: () => void}>} */
    this._tiles = new Map();
  }

  /** Pictures that are pasted into the words. @param {ClipboardEvent} event */
  paste(event) {
    const files = picturesOf(event.clipboardData);
    if (!files.length) return;
    event.preventDefault();
    this._pictures.add(files);
  }

  /** Pictures that are dropped on this element. @param {HTMLElement} zone */
  catchDrops(zone) {
    const over = (/** @type {boolean} */ here) => zone.classList.toggle("dropping", here);
    zone.addEventListener("dragover", (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      over(this._pictures.room);
    });
    zone.addEventListener("dragleave", (event) => {
      if (!zone.contains(/** @type {Node | null} */ (event.relatedTarget))) over(false);
    });
    zone.addEventListener("drop", (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault(); // a file elsewhere would take the page away
      over(false);
      this._pictures.add(picturesOf(event.dataTransfer));
    });
  }

  update() {
    const { uploads, room } = this._pictures;
    this._add.disabled = this._shoot.disabled = !room;
    this._add.title = room ? this._say("picture_add") : this._say("pictures_full", { n: MOST });
    const keys = new Set(uploads.map(({ key }) => key));
    for (const [key, { el }] of this._tiles) {
      if (keys.has(key)) continue;
      if (el.contains(/** @type {any} */ (el.getRootNode()).activeElement)) this._back();
      el.remove();
      this._tiles.delete(key);
    }
    for (const upload of uploads) {
      if (!this._tiles.has(upload.key)) this._tiles.set(upload.key, this._tile(upload));
      this._tiles.get(upload.key)?.update();
    }
    this.el.hidden = !uploads.length;
  }

  /** @param {import("../pictures.js").Upload} upload */
  _tile(upload) {
    const say = this._say;
    const frame = h("div", { class: "thumb" });
    const progress = h("progress", { max: 1, value: 0, "aria-label": say("picture_sending") });
    const remove = iconButton("close", say("picture_remove"), {
      class: "icon bare remove",
      onclick: () => this._pictures.remove(upload.key),
    });
    const fault = h("p", { class: "fault", role: "alert", hidden: true });
    const alt = h("input", {
      type: "text",
      class: "alt",
      maxlength: LONGEST_ALT,
      placeholder: say("picture_alt"),
      "aria-label": say("picture_alt_long"),
      dir: "auto",
      oninput: () => (upload.alt = alt.value),
    });
    const el = h("li", { class: "tile" }, h("div", { class: "top" }, frame, remove), progress, alt, fault);
    this.el.append(el);
    let shown = "";
    const update = () => {
      progress.value = upload.part;
      progress.hidden = Boolean(upload.image || upload.why);
      alt.hidden = Boolean(upload.why);
      fault.hidden = !upload.why;
      if (upload.why && !fault.textContent) fault.textContent = this._fault(upload.why);
      if (upload.image && shown !== upload.image.id) {
        shown = upload.image.id;
        show(frame, this._pictures, upload.image, say);
      }
    };
    return { el, update };
  }

  /** What happened and what to do, in the person's words. */
  _fault(/** @type {string} */ why) {
    const key = `picture_fault_${why}`;
    const said = this._say(key);
    return said === key ? this._say("picture_fault") : said;
  }
}

/**
 * Put a picture there as soon as its pixels are; its place is kept meanwhile.
 * @param {HTMLElement} place @param {import("../pictures.js").Pictures} pictures
 * @param {import("../pictures.js").Image} image @param {import("../words.js").Say} say
 */
export function show(place, pictures, { id, w, h: height, alt }, say) {
  const img = h("img", { width: w, height, alt: alt || say("picture"), decoding: "async" });
  place.append(img);
  pictures.see(id).then(
    (address) => (img.src = address),
    () => img.replaceWith(h("p", { class: "lost" }, alt || say("picture_lost"))),
  );
}

/** @param {DataTransfer | null} data @returns {File[]} */
function picturesOf(data) {
  return [...(data?.files ?? [])].filter(({ type }) => type.startsWith("image/"));
}
