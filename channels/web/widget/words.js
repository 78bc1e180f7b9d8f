/** Our own words, from `words/*.json`; what the bot and the platform say comes by the wire. */

/** @typedef {(key: string, values?: Record<string, string | number>) => string} Say */

export const LANGUAGES = ["zh", "en"];

/** @type {Map<string, Promise<Record<string, string>>>} */
const loaded = new Map();

/** @param {string} language one of `LANGUAGES` @returns {Promise<Say>} */
export async function words(language) {
  if (!loaded.has(language)) loaded.set(language, read(`words/${language}.json`));
  try {
    const texts = /** @type {Record<string, string>} */ (await loaded.get(language));
    return (key, values = {}) =>
      (texts[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
  } catch (problem) {
    loaded.delete(language);
    throw problem;
  }
}

/** The language to begin with. @param {string | null} wanted */
export function languageFor(wanted) {
  const asked = [wanted, ...navigator.languages].filter(Boolean);
  const known = asked.map((tag) => String(tag).slice(0, 2).toLowerCase());
  return known.find((language) => LANGUAGES.includes(language)) ?? "en";
}

/** A guess at where the person is, from the region that the browser is set to. */
export function countryFor(/** @type {string | null} */ wanted) {
  if (wanted && /^[a-z]{2}$/i.test(wanted)) return wanted.toUpperCase();
  const region = navigator.languages.map((tag) => /-([A-Z]{2})\b/.exec(tag)?.[1]).find(Boolean);
  return region ?? "";
}

/** @param {string} path beside this file */
async function read(path) {
  const answer = await fetch(new URL(path, import.meta.url), { credentials: "omit" });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}
