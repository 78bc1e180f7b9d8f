/**
 * The HTTP side of the service: who I am, who is there, whom to call, and my own data.
 *
 * Rule: nobody becomes somebody else unasked. Who is not recognised any more is told so, as the
 * words of before are then neither shown nor deleted.
 */

const SPARE_MS = 30_000; // a token with less left is renewed before it is used
const HOTLINES_MS = 8_000; // a list that takes longer is asked for again

/** An answer that was no. `code` as on the wire; `status` 0 where nobody answered at all. */
export class HttpProblem extends Error {
  /** @param {number} status @param {string} code @param {string} [why] of a picture that was not taken */
  constructor(status, code, why = "") {
    super(`${status} ${code}`);
    this.status = status;
    this.code = code;
    this.why = why;
  }
}

/** @typedef {string | (() => string | Promise<string>) | null} UserToken of the page's own user */

export class Api {
  /**
   * @param {string} base @param {import("./memory.js").Memory} memory
   * @param {UserToken} userToken
   */
  constructor(base, memory, userToken) {
    this.base = base;
    this.userToken = userToken;
    this._memory = memory;
    this._sure = !userToken; // the kept session may be of the user before this one
    /** @type {(() => void)} called when another user has come in the place of the kept one */
    this.handedOver = () => {};
  }

  /** Whether the service does not know any more whom this browser speaks for. */
  get unknown() {
    return Boolean(this._refused) && this._refused === this._memory.get("session")?.refresh;
  }

  /** Pseudonyms that this browser has lost: their words are on the server, out of our reach. */
  get lost() {
    return this._memory.get("lost") ?? [];
  }

  get socketUrl() {
    const { websocket = "/v1/ws" } = this._memory.get("session") ?? {};
    return new URL(websocket, this.base).href.replace(/^http/, "ws");
  }

  /**
   * A token that is still good for a while.
   * @returns {Promise<{token: string, subject: string, expires: number}>} throws `HttpProblem`, with
   *   status 401 where the service does not know us any more
   */
  async session() {
    const kept = this._memory.get("session");
    if (this._sure && kept?.expires - Date.now() > SPARE_MS) return kept;
    return this.renew();
  }

  /** A new token for the same person. */
  async renew() {
    if (!navigator.locks) return this._renew();
    return navigator.locks.request(`${this._memory.prefix}session`, () => this._renew());
  }

  async _renew() {
    const kept = this._memory.get("session");
    if (this._sure && kept?.expires - Date.now() > 2 * SPARE_MS) return kept; // another window was faster
    const given = await (this.userToken ? this._asUser() : this._asBefore(kept?.refresh));
    const session = { ...given, expires: Date.now() + given.expires_in * 1000 };
    const other = kept?.subject && kept.subject !== given.subject;
    if (other) this._memory.clear(["language", "country"]);
    this._memory.set("session", session);
    this._sure = true;
    if (other) this.handedOver();
    return session;
  }

  async _asUser() {
    const token = typeof this.userToken === "function" ? await this.userToken() : this.userToken;
    if (!token) throw new HttpProblem(401, "bad_token");
    return this._sessions({}, token);
  }

  /** Somebody new only where nobody was before. @param {string} [refresh] */
  async _asBefore(refresh) {
    try {
      return await this._sessions(refresh ? { refresh } : {});
    } catch (problem) {
      if (refresh && problem instanceof HttpProblem && problem.status === 401) this._refused = refresh;
      throw problem;
    }
  }

  /** The person agreed to be somebody new, as they are not recognised. */
  beNew() {
    if (!this.unknown) return; // another window was faster
    this._memory.set("lost", [...this.lost, this._memory.get("session").subject]);
    this._memory.set("session", { expires: 0 });
  }

  /** The token was refused: get another one next time. */
  distrust() {
    const kept = this._memory.get("session");
    if (kept) this._memory.set("session", { ...kept, expires: 0 });
  }

