// Tabs of one browser: they write at once, close, and come back; nothing that the hub has stored is left.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flush } from './support/clock.mjs';
import { FakeStorage, PlainStorage } from './support/fake-platform.mjs';
import { randomOf } from './support/random.mjs';
import { chatting, contents, prepared, pushes, refuse } from './support/sender.mjs';

const HOUR_MS = 3_600_000;

/** What a tab in another process sees of the storage: what others wrote reaches it only by `sync`. */
class View {
  #values = new Map();
  #written = [];

  constructor(shared) {
    this.shared = shared;
    this.sync();
  }

  sync() {
    this.#written.splice(0).forEach((write) => write(this.shared));
    this.#values = new Map(this.shared);
  }

  get length() {
    return this.#values.size;
  }

  key = (at) => [...this.#values.keys()][at] ?? null;
  getItem = (key) => this.#values.get(key) ?? null;
  setItem = (key, value) => this.#write((values) => values.set(key, value));
  removeItem = (key) => this.#write((values) => values.delete(key));

  #write(write) {
    write(this.#values);
    this.#written.push(write);
  }
}

const tab = (t, s, storage = s.platform.storage) => prepared(t, { clock: s.clock, server: s.server, storage });

for (let seed = 1; seed <= 20; seed++) {
  test(`tabs that write at once leave nothing behind that is stored (${seed})`, async (t) => {
    const random = randomOf(seed);
    const shared = new Map();
    const views = [new View(shared), new View(shared), new View(shared)];
    const first = await chatting(t, { storage: views[0] });
    const tabs = [first, tab(t, first, views[1]), tab(t, first, views[2])];
    for (const other of tabs.slice(1)) {
      await other.live();
    }
    const sent = [];
    for (let step = 0; step < 60; step++) {
      const at = random.below(3);
      random.of([
        () => {
          sent.push(`${at} ${step}`);
          tabs[at].chat.send(sent[sent.length - 1]);
        },
        () => views[at].sync(),
        () => tabs[at].socket.drop(),
      ])();
      if (random.chance(0.5)) {
        await flush();
      }
      if (tabs[at].client.state === 'waiting') {
        await tabs[at].back();
      }
    }
    for (let round = 0; round < 100; round++) {
      await flush();
    }
    tabs.forEach((one) => one.client.close());
    views.forEach((view) => view.sync());
    await first.clock.pass(25 * HOUR_MS);
    const late = tab(t, first, new View(shared));
    await late.live();
    await flush();
    assert.deepEqual(late.chat.outbox, []);
    assert.deepEqual([...shared.keys()], []);
    assert.deepEqual(contents(first.server.chats.get('b1').log).sort(), sent.sort());
  });
}

test('what was stored, and its answer lost with the tab, is not "not sent" a day later', async (t) => {
  const s = await chatting(t, { storage: new FakeStorage() });
  s.hold('push');
  const item = s.chat.send('a');
  s.server.post('b1', 'u', 'a', item.cid);
  s.server.posts('b1', 'v', 3);
  s.client.close();
  await s.clock.pass(25 * HOUR_MS);
  const late = tab(t, s);
  await late.live();
  await flush();
  assert.deepEqual(late.of('outbox').map(([, , state]) => state), ['sent']);
  assert.deepEqual([late.chat.outbox, s.platform.storage.items], [[], []]);
});

test('what was never sent is, a day later, and goes once where it is sent once more', async (t) => {
  const s = await chatting(t, { storage: new FakeStorage() });
  s.client.close();
  s.chat.send('a');
  await s.clock.pass(25 * HOUR_MS);
  const late = tab(t, s);
  await late.live();
  await flush();
  const [item] = late.chat.outbox;
  assert.equal(item.state, 'failed');
  assert.deepEqual(pushes(late), []);
  late.chat.retry(item.cid);
  await flush();
  assert.deepEqual(contents(s.server.chats.get('b1').log), ['a']);
  assert.deepEqual(s.platform.storage.items, []);
});

test('what another tab has sent meanwhile is not kept as failed', async (t) => {
  const s = await chatting(t, { storage: new FakeStorage() });
  s.hold('push');
  s.chat.send('a');
  const other = tab(t, s);
  other.hold('push');
  await other.live();
  assert.equal(pushes(other).length, 1);
  s.reply(s.socket, s.socket.frames('push')[0]);
  refuse(other, 40301);
  assert.deepEqual(other.chat.outbox, []);
  assert.deepEqual(s.platform.storage.items, []);
});

test('items come back in the order in which they were written, within one millisecond, too', async (t) => {
  const s = await chatting(t, { storage: new FakeStorage() });
  s.client.close();
  const written = Array.from({ length: 30 }, (_, i) => `m${i}`);
  written.forEach((content) => s.chat.send(content));
  const next = tab(t, s);
  next.hold('push');
  await next.live();
  assert.deepEqual(contents(next.chat.outbox), written);
});

test('what an earlier version kept together is taken over, each under its key, and for each user', async (t) => {
  const storage = new FakeStorage();
  const item = { usif: 'b1', type: 'text', at: Date.now(), state: 'sending', error: null };
  const both = [
    { ...item, cid: 'c1', user: 'u', content: 'mine' },
    { ...item, cid: 'c2', user: 'w', content: 'of another' },
  ];
  const s = prepared(t, { storage });
  both.forEach((one) => (one.at = Date.now()));
  storage.setItem('chathub.outbox', JSON.stringify(both));
  await s.live();
  await flush();
  assert.deepEqual(contents(s.chat.messages), ['mine']);
  assert.equal(storage.getItem('chathub.outbox'), null);
  assert.deepEqual(contents(storage.items), ['of another']);
});

test('a storage that lists no keys keeps them, too', async (t) => {
  const storage = new PlainStorage();
  const s = await chatting(t, { storage });
  s.hold('push');
  s.chat.send('a');
  s.chat.send('b');
  s.client.close();
  assert.deepEqual(contents(storage.items), ['a', 'b']);
  const next = tab(t, s, storage);
  await next.live();
  await flush();
  assert.deepEqual(contents(s.server.chats.get('b1').log), ['a', 'b']);
  assert.deepEqual(storage.items, []);
});

test('one that was taken over and failed goes again where there is no room', async (t) => {
  const s = await chatting(t, { storage: new FakeStorage() });
  s.hold('push');
  s.chat.send('a');
  refuse(s, 40301);
  const next = tab(t, s);
  await next.live();
  s.platform.storage.isFull = true;
  next.chat.retry(next.chat.outbox[0].cid);
  await flush();
  assert.deepEqual(contents(s.server.chats.get('b1').log), ['a']);
});
