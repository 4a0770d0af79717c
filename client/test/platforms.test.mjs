// What the client makes of a browser; mini programs have a test and a simulator of their own.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createChathub, web } from '../chathub.js';
import { flush } from './support/clock.mjs';

class WebSocketFake {
  static opened = [];
  sent = [];

  constructor(url, protocols) {
    if (/\s/.test(protocols[0])) {
      throw new SyntaxError('no protocol');
    }
    Object.assign(this, { url, protocols });
    WebSocketFake.opened.push(this);
  }

  send(text) {
    this.sent.push(text);
  }

  close(...args) {
    this.closedWith = args;
  }
}

/** The globals of a page, for one test. */
function page(t, { isStorageDenied = false } = {}) {
  const document = new EventTarget();
  document.hidden = false;
  const all = {
    location: { origin: 'https://chat.example.com' },
    addEventListener: (...args) => document.addEventListener(...args),
    localStorage: new Map(),
  };
  for (const [name, value] of Object.entries(all)) {
    const before = Object.getOwnPropertyDescriptor(globalThis, name);
    Object.defineProperty(globalThis, name, {
      configurable: true,
      get() {
        if (name === 'localStorage' && isStorageDenied) {
          throw new Error('SecurityError');
        }
        return value;
      },
    });
    t.after(() => (before ? Object.defineProperty(globalThis, name, before) : delete globalThis[name]));
  }
  return document;
}

test('in a browser the token is the protocol, and the page is where the hub is', async (t) => {
  const platform = web({ WebSocket: WebSocketFake, fetch, document: page(t) });
  const hub = createChathub({ token: () => 'a-token', platform, storage: null });
  hub.connect();
  await flush();
  const socket = WebSocketFake.opened.pop();
  assert.equal(socket.url, 'wss://chat.example.com/ws?from=web');
  assert.deepEqual(socket.protocols, ['a-token']);
  hub.close();
  assert.equal(socket.closedWith.length <= 1, true);
});

test('what a WebSocket tells comes through', (t) => {
  const platform = web({ WebSocket: WebSocketFake, fetch, document: page(t) });
  const told = [];
  const socket = platform.open('wss://x/ws', 'a', {
    open: () => told.push('open'),
    message: (text) => told.push(text),
    close: (code, reason) => told.push([code, reason]),
  });
  const fake = WebSocketFake.opened.pop();
  fake.onopen({});
  fake.onmessage({ data: '{}' });
  fake.onerror({});
  fake.onclose({ code: 1012, reason: 'drain' });
  assert.deepEqual(told, ['open', '{}', [1012, 'drain']]);
  socket.send('x');
  assert.deepEqual(fake.sent, ['x']);
});

test('a token that no WebSocket takes fails for good', async (t) => {
  const platform = web({ WebSocket: WebSocketFake, fetch, document: page(t) });
  const hub = createChathub({ token: () => 'not a token', platform, storage: null });
  hub.connect();
  await flush();
  assert.equal(hub.state, 'failed');
  assert.equal(hub.why.message, 'no protocol');
});

test('JSON is fetched with the headers that are given', async (t) => {
  const asked = [];
  const platform = web({
    WebSocket: WebSocketFake,
    document: page(t),
    fetch: async (url, options) => {
      asked.push([url, options.headers, options.signal instanceof AbortSignal]);
      return new Response('{"chats":[]}', { status: 203 });
    },
  });
  const found = await platform.get('https://x/api', { Authorization: 'Bearer a' });
  assert.deepEqual(found, { status: 203, body: { chats: [] } });
  assert.deepEqual(asked, [['https://x/api', { Authorization: 'Bearer a' }, true]]);
});

test('a page that hides says what was read, one that comes back looks at once', (t) => {
  const document = page(t);
  const told = [];
  web({ WebSocket: WebSocketFake, fetch, document }).watch({
    wake: () => told.push('wake'),
    leave: () => told.push('leave'),
    hide: () => told.push('hide'),
    show: () => told.push('show'),
  });
  document.hidden = true;
  document.dispatchEvent(new Event('visibilitychange'));
  document.hidden = false;
  document.dispatchEvent(new Event('visibilitychange'));
  document.dispatchEvent(new Event('online'));
  assert.deepEqual(told, ['leave', 'wake', 'wake']);
});

test('storage is the page’s, where it is allowed', (t) => {
  const document = page(t);
  assert.equal(web({ WebSocket: WebSocketFake, fetch, document }).storage, globalThis.localStorage);
});

test('a page that may store nothing works', (t) => {
  const platform = web({ WebSocket: WebSocketFake, fetch, document: page(t, { isStorageDenied: true }) });
  const hub = createChathub({ token: () => null, platform, user: 'u' });
  hub.chat('b1').send('x');
  assert.equal(hub.chat('b1').outbox.length, 1);
});

test('in Node there is no page', () => {
  const platform = web({ WebSocket: WebSocketFake, fetch });
  assert.equal(platform.name, 'node');
  assert.equal(platform.url ?? null, null);
  assert.equal(platform.storage ?? null, null);
  platform.watch({});
});
