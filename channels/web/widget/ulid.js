/**
 * A fresh id: 48 bits of time and 80 of chance, in Crockford's base 32 (github.com/ulid/spec). Of
 * two from one window, the later one sorts behind the earlier one.
 */

const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

let last = 0;

/** @returns {string} 26 characters */
export function ulid() {
  last = Math.max(Date.now(), last + 1);
  let time = "";
  for (let rest = last, i = 0; i < 10; i += 1, rest = Math.floor(rest / 32)) {
    time = DIGITS[rest % 32] + time;
  }
  const chance = crypto.getRandomValues(new Uint8Array(16));
  return time + Array.from(chance, (byte) => DIGITS[byte % 32]).join("");
}
