// Own messages that were not sent, kept across page loads, and shared by the pages of a browser.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flush, startClock } from './support/clock.mjs';
import { FakeStorage } from './support/fake-platform.mjs';
import { ModelHub } from './support/model-hub.mjs';
import { chatting, contents, prepared, pushes, refuse } from './support/sender.mjs';

/** Another page of the same browser. */
function page(t, s, options = {}) {
  return prepared(t, { clock: s.clock, server: s.server, storage: s.platform.storage, ...options });
}

test('what was not sent is there after a reload, and goes under its cid', async (t) => {
  const s = await chatting(t, { storage: new FakeStorage() });
  s.hold('push');
  const items = ['a', 'b'].map((content) => s.chat.send(content));
  s.server.post('b1', 'u', 'a', items[0].cid);
  const next = page(t, s);
  await next.live();
  await flush();
  assert.deepEqual(contents(s.server.chats.get('b1').log), ['a', 'b']);
  assert.deepEqual(next.chat.outbox, []);
  assert.deepEqual(s.platform.storage.items, []);
});

test('what failed is there after a reload, and does not go by itself', async (t) => {
  const s = await chatting(t, { storage: new FakeStorage() });
  s.hold('push');
  s.chat.send('a');
  refuse(s, 40301);
  const next = page(t, s);
  await next.live();
  const [item] = next.chat.outbox;
  assert.equal(item.state, 'failed');
  assert.equal(item.error.code, 40301);
  assert.deepEqual(pushes(next), []);
});

test('a page that knows its user shows what waits before the first connect', async (t) => {
  const clock = startClock(t);
  const server = new ModelHub();
  const storage = new FakeStorage();
  const s = prepared(t, { clock, server, storage });
  await s.live();
  s.client.close();
  s.chat.send('a');
  const mine = await withUser(t, { clock, server, storage }, 'u');
  assert.deepEqual(contents(mine.client.chat('b1').outbox), ['a']);
  const other = await withUser(t, { clock, server, storage }, 'w');
  assert.deepEqual(other.client.chat('b1').outbox, []);
  const unknown = prepared(t, { clock, server, storage });
  assert.deepEqual(unknown.chat.outbox, []);
});

/** A client that is told whom it is for. */
async function withUser(t, { clock, server, storage }, user) {
  const { createChathub } = await import('../chathub.js');
  const s = prepared(t, { clock, server, storage });
  s.client = createChathub({ token: () => null, platform: s.platform, user });
  return s;
}

test("another user's items are neither shown nor touched", async (t) => {
  const s = await chatting(t, { storage: new FakeStorage() });
  s.hold('push');
  s.chat.send("u's");
  const other = page(t, s, { user: 'v' });
  await other.live();
  assert.deepEqual(other.chat.outbox, []);
  other.chat.send("v's");
  await flush();
  assert.deepEqual(contents(other.chat.messages), ["v's"]);
  assert.deepEqual(contents(s.platform.storage.items), ["u's"]);
  assert.deepEqual(pushes(other).length, 1);
});

test('what another page has sent is stored once', async (t) => {
  const s = await chatting(t, { storage: new FakeStorage() });
  s.client.close();
  s.chat.send('a');
  s.chat.send('b');
  const other = page(t, s);
  await other.live();
  await flush();
  assert.deepEqual(s.platform.storage.items, []);
  s.hold('reconnect');
  await s.back();
  await flush();
  assert.deepEqual(contents(s.server.chats.get('b1').log), ['a', 'b']);
  assert.deepEqual(s.chat.outbox, []);
  assert.deepEqual(s.platform.storage.items, []);
});

test('what the page that wrote it has discarded is sent by no other', async (t) => {
  const s = await chatting(t, { storage: new FakeStorage() });
  s.client.close();
  s.chat.send('a');
  const item = s.chat.send('b');
  const other = page(t, s);
  other.hold('push');
  await other.live();
  assert.deepEqual(contents(other.chat.outbox), ['a', 'b']);
  other.socket.drop();
  s.chat.discard(item.cid);
  other.go('push');
  await other.back();
  await flush();
  assert.deepEqual(contents(s.server.chats.get('b1').log), ['a']);
  assert.deepEqual(other.chat.outbox, []);
});

test('what was written before the user was known is kept once he is', async (t) => {
  const s = prepared(t, { storage: new FakeStorage() });
  ['a', 'b', 'c'].forEach((content) => s.chat.send(content));
  assert.deepEqual(s.platform.storage.items, []);
  s.hold('push');
  await s.live();
  assert.deepEqual(contents(s.platform.storage.items), ['a', 'b', 'c']);
});

test('a storage that is full loses nothing', async (t) => {
  const s = await chatting(t, { storage: new FakeStorage() });
  s.hold('push');
  const first = s.chat.send('a');
  refuse(s, 40301);
  s.platform.storage.isFull = true;
  const second = s.chat.send('b');
  s.chat.retry(first.cid);
  s.go('push');
  await s.again();
  await flush();
  assert.deepEqual([first.state, second.state], ['sent', 'sent']);
  assert.equal(s.server.chats.get('b1').log.length, 2);
});

test('a storage that fills up while a failed one is sent again loses nothing', async (t) => {
  const s = await chatting(t, { storage: new FakeStorage() });
  s.hold('push');
  const item = s.chat.send('a');
  refuse(s, 40301);
  const { storage } = s.platform;
  const set = storage.setItem.bind(storage);
  t.mock.method(storage, 'setItem', (key, value) => {
    if (value !== '[]') {
      throw new Error('QuotaExceededError');
    }
    set(key, value);
  });
  s.chat.retry(item.cid);
  s.reply(s.socket, s.socket.frames('push').pop());
  assert.equal(item.state, 'sent');
  assert.equal(s.server.chats.get('b1').log.length, 1);
});

test('beyond five hundred on the device the rest is in memory, and none is lost', async (t) => {
  const s = await chatting(t, { storage: new FakeStorage() });
  s.client.close();
  for (let i = 0; i < 4; i++) {
    s.server.putChat(`c${i}`);
    for (let n = 0; n < 150; n++) {
      s.client.chat(`c${i}`).send(n);
    }
  }
  assert.equal(s.platform.storage.items.length, 500);
  await s.back();
  for (let i = 0; i < 700; i++) {
    await flush();
  }
  for (let i = 0; i < 4; i++) {
    assert.equal(s.server.chats.get(`c${i}`).log.length, 150, `c${i}`);
    assert.deepEqual(s.client.chat(`c${i}`).outbox, []);
  }
  assert.deepEqual(s.platform.storage.items, []);
});

for (const [what, storage] of [
  ['no storage', null],
  [
    'a storage that throws',
    {
      getItem() {
        throw new Error('denied');
      },
      setItem() {
        throw new Error('denied');
      },
    },
  ],
  ['a storage that keeps nothing', { getItem: () => null, setItem() {} }],
  ['a storage that was spoilt', { getItem: () => '{not json', setItem() {} }],
]) {
  test(`with ${what} it is in memory`, async (t) => {
    const s = await chatting(t, { storage });
    s.socket.drop();
    s.chat.send('a');
    await s.back();
    assert.deepEqual(contents(s.chat.messages), ['a']);
  });
}
