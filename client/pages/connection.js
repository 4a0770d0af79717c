// One WebSocket that comes back by itself. Knows frames and closes, not chats.

const STEP_MS = 1000;
const STEPS_MAX = 10;
const STABLE_MS = 10_000;
const READY_WITHIN_MS = 15_000;
const PONG_WITHIN_MS = 10_000;

const GONE = 1006;
const NEEDS_TOKEN = new Set([4401, 4410]);
const ELSEWHERE = 4409;
const OWN_FAULT = new Set([1003, 1008, 1009]);

/**
 * States: `connecting`, `ready`, `waiting` (will try again), and those that only a person ends:
 * `token` (a new one is needed), `elsewhere` (open in another place), `stopped` (this page's fault).
 */
export class Connection {
  constructor(url, token, { onState, onReady, onEvent }) {
    this.url = url;
    this.token = token;
    this.onState = onState;
    this.onReady = onReady;
    this.onEvent = onEvent;
    this.state = 'stopped';
    this.socket = null;
    this.attempts = 0;
    this.heartbeatMs = 25_000;
  }

  get isReady() {
    return this.state === 'ready';
  }

  connect() {
    this.#drop();
    this.bye = null;
    this.readyAt = 0;
    this.#enter('connecting');
    let socket;
    try {
      socket = new WebSocket(this.url, [this.token]);
    } catch {
      // Not even the characters of a token.
      this.#enter('token');
      return;
    }
    this.socket = socket;
    socket.onmessage = (frame) => this.#heard(frame.data);
    socket.onclose = (close) => this.#closed(close.code);
    this.#after(READY_WITHIN_MS, () => this.#closed(GONE));
  }

  /** Tries at once where it waits, unless the server said when; looks whether it still lives. */
  nudge() {
    if (this.state === 'waiting' && !this.isTold) {
      this.connect();
    } else if (this.isReady) {
      this.#ping();
    }
  }

  retryNow() {
    if (this.state !== 'ready' && this.state !== 'connecting') {
      this.connect();
    }
  }

  /** Stays away, in one of the states that only a person ends. */
  stop(state) {
    this.#drop();
    this.#enter(state);
  }

  /** Whether it went out; what did not is the caller's to keep. */
  send(action, data, ref) {
    if (!this.isReady || this.socket.readyState !== WebSocket.OPEN) {
      return false;
    }
    this.socket.send(JSON.stringify({ action, data, ref }));
    return true;
  }

  #heard(text) {
    let event;
    try {
      event = JSON.parse(text);
    } catch {
      return;
    }
    if (event.msgType === 'ready') {
      this.heartbeatMs = event.data.heartbeat_ms;
      this.readyAt = Date.now();
      this.#listen();
      this.#enter('ready');
      this.onReady(event.data);
      return;
    }
    if (this.isReady) {
      this.#listen();
    }
    if (event.msgType === 'fail') {
      // The close follows; its code says what to do.
      this.bye = { retry_after_ms: event.meta?.retry_after_ms };
    } else if (event.msgType === 'bye') {
      this.bye = event.data;
    } else {
      this.onEvent(event);
    }
  }

  #listen() {
    this.#after(this.heartbeatMs, () => this.#ping());
  }

  #ping() {
    this.send('ping', {});
    this.#after(PONG_WITHIN_MS, () => this.#closed(GONE));
  }

  #closed(code) {
    const wasStable = this.readyAt > 0 && Date.now() - this.readyAt > STABLE_MS;
    this.#drop();
    if (NEEDS_TOKEN.has(code)) {
      this.#enter('token');
    } else if (code === ELSEWHERE) {
      this.#enter('elsewhere');
    } else if (OWN_FAULT.has(code)) {
      this.#enter('stopped');
    } else {
      this.attempts = wasStable ? 1 : Math.min(this.attempts + 1, STEPS_MAX);
      const told = this.bye?.retry_after_ms;
      this.isTold = told !== undefined && told !== null;
      const wait = this.isTold ? told : this.attempts * STEP_MS + Math.random() * STEP_MS;
      this.#after(wait, () => this.connect());
      this.#enter('waiting');
    }
  }

  #drop() {
    clearTimeout(this.timer);
    if (this.socket) {
      this.socket.onmessage = null;
      this.socket.onclose = null;
      this.socket.close();
      this.socket = null;
    }
  }

  #after(ms, task) {
    clearTimeout(this.timer);
    this.timer = setTimeout(task, ms);
  }

  #enter(state) {
    this.state = state;
    this.onState(state);
  }
}
