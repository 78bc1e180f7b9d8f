/**
 * The numbers of a country as they come.
 *
 * Rule 1: the latest choice counts, whatever order the answers come in.
 * Rule 2: what was seen before is shown at once; who got no answer asks again.
 */

import { h } from "./dom.js";

const RETRY_MS = 3000;

export class Numbers {
  /**
   * @param {import("../api.js").Api} api
   * @param {string} language
   * @param {HTMLElement} el as long as this stands in the page, they are wanted
   * @param {(found: any) => void} show gets null where nothing can be had just now
   */
  constructor(api, language, el, show) {
    this._api = api;
    this._language = language;
    this._el = el;
    this._show = show;
    this._wanted = "";
    this._shown = "";
  }

  ask(/** @type {string} */ country) {
    this._wanted = country;
    const known = this._api.knownHotlines(country, this._language);
    if (known) this._take(known);
    this._fetch(country, Boolean(known));
  }

  async _fetch(/** @type {string} */ country, /** @type {boolean} */ known) {
    const found = await this._api.hotlines(country, this._language).catch(() => null);
    if (country !== this._wanted) return;
    if (found || !known) this._take(found);
    if (found) return;
    setTimeout(() => {
      if (country === this._wanted && this._el.isConnected) this._fetch(country, known);
    }, RETRY_MS);
  }

  /** Nothing is drawn twice: somebody may be about to press it. @param {any} found */
  _take(found) {
    const now = JSON.stringify(found);
    if (now === this._shown) return;
    this._shown = now;
    this._show(found);
  }
}

/**
 * A choice of countries.
 * @param {{country: string, countries: {code: string, name: string}[]}} found
 * @param {string} elsewhere @param {(event: Event) => void} pick
 */
export function countries(found, elsewhere, pick) {
  const option = (/** @type {string} */ value, /** @type {string} */ name) =>
    h("option", { value, selected: value === found.country }, name);
  const known = found.countries.filter(({ code }) => code);
  return h("select", { onchange: pick }, option("", elsewhere), ...known.map(({ code, name }) => option(code, name)));
}
