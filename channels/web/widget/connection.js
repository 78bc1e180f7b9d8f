/**
 * `fireside.v1` from a client's side; knows no document.
 *
 * Rule 1: a frame that wants an answer is sent again under the same id until it has one.
 * Rule 2: the line is taken up where it broke, for as long as the page lives; only a final refusal
 *         ends that, and even then a person may ask to try again.
 */

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 20_000;
const HELLO_WITHIN_MS = 10_000;
const RENEW_BEFORE_MS = 45_000;
const TOKEN_EXPIRED = 4005;
const BAD_TOKEN = 4500;
const NO_CONNECT = 4502; // our own slowness, worth another try

/** The server answered a frame with an error that will not go away. */
export class Refused extends Error {
  /** @param {{code: string, message: string}} error */
  constructor(error) {
    super(error.message);
    this.code = error.code;
  }
}

/**
 * @typedef {"idle" | "connecting" | "online" | "broken" | "refused"} State
 * @typedef {object} Listener
 * @property {() => Record<string, number>} resume the highest seq seen, by conversation
 * @property {(resumed: Record<string, boolean>) => void} connected
 * @property {(frame: any) => void} frame anything that is no answer
 * @property {(frame: any) => void} delayed a temporary error; the frame goes out again by itself
 * @property {(state: State) => void} state
 */

export class Connection {
  /** @param {import("./api.js").Api} api @param {Listener} listener */
  constructor(api, listener) {
    /** @type {State} */
    this.state = "idle";
    this._api = api;
    this._listener = listener;
    /** @type {Map<string, {frame: any, resolve: Function, reject: Function}>} */
    this._waiting = new Map();
    /** @type {WebSocket | null} */
    this._socket = null;
    this._running = false;
    this._heardAt = 0;
    this._patience = Infinity;
    /** Why the line was refused: the code with which it was closed. */
    this.refusal = 0;
    this._nudged = () => {};
    this._lost = (/** @type {number} */ _code) => {};
  }

  /** Open a line and keep it. */
  start() {
    if (this._running) return this._nudged();
    this._running = true;
    this._run();
  }

  /** For good: what waits for an answer gets none. */
  stop() {
    this._running = false;
    this._waiting.clear();
    this.drop();
    this._nudged();
    this._set("idle");
  }

  /** The network is gone, or the line cannot be trusted: look for a new one. */
  drop() {
    this._lost(1006);
  }

  /** Now is a better time than later; and a line that slept may be dead. */
  nudge() {
    if (Date.now() - this._heardAt > this._patience) this.drop();
    this._nudged();
  }

  /** @param {any} frame with an `id` @returns {Promise<any>} its ack or page; throws `Refused` */
  ask(frame) {
    return new Promise((resolve, reject) => {
      this._waiting.set(frame.id, { frame, resolve, reject });
      if (this.state === "online") this._send(frame);
    });
  }

  async _run() {
    let tries = 0;
    let distrusted = false;
    while (this._running) {
      this._set(tries ? "broken" : "connecting");
      const { code, connected } = await this._line();
      if (!this._running) return;
      if (connected) [tries, distrusted] = [0, false];
      if (code === TOKEN_EXPIRED || (code === BAD_TOKEN && !distrusted)) {
        distrusted = true;
        this._api.distrust();
      } else if (code >= 4500 && code < 5000 && code !== NO_CONNECT) {
        this.refusal = code;
        this._set("refused");
        await this._pause(2 ** 31 - 1);
        continue;
      }
      this._set("broken");
      const most = Math.min(FIRST_RETRY_MS * 2 ** tries, LONGEST_RETRY_MS);
      await this._pause(most * (0.1 + 0.9 * Math.random())); // jitter: not all at once
      tries = Math.min(tries + 1, 10);
    }
  }

  /** One line, from its beginning to its end. @returns {Promise<{code: number, connected: boolean}>} */
  async _line() {
    let session;
    try {
      session = await this._api.session();
    } catch (problem) {
      const refused = /** @type {any} */ (problem).status === 401;
      return { code: refused ? BAD_TOKEN : 0, connected: false };
    }
    if (!this._running) return { code: 0, connected: false };
    const socket = new WebSocket(this._api.socketUrl, "fireside.v1");
    const timers = /** @type {number[]} */ ([]);
    let connected = false;
    this._heardAt = Date.now();
    const code = await new Promise((lost) => {
      this._lost = lost;
      timers.push(setTimeout(() => connected || lost(1006), HELLO_WITHIN_MS));
      socket.onclose = (event) => lost(event.code);
      socket.onopen = () => {
        const d = { token: session.token, resume: this._listener.resume() };
        socket.send(JSON.stringify({ v: 1, t: "connect", id: "0".repeat(26), d }));
      };
      socket.onmessage = (event) => {
        this._heardAt = Date.now();
        const frame = parsed(event.data);
        if (frame?.t === "connected") {
          connected = true;
          this._socket = socket;
          this._welcome(frame);
          this._patience = 2000 * frame.d.ping_s;
          const check = () => Date.now() - this._heardAt > this._patience && lost(1006);
          timers.push(setInterval(check, this._patience / 4));
          this._renewInTime(session);
        } else if (frame) this._take(frame);
      };
    });
    for (const timer of [...timers, this._renewal]) clearTimeout(timer);
    this._socket = null;
    this._patience = Infinity;
    this._lost = () => {};
    socket.onclose = socket.onmessage = socket.onopen = null;
    socket.close();
    return { code, connected };
  }

  /** @param {any} frame */
  _welcome(frame) {
    this._set("online");
    this._listener.connected(frame.d.resumed);
    for (const { frame: unanswered } of [...this._waiting.values()]) this._send(unanswered);
  }

  /** @param {any} frame */
  _take(frame) {
    if (frame.t === "ping") return this._send({ v: 1, t: "pong" });
    if (frame.t === "goaway") return undefined; // the close that follows brings us back
    const asked = frame.re && this._waiting.get(frame.re);
    if (!asked) return this._listener.frame(frame);
    if (frame.t === "error" && frame.d.temporary) {
      this._listener.delayed(frame);
      const later = (frame.d.retry_after_ms ?? 1000) * (1 + Math.random() / 4);
      setTimeout(() => this._waiting.has(frame.re) && this._send(asked.frame), later);
      return undefined;
    }
    this._waiting.delete(frame.re);
    return frame.t === "error" ? asked.reject(new Refused(frame.d)) : asked.resolve(frame);
  }

  /** @param {{expires: number}} session */
  _renewInTime({ expires }) {
    const ms = Math.max(expires - Date.now() - RENEW_BEFORE_MS, 1000);
    this._renewal = setTimeout(async () => {
      try {
        const session = await this._api.renew();
        this._send({ v: 1, t: "auth.refresh", id: "0".repeat(26), d: { token: session.token } });
        this._renewInTime(session);
      } catch {
        // The server will say token_expired, and the next line begins with a new one.
      }
    }, ms);
  }

  /** @param {any} frame */
  _send(frame) {
    if (this._socket?.readyState === WebSocket.OPEN) this._socket.send(JSON.stringify(frame));
  }

  /** @param {number} ms */
  _pause(ms) {
    return new Promise((/** @type {(value?: unknown) => void} */ done) => {
      const timer = setTimeout(done, ms);
      this._nudged = () => {
        clearTimeout(timer);
        done();
      };
    });
  }

  /** @param {State} state */
  _set(state) {
    if (this.state === state) return;
    this.state = state;
    this._listener.state(state);
  }
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null; // a newer server may send what this version does not read
  }
}
