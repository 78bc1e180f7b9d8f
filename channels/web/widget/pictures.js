/**
 * Pictures of one conversation: those on their way up, and the pixels of those that were sent. Knows
 * no document.
 *
 * Rule 1: what is shown is what the service made of an upload, never the file itself.
 * Rule 2: one goes up after the other; each can be taken back until its message is sent.
 */

import { HttpProblem } from "./api.js";

export const MOST = 4; // of one message
export const TYPES = "image/jpeg,image/png,image/webp,image/gif";
const LARGEST = 12 * 1024 * 1024;

/**
 * @typedef {{id: string, w: number, h: number, alt?: string}} Image as in the protocol
 * @typedef {object} Upload
 * @property {number} key
 * @property {Blob} file
 * @property {number} part of it that is up, from 0 to 1
 * @property {string} alt
 * @property {Image | null} image once it is there
 * @property {string} why it was not taken, if it was not
 * @property {AbortController} way
 */

export class Pictures {
  /** @param {import("./api.js").Api} api @param {() => string} conv @param {() => void} changed */
  constructor(api, conv, changed) {
    this._api = api;
    this._conv = conv;
    this._changed = changed;
    /** @type {Upload[]} */
    this.uploads = [];
    this._made = 0;
    this._sending = false;
    /** @type {Map<string, Promise<string>>} */
    this._seen = new Map();
  }

  /** Whether one is still on its way up. */
  get sending() {
    return this.uploads.some(({ image, why }) => !image && !why);
  }

  get ready() {
    return this.uploads.some(({ image }) => image);
  }

  /** Whether there is room for one more. */
  get room() {
    return Boolean(this._conv()) && this.uploads.length < MOST;
  }

  /** @param {Iterable<File>} files */
  add(files) {
    for (const file of files) {
      if (!this.room) break;
      const why = file.size > LARGEST ? "too_many_bytes" : "";
      const upload = { key: (this._made += 1), file, part: 0, alt: "", image: null, why, way: new AbortController() };
      this.uploads.push(upload);
    }
    this._changed();
    this._send();
  }

  /** Take one back. */
  remove(/** @type {number} */ key) {
    const upload = this.uploads.find((each) => each.key === key);
    this.uploads = this.uploads.filter((each) => each !== upload);
    upload?.way.abort();
    if (upload?.image) this._api.forgetPicture(this._conv(), upload.image.id).catch(() => {});
    this._changed();
  }

  /** Those that are ready, for a message; the others go. @returns {Image[]} */
  take() {
    const taken = this.uploads.flatMap(({ image, alt }) => (image ? [{ ...image, alt: alt.trim() }] : []));
    this.uploads = [];
    return taken;
  }

  /** The pixels, as an address for an image. Throws `HttpProblem`. @param {string} id @returns {Promise<string>} */
  see(id) {
    let seen = this._seen.get(id);
    if (!seen) {
      seen = this._api.picture(this._conv(), id).then(asAddress);
      seen.catch(() => this._seen.delete(id)); // to be asked again
      this._seen.set(id, seen);
    }
    return seen;
  }

  async _send() {
    if (this._sending) return;
    this._sending = true;
    const next = () => this.uploads.find(({ image, why }) => !image && !why);
    for (let upload = next(); upload; upload = next()) {
      const one = upload;
      const progress = (/** @type {number} */ part) => {
        one.part = part;
        this._changed();
      };
      try {
        one.image = await this._api.upload(this._conv(), one.file, progress, one.way.signal);
      } catch (problem) {
        one.why = problem instanceof HttpProblem ? problem.why || problem.code : "unavailable";
      }
      this._changed();
    }
    this._sending = false;
  }
}

/** @param {Blob} blob @returns {Promise<string>} */
function asAddress(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(new HttpProblem(0, "unreachable"));
    reader.readAsDataURL(blob);
  });
}
