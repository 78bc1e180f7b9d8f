/** The HTTP side of the service: who I am, who is there, whom to call, and my own data. */

const SPARE_MS = 30_000; // a token with less left is renewed before it is used

/** An answer that was no. `code` as on the wire; `status` 0 where nobody answered at all. */
export class HttpProblem extends Error {
  /** @param {number} status @param {string} code */
  constructor(status, code) {
    super(`${status} ${code}`);
    this.status = status;
    this.code = code;
  }
}

export class Api {
  /** @type {string | (() => string | Promise<string>) | null} the operator's own user token */
  userToken = null;

  /** @param {string} base @param {import("./memory.js").Memory} memory */
  constructor(base, memory) {
    this.base = base;
    this._memory = memory;
  }

  get socketUrl() {
    const { websocket = "/v1/ws" } = this._memory.get("session") ?? {};
    return new URL(websocket, this.base).href.replace(/^http/, "ws");
  }

  /** A token that is still good for a while. @returns {Promise<{token: string, expires: number}>} */
  async session() {
    const kept = this._memory.get("session");
    if (kept && kept.expires - Date.now() > SPARE_MS) return kept;
    return this.renew();
  }

  /** A new token for the same person; somebody new where the service does not know them any more. */
  async renew() {
    if (!navigator.locks) return this._renew();
    return navigator.locks.request(`${this._memory.prefix}session`, () => this._renew());
  }

  async _renew() {
    const kept = this._memory.get("session");
    if (kept && kept.expires - Date.now() > 2 * SPARE_MS) return kept; // another window was faster
    const user = typeof this.userToken === "function" ? await this.userToken() : this.userToken;
    let given;
    if (!user && kept?.refresh) {
      try {
        given = await this._sessions({ refresh: kept.refresh });
      } catch (problem) {
        if (!(problem instanceof HttpProblem) || problem.status !== 401) throw problem;
      }
    }
    given ??= await this._sessions({}, user);
    const session = { ...given, expires: Date.now() + given.expires_in * 1000 };
    this._memory.set("session", session);
    return session;
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

  /** Whom to call; what was seen last where the line is down, none where nothing was ever seen. */
  async hotlines(/** @type {string} */ country, /** @type {string} */ language) {
    const key = `hotlines:${country}:${language}`;
    try {
      const asked = `/v1/hotlines?country=${encodeURIComponent(country)}&language=${language}`;
      const found = await (await this._fetch(asked)).json();
      this._memory.set(key, found);
      return found;
    } catch {
      return this._memory.get(key);
    }
  }

  /** Everything that is kept about me. @returns {Promise<Blob>} */
  async mine() {
    return (await this._fetch("/v1/me/export", await this._bearer())).blob();
  }

  /** Destroy everything that is kept about me. */
  async erase() {
    await this._fetch("/v1/me", { method: "DELETE", ...(await this._bearer()) });
  }

  async _bearer() {
    return { headers: { authorization: `Bearer ${(await this.session()).token}` } };
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