  /** @param {object} body @param {string | null} [user] */
  async _sessions(body, user) {
    const headers = { "content-type": "application/json" };
    if (user) Object.assign(headers, { authorization: `Bearer ${user}` });
    const init = { method: "POST", headers, body: JSON.stringify(body) };
    return (await this._fetch("/v1/sessions", init)).json();
  }

  async bots() {
    return (await this._fetch("/v1/bots")).json();
  }

  /** Whom to call, as it was seen last; null where it never was. */
  knownHotlines(/** @type {string} */ country, /** @type {string} */ language) {
    return this._memory.get(`hotlines:${country}:${language}`);
  }

  /** Whom to call. Throws `HttpProblem`. */
  async hotlines(/** @type {string} */ country, /** @type {string} */ language) {
    const asked = `/v1/hotlines?country=${encodeURIComponent(country)}&language=${language}`;
    const found = await (await this._fetch(asked, { signal: AbortSignal.timeout(HOTLINES_MS) })).json();
    this._memory.set(`hotlines:${country}:${language}`, found);
    return found;
  }

  /** Everything that is kept about me. @returns {Promise<Blob>} */
  async mine() {
    return (await this._own("/v1/me/export", "GET")).blob();
  }

  /** Destroy everything that is kept about me. */
  async erase() {
    await this._own("/v1/me", "DELETE");
  }

  /** The pixels of a picture of mine. @returns {Promise<Blob>} */
  async picture(/** @type {string} */ conv, /** @type {string} */ id) {
    return (await this._own(`${pictures(conv)}/${id}`, "GET")).blob();
  }

  /** Take back a picture that no message names. */
  async forgetPicture(/** @type {string} */ conv, /** @type {string} */ id) {
    await this._own(`${pictures(conv)}/${id}`, "DELETE");
  }

  /**
   * Send a picture up. By XMLHttpRequest, as `fetch` does not tell how far it is.
   * @param {string} conv @param {Blob} file @param {(part: number) => void} progress
   * @param {AbortSignal} signal @returns {Promise<import("./pictures.js").Image>} throws `HttpProblem`
   */
  async upload(conv, file, progress, signal) {
    const { token } = await this.session();
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      signal.addEventListener("abort", () => request.abort());
      request.upload.onprogress = ({ loaded, total }) => progress(total ? loaded / total : 0);
      request.onerror = request.onabort = () => reject(new HttpProblem(0, "unreachable"));
      request.onload = () => {
        const { status, response } = request;
        if (status === 201) return resolve(response);
        const { code = "unavailable", why } = response?.error ?? {};
        return reject(new HttpProblem(status, code, why));
      };
      request.open("POST", this.base + pictures(conv));
      request.responseType = "json";
      request.setRequestHeader("authorization", `Bearer ${token}`);
      request.setRequestHeader("content-type", "application/octet-stream");
      if (signal.aborted) return reject(new HttpProblem(0, "unreachable"));
      return request.send(file);
    });
  }

  /** With a token of mine; with a fresh one if that is refused, for a kept one may have lost its worth. */
  async _own(/** @type {string} */ path, /** @type {string} */ method) {
    const ask = async () => {
      const { token } = await this.session();
      return this._fetch(path, { method, headers: { authorization: `Bearer ${token}` } });
    };
    try {
      return await ask();
    } catch (problem) {
      if (!(problem instanceof HttpProblem) || problem.status !== 401) throw problem;
      this.distrust();
      return ask();
    }
  }

  /** @param {string} path @param {RequestInit} [init] */
  async _fetch(path, init) {
    let answer;
    try {
      answer = await fetch(this.base + path, { ...init, credentials: "omit" });
    } catch {
      throw new HttpProblem(0, "unreachable");
    }
    if (answer.ok) return answer;
    const body = await answer.json().catch(() => null);
    throw new HttpProblem(answer.status, body?.error?.code ?? "unavailable");
  }
}

/** Where the pictures of a conversation are. */
function pictures(/** @type {string} */ conv) {
  return `/v1/me/conversations/${encodeURIComponent(conv)}/images`;
}
