// A platform whose sockets and HTTP answers the test drives.
//
//   const platform = new FakePlatform({ storage: new FakeStorage() });
//   const client = createChathub({ token: () => 't1', platform });
//   client.connect(); await flush();
//   platform.socket.accept();
//   platform.socket.say('ready', { … });
//   platform.socket.frames('push');
//   platform.gets[0].answer({ chats: [], cursor: null });

export class FakePlatform {
  name = 'fake';
  url = 'http://hub.test';
  sockets = [];
  gets = [];
  /** Told of each frame, `(socket, frame)`, and of each request, where the test answers by itself. */
  onFrame = () => {};
  onGet = () => {};

  constructor({ storage } = {}) {
    this.storage = storage;
  }

  open(url, token, on) {
    if (this.refusal) {
      throw this.refusal;
    }
    const socket = new FakeSocket(this, url, token, on);
    this.sockets.push(socket);
    return socket;
  }

  get(url, headers) {
    return new Promise((resolve, reject) => {
      const asked = {
        path: url.replace(this.url, ''),
        headers,
        isOver: false,
        answer(body, status = 200) {
          asked.isOver = true;
          resolve({ status, body: structuredClone(body) });
        },
        fail(error = new Error('network')) {
          asked.isOver = true;
          reject(error);
        },
      };
      this.gets.push(asked);
      this.onGet(asked);
    });
  }

  watch(life) {
    this.life = life;
  }

  /** The latest. */
  get socket() {
    return this.sockets[this.sockets.length - 1];
  }

  /** Those that the client has not closed, and that were not closed to it. */
  get openSockets() {
    return this.sockets.filter((socket) => !socket.isClosed);
  }
}

class FakeSocket {
  sent = [];
  isOpen = false;
  isClosed = false;

  constructor(platform, url, token, on) {
    Object.assign(this, { platform, url, token, on });
  }

  /** As a browser's: before it is open that is an error, after its end nothing happens. */
  send(text) {
    if (this.isBroken || !(this.isOpen || this.isClosed)) {
      throw new Error('the socket takes nothing');
    }
    if (!this.isClosed) {
      const frame = JSON.parse(text);
      this.sent.push(frame);
      this.platform.onFrame(this, frame);
    }
  }

  close() {
    this.isClosed = true;
    this.isOpen = false;
  }

  // What the test does.

  accept() {
    this.isOpen = true;
    this.on.open();
  }

  say(msgType, data, more) {
    this.on.message(JSON.stringify({ msgType, errcode: 0, errmsg: '', data, ...more }));
  }

  drop(code = 1006, reason = '') {
    this.close();
    this.on.close(code, reason);
  }

  frames(action) {
    return this.sent.filter((frame) => frame.action === action);
  }
}

/** What localStorage does, with a test's hand on it; several clients may share one. */
export class FakeStorage {
  #values = new Map();
  isFull = false;

  get length() {
    return this.#values.size;
  }

  key(at) {
    return [...this.#values.keys()][at] ?? null;
  }

  getItem(key) {
    return this.#values.get(key) ?? null;
  }

  setItem(key, value) {
    if (this.isFull) {
      throw new Error('QuotaExceededError');
    }
    this.#values.set(key, String(value));
  }

  removeItem(key) {
    this.#values.delete(key);
  }

  /** What is kept of outboxes, in the order in which it was written. */
  get items() {
    const keys = [...this.#values.keys()].filter((key) => key.startsWith('chathub.outbox'));
    return keys.flatMap((key) => JSON.parse(this.getItem(key))).sort((a, b) => a.at - b.at);
  }
}

/** What a developer may give: no more than `getItem` and `setItem`. */
export class PlainStorage {
  #values = new Map();

  getItem = (key) => this.#values.get(key) ?? null;
  setItem = (key, value) => void this.#values.set(key, String(value));

  get items() {
    return JSON.parse(this.getItem('chathub.outbox') ?? '[]');
  }
}
