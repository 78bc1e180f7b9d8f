/**
 * Words that are not acknowledged yet, in the order of their ids, and how they go out.
 *
 * Rule 1: they outlive the page; where the browser keeps nothing for us, they live as long as it.
 * Rule 2: every window sees the words of all. A message keeps its id, so that two windows send it
 *         is harmless; each has a key of its own, so that two may write at once.
 * Rule 3: one goes out after the other, so that order is kept whatever happens.
 */

/** @typedef {{id: string, text: string, at: number, images?: import("./pictures.js").Image[]}} Unsent */

export class Outbox {
  /** @param {import("./memory.js").Memory} memory @param {string} talk whose words these are */
  constructor(memory, talk) {
    this._memory = memory;
    this._start = `outbox:${talk}:`;
    /** @type {Map<string, Unsent>} */
    this._own = new Map();
    this._sending = false;
  }

  /** @returns {Unsent[]} */
  all() {
    const kept = this._memory.keys(this._start).map((key) => this._memory.get(key));
    const all = new Map([...this._own.values(), ...kept.filter(Boolean)].map((unsent) => [unsent.id, unsent]));
    return [...all.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** @param {Unsent} unsent */
  add(unsent) {
    this._own.set(unsent.id, unsent);
    this._memory.set(this._start + unsent.id, unsent);
  }

  /** @param {string} id */
  drop(id) {
    this._own.delete(id);
    this._memory.set(this._start + id, null);
  }

  /** Send what waits. @param {(unsent: Unsent) => Promise<void>} send settles once it has an answer */
  async pump(send) {
    if (this._sending) return;
    this._sending = true;
    for (let [next] = this.all(); next; [next] = this.all()) {
      await send(next);
      this.drop(next.id);
    }
    this._sending = false;
  }
}
