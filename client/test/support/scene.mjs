// A client on a fake platform, before a hub in memory that answers at once; what a test wants to
// answer by itself it holds.
//
//   const s = scene(t);
//   s.server.putChat('b1', ['u', 'v']);
//   await s.live();
//   s.push(s.server.post('b1', 'v', 'hello'));
//   s.hold('push', 'reconnect', 'get');
//
// `s.told` lists the events in the order in which they came.

import { createChathub } from '../../chathub.js';
import { flush, startClock } from './clock.mjs';
import { FakePlatform } from './fake-platform.mjs';
import { ModelHub } from './model-hub.mjs';

const EVENTS = (
  'state message outbox read typing recall erase presence notice reset gap chat error change'
).split(' ');

export const HEARTBEAT_MS = 25_000;

export function scene(t, options = {}) {
  const { clock = startClock(t), server = new ModelHub(), user = 'u', ...rest } = options;
  return new Scene({ clock, server, user, rest });
}

/** Live, with `count` messages of v in chat b1, which is open or not. */
export async function chatting(t, { count = 3, members = ['u', 'v'], isOpen = true, ...options } = {}) {
  const s = scene(t, options);
  s.server.putChat('b1', members);
  s.server.posts('b1', 'v', count);
  await s.live();
  s.chat = s.client.chat('b1');
  if (isOpen) {
    s.chat.open();
    await flush();
  }
  return s;
}

/** Live, with `count` chats; in each a message, the last in the last. */
export async function listing(t, count, options) {
  const s = scene(t, options);
  for (let i = 0; i < count; i++) {
    s.server.putChat(`b${i}`);
    s.server.post(`b${i}`, 'v');
    await s.clock.pass(10);
  }
  await s.live();
  return s;
}

export const contents = (chat) => chat.messages.map(({ content }) => content);
export const seqs = (chat) => chat.messages.map(({ seq }) => seq);
export const range = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** Which chats each question of this connection names, and how. */
export const questions = (s) => s.socket.frames('reconnect').map(({ data }) => data.chats);

class Scene {
  told = [];
  held = new Set();
  asked = [];
  flush = flush;

  constructor({ clock, server, user, rest }) {
    Object.assign(this, { clock, server, behind: user });
    this.platform = new FakePlatform({ storage: rest.storage });
    this.platform.onFrame = (socket, frame) => this.#answer(socket, frame);
    this.platform.onGet = (asked) => {
      if (!this.held.has('get')) {
        asked.answer(server.get(this.behind, asked.path));
      }
    };
    this.client = createChathub({
      token: (code) => {
        this.asked.push(code);
        return `t${this.asked.length}`;
      },
      platform: this.platform,
      ...rest,
    });
    for (const event of EVENTS) {
      this.client.on(event, (...args) => this.told.push([event, ...args]));
    }
  }

  get socket() {
    return this.platform.socket;
  }

  /** What these events were told with, and the states in their order. */
  of(event) {
    return this.told.filter(([name]) => name === event).map(([, ...args]) => args);
  }

  get states() {
    return this.of('state').map(([state]) => state);
  }

  /** The seqs of the `message` events of a chat. */
  news(usif) {
    return this.of('message')
      .filter(([message]) => message.usif === usif)
      .map(([message]) => message.seq);
  }

  hold(...what) {
    what.forEach((it) => this.held.add(it));
  }

  go(...what) {
    what.forEach((it) => this.held.delete(it));
  }

  /** Connects, and comes to where nothing is missing. */
  async live() {
    this.client.connect();
    await this.accepted();
    await flush();
  }

  /** The next socket is opened, and its user signed in. */
  async accepted(more) {
    await flush();
    this.socket.accept();
    this.ready(more);
    await flush();
  }

  ready(more) {
    this.socket.say('ready', {
      user_id: this.behind,
      role: 'member',
      connection_id: 'c1',
      heartbeat_ms: HEARTBEAT_MS,
      server_time: Date.now(),
      max_content_bytes: 8192,
      ...more,
    });
  }

  /** Breaks the connection; it comes again, and catches up. */
  async again() {
    this.socket.drop();
    await this.back();
  }

  /** The wait after a break passes. */
  async back() {
    this.client.connect();
    await this.accepted();
  }

  push(message) {
    this.socket.say('push', structuredClone(message));
  }

  /** Answers a frame as the hub would. */
  reply(socket, { action, data, ref }) {
    const { server, behind } = this;
    if (action === 'ping') {
      socket.say('pong', { server_time: Date.now() });
    } else if (action === 'push') {
      socket.say('pushback', server.post(data.usif, behind, data.content, data.cid), { ref });
    } else if (action === 'reconnect') {
      const { data: found, meta } = server.reconnect(behind, data);
      socket.say('reconnect', found, { meta, ref });
    } else if (action === 'read') {
      server.read(data.usif, behind, Number(data.id.split('.')[1]));
    } else if (action === 'recall') {
      const { seq } = server.chats.get(data.usif).log.find(({ id }) => id === data.id);
      socket.say('recall', server.recall(data.usif, seq), { ref });
    }
  }

  #answer(socket, frame) {
    if (!this.held.has(frame.action)) {
      queueMicrotask(() => socket.isClosed || this.reply(socket, frame));
    }
  }
}
