/** A fresh id: 48 bits of time and 80 of chance, in Crockford's base 32 (github.com/ulid/spec). */

const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** @param {number} [now] milliseconds since the epoch @returns {string} 26 characters */
export function ulid(now = Date.now()) {
  let time = "";
  for (let rest = now, i = 0; i < 10; i += 1, rest = Math.floor(rest / 32)) {
    time = DIGITS[rest % 32] + time;
  }
  const chance = crypto.getRandomValues(new Uint8Array(16));
  return time + Array.from(chance, (byte) => DIGITS[byte % 32]).join("");
}
