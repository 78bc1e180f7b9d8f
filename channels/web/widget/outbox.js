/**
 * Words that are not acknowledged yet, in order. They outlive the page; every window reads the
 * same list, and as a message keeps its id, sending it from two of them is harmless.
 */

/** @typedef {{id: string, text: string, at: number}} Unsent */

export class Outbox {
  /** @param {import("./memory.js").Memory} memory @param {string} talk whose words these are */
  constructor(memory, talk) {
    this._memory = memory;
    this._key = `outbox:${talk}`;
  }

  /** @returns {Unsent[]} */
  all() {
    return this._memory.get(this._key) ?? [];
  }

  /** @param {Unsent} unsent */
  add(unsent) {
    this._memory.set(this._key, [...this.all(), unsent]);
  }

  /** @param {string} id */
  drop(id) {
    const rest = this.all().filter((unsent) => unsent.id !== id);
    this._memory.set(this._key, rest.length ? rest : null);
  }
}
