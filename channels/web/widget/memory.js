/**
 * What this browser remembers for one service: the session, consent, which conversation is open,
 * and words that are not sent yet. Never the transcript: that is asked of the server again.
 */

export class Memory {
  /**
   * @param {string} base address of the service; keys of two services never meet
   * @param {boolean} [user] whether this is about a user of the page's own, and not about anybody
   */
  constructor(base, user = false) {
    this.prefix = `${user ? "fireside-user" : "fireside"}:${base}:`;
    this._store = usable() ? localStorage : new Fleeting();
  }

  /** @param {string} key */
  get(key) {
    try {
      return JSON.parse(this._store.getItem(this.prefix + key) ?? "null");
    } catch {
      return null; // somebody else wrote there
    }
  }

  /** @param {string} key @param {unknown} value null or undefined forgets it */
  set(key, value) {
    if (value === null || value === undefined) {
      this._store.removeItem(this.prefix + key);
      return;
    }
    try {
      this._store.setItem(this.prefix + key, JSON.stringify(value));
    } catch {
      // The quota is used up: the words stay on the screen, and go out while the page lives.
    }
  }

  /** All keys that begin so. */
  keys(/** @type {string} */ start = "") {
    const all = Array.from({ length: this._store.length }, (_, i) => this._store.key(i) ?? "");
    const mine = all.filter((key) => key.startsWith(this.prefix + start));
    return mine.map((key) => key.slice(this.prefix.length));
  }

  /** Forget everything of this service but these. @param {string[]} kept */
  clear(kept) {
    for (const key of this.keys()) if (!kept.includes(key)) this.set(key, null);
  }
}

/** Stands in where the browser keeps nothing for us (private mode, blocked third parties). */
class Fleeting extends Map {
  get length() {
    return this.size;
  }
  key(/** @type {number} */ i) {
    return [...this.keys()][i] ?? null;
  }
  getItem(/** @type {string} */ key) {
    return this.get(key) ?? null;
  }
  setItem(/** @type {string} */ key, /** @type {string} */ value) {
    this.set(key, value);
  }
  removeItem(/** @type {string} */ key) {
    this.delete(key);
  }
}

function usable() {
  try {
    localStorage.setItem("fireside:probe", "1");
    localStorage.removeItem("fireside:probe");
    return true;
  } catch {
    return false;
  }
}
