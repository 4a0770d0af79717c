import WebSocket from 'ws';
import { Listeners } from './callbacks.mjs';

const TIMEOUT_MS = 60_000;
const KEPT_FRAMES = 1000;
const NOT_OURS = ['host', 'connection', 'upgrade', 'referer', 'content-length'];
const [CONNECTING, OPEN, CLOSING, CLOSED] = [0, 1, 2, 3];

/** One socket: `face` is what the app holds. */
export class Task {
  /** The text frames that were sent, oldest first; the latest 1000. */
  sent = [];
  received = 0;
  /** As it ended, where it was told. */
  closed = null;
  isHeld = true;
  #phone;
  #state = CONNECTING;
  #socket = null;
  #isHung = false;
  #isTaken = false;
  #late = null;
  #timer = null;
  #on;

  constructor(phone, url) {
    this.#phone = phone;
    this.url = url;
    const events = ['open', 'message', 'close', 'error'];
    this.#on = Object.fromEntries(events.map((name) => [name, new Listeners(phone.callbacks)]));
    const task = this;
    this.face = {
      CONNECTING,
      OPEN,
      CLOSING,
      CLOSED,
      get readyState() {
        return task.#state;
      },
      send: (options) => this.#send(options),
      close: (options) => this.#close(options),
      onOpen: this.#on.open.on,
      onMessage: this.#on.message.on,
      onClose: this.#on.close.on,
      onError: this.#on.error.on,
    };
  }

  get isClosing() {
    return this.#state === CLOSING;
  }

  refuse() {
    this.#end();
    this.#isTaken = true;
  }

  connect({ url, header = {}, protocols = [], timeout = TIMEOUT_MS }) {
    this.#timer = this.#phone.clock.start(() => this.#failed('timeout'), timeout);
    if (!this.#phone.isConnected) {
      setImmediate(() => this.#failed('net::ERR_INTERNET_DISCONNECTED'));
      return;
    }
    const names = Object.keys(header).filter((name) => !isReserved(name));
    const headers = Object.fromEntries(names.map((name) => [name, header[name]]));
    const socket = new WebSocket(url, protocols, { headers, perMessageDeflate: false });
    this.#socket = socket;
    socket.on('open', () => this.#opened());
    socket.on('message', (data, isBinary) => this.#came(data, isBinary));
    socket.on('error', (error) => this.#isHung || this.#failed(error.message));
    socket.on('close', (code, reason) => this.#gone(code, String(reason)));
  }

  #opened() {
    if (!this.isHeld) {
      return;
    }
    this.#phone.clock.stop(this.#timer);
    this.#state = OPEN;
    this.#on.open.tell({ header: {}, profile: {} });
  }

  #came(data, isBinary) {
    if (this.isHeld && !this.#isHung) {
      this.received += 1;
      const bytes = isBinary ? data.buffer.slice(data.byteOffset, data.byteOffset + data.length) : null;
      this.#on.message.tell({ data: bytes ?? String(data) });
    }
  }

  /** A connection that never came about is told by `onError`; some phones tell `onClose` as well. */
  #failed(why) {
    if (!this.isHeld || this.#state === OPEN) {
      return;
    }
    const tells = this.#state === CONNECTING;
    this.#end();
    this.#socket?.terminate();
    if (tells) {
      this.#on.error.tell({ errMsg: `connectSocket:fail ${why}` });
      if (this.#phone.settings.closeAfterError) {
        this.#tellClose(1006, why);
      }
    }
  }

  #gone(code, reason) {
    if (this.isHeld && (!this.#isHung || this.#state === CLOSING)) {
      this.#end();
      this.#tellClose(code, reason);
    }
  }

  #send({ data, ...options } = {}) {
    const { callbacks } = this.#phone;
    const isData =
      typeof data === 'string' || Object.prototype.toString.call(data) === '[object ArrayBuffer]';
    const fail = this.#isTaken
      ? 'task not found'
      : this.#state !== OPEN
        ? 'SocketTask.readyState is not OPEN'
        : isData
          ? undefined
          : 'data must be string or ArrayBuffer';
    if (fail === undefined) {
      if (typeof data === 'string') {
        this.sent.push(data);
        this.sent.splice(0, this.sent.length - KEPT_FRAMES);
      }
      // What is sent on a hung connection waits in the phone, and is called a success.
      if (!this.#isHung) {
        this.#socket.send(data);
      }
    }
    callbacks.answer(options, 'sendSocketMessage', { fail });
  }

  #close({ code = 1000, reason = '', ...options } = {}) {
    const isCode = code === 1000 || (Number.isInteger(code) && code >= 3000 && code <= 4999);
    const fail = this.#isTaken
      ? 'task not found'
      : !this.isHeld || this.#state === CLOSING
        ? 'WebSocket is not connected'
        : !isCode
          ? 'invalid code'
          : Buffer.byteLength(reason) > 123
            ? 'reason must not exceed 123 UTF-8 bytes'
            : undefined;
    if (fail === undefined) {
      const wasOpen = this.#state === OPEN;
      this.#state = CLOSING;
      if (wasOpen && !this.#isHung) {
        this.#socket.close(code, reason);
      } else {
        this.#end();
        if (!this.#isHung) {
          this.#socket?.terminate();
        }
        setImmediate(() => this.#tellClose(code, reason));
      }
    }
    this.#phone.callbacks.answer(options, 'closeSocket', { fail });
  }

  take(news, reason) {
    if (!this.isHeld) {
      return;
    }
    this.isHeld = false;
    this.#isTaken = true;
    this.#phone.clock.stop(this.#timer);
    this.drop();
    const tell = () => {
      this.#state = CLOSED;
      this.#tellClose(1006, reason);
    };
    if (news === 'at once') {
      tell();
    } else if (news === 'late') {
      this.#late = tell;
    }
  }

  tellLate() {
    const tell = this.#late;
    this.#late = null;
    tell?.();
  }

  /** From here on nothing passes in either direction, and neither end hears of it. */
  hang() {
    if (this.isHeld && !this.#isHung) {
      this.#isHung = true;
      if (this.#state === OPEN) {
        this.#socket.pause();
      } else {
        this.#socket?.terminate();
      }
    }
  }

  drop() {
    this.#phone.clock.stop(this.#timer);
    this.#socket?.terminate();
  }

  #end() {
    this.isHeld = false;
    this.#state = CLOSED;
    this.#phone.clock.stop(this.#timer);
  }

  #tellClose(code, reason) {
    this.closed = { code, reason };
    this.#on.close.tell({ code, reason });
  }
}

function isReserved(name) {
  return NOT_OURS.includes(name.toLowerCase()) || /^sec-websocket-/i.test(name);
}
