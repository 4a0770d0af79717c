// Own messages on their way: each is stored once, in order, whatever breaks; and kept across page loads.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flush, startClock } from './support/clock.mjs';
import { FakeStorage } from './support/fake-platform.mjs';
import { ModelHub } from './support/model-hub.mjs';
import { scene } from './support/scene.mjs';

const HOUR_MS = 3_600_000;
const contents = (list) => list.map(({ content }) => content);
const states = (s, item) =>
  s
    .of('outbox')
    .filter(([told]) => told.cid === item.cid)
    .map(([, , state]) => state);

/** Live in chat b1. The states of items are told as they were when they were told. */
async function chatting(t, options = {}) {
  const s = prepared(t, options);
  await s.live();
  return s;
}

function prepared(t, options) {
  const s = scene(t, options);
  if (!s.server.chats.has('b1')) {
    s.server.putChat('b1');
  }
  s.client.on('outbox', (item) => {
    s.told[s.told.length - 1].push(item.state);
  });
  s.chat = s.client.chat('b1');
  return s;
}

const pushes = (s) => s.socket.frames('push').map(({ data }) => data);

/** Refuses the push that is on its way. */
function refuse(s, errcode, data = {}) {
  const [{ data: sent, ref }] = s.socket.frames('push').slice(-1);
  const failed = { usif: sent.usif, cid: sent.cid, retryable: 0, ...data };
  s.socket.say('pushback', failed, { errcode, errmsg: `no: ${errcode}`, ref });
}

test('a message is in the outbox until the hub has it, then in its place', async (t) => {
  const s = await chatting(t);
  s.hold('push');
  const item = s.chat.send({ text: 'hello' });
  assert.deepEqual(s.chat.outbox, [item]);
  assert.equal(item.state, 'sending');
  assert.deepEqual(pushes(s), [{ usif: 'b1', content: { text: 'hello' }, type: 'text', cid: item.cid }]);
  s.reply(s.socket, s.socket.frames('push')[0]);
  assert.equal(item.state, 'sent');
  assert.deepEqual(s.chat.outbox, []);
  assert.deepEqual(contents(s.chat.messages), [{ text: 'hello' }]);
  assert.equal(s.chat.last.cid, item.cid);
  assert.deepEqual(states(s, item), ['sending', 'sent']);
  assert.deepEqual(s.news('b1'), [1]);
  assert.equal(s.chat.unread, 0);
});

test('what is sent is a copy, of any JSON, and of the type that is given', async (t) => {
  const s = await chatting(t);
  s.hold('push');
  const content = { list: [1] };
  const item = s.chat.send(content, 'card');
  content.list.push(2);
  assert.deepEqual(item.content, { list: [1] });
  assert.equal(item.type, 'card');
  for (const value of [null, 0, '', false, [], 'x']) {
    assert.deepEqual(s.chat.send(value).content, value);
  }
});

test('what is no JSON throws, and leaves nothing behind', async (t) => {
  const s = await chatting(t);
  const circle = {};
  circle.circle = circle;
  for (const value of [undefined, () => {}, circle, 1n, Symbol('x')]) {
    assert.throws(() => s.chat.send(value));
  }
  assert.deepEqual(s.chat.outbox, []);
});

test('messages go one at a time, in their order', async (t) => {
  const s = await chatting(t);
  s.hold('push');
  ['a', 'b', 'c'].forEach((content) => s.chat.send(content));
  assert.deepEqual(contents(pushes(s)), ['a']);
  s.reply(s.socket, s.socket.frames('push')[0]);
  assert.deepEqual(contents(pushes(s)), ['a', 'b']);
  s.reply(s.socket, s.socket.frames('push')[1]);
  s.reply(s.socket, s.socket.frames('push')[2]);
  assert.deepEqual(contents(s.chat.messages), ['a', 'b', 'c']);
});

test('two chats do not wait for each other', async (t) => {
  const s = await chatting(t);
  s.server.putChat('b2');
  s.hold('push');
  s.chat.send('a');
  s.client.chat('b2').send('b');
  assert.deepEqual(contents(pushes(s)), ['a', 'b']);
});

test('without an answer it is sent again after 15 seconds, with the same cid', async (t) => {
  const s = await chatting(t);
  s.hold('push');
  const item = s.chat.send('a');
  await s.clock.pass(14_999);
  assert.equal(pushes(s).length, 1);
  await s.clock.pass(1);
  assert.deepEqual(
    pushes(s).map(({ cid }) => cid),
    [item.cid, item.cid],
  );
  s.socket.frames('push').forEach((frame) => s.reply(s.socket, frame));
  assert.deepEqual(contents(s.server.chats.get('b1').log), ['a']);
  assert.deepEqual(s.news('b1'), [1]);
  await s.clock.pass(60_000);
  assert.equal(pushes(s).length, 2);
});

test('after a break it is sent again, with the same cid, in the same order', async (t) => {
  const s = await chatting(t);
  s.hold('push');
  const [first] = ['a', 'b'].map((content) => s.chat.send(content));
  s.server.post('b1', 'u', 'a', first.cid);
  s.go('push');
  await s.again();
  assert.deepEqual(contents(s.server.chats.get('b1').log), ['a', 'b']);
  assert.deepEqual(contents(s.chat.messages), ['a', 'b']);
  assert.deepEqual(s.chat.outbox, []);
});

test('written offline it waits, and goes at the next connection', async (t) => {
  const s = await chatting(t);
  s.socket.drop();
  s.chat.send('a');
  s.chat.send('b');
  await s.clock.pass(100);
  assert.equal(s.chat.outbox.length, 2);
  await s.back();
  assert.deepEqual(contents(s.server.chats.get('b1').log), ['a', 'b']);
});

// Refused.

test('what is refused for good fails, says why, and does not hold up the next', async (t) => {
  const s = await chatting(t);
  s.hold('push');
  const first = s.chat.send('a');
  s.chat.send('b');
  refuse(s, 40301);
  assert.equal(first.state, 'failed');
  assert.deepEqual(first.error, { code: 40301, message: 'no: 40301' });
  assert.deepEqual(contents(pushes(s)), ['a', 'b']);
  s.go('push');
  s.reply(s.socket, s.socket.frames('push')[1]);
  assert.deepEqual(s.chat.outbox, [first]);
  assert.deepEqual(states(s, first), ['sending', 'failed']);
});

test('what may work later is tried again, not before the hub says, ten times at most', async (t) => {
  const s = await chatting(t);
  t.mock.method(Math, 'random', () => 0.5);
  s.hold('push');
  const item = s.chat.send('a');
  s.chat.send('b');
  refuse(s, 42900, { retryable: 1, retry_after_ms: 7_000 });
  await s.clock.pass(6_999);
  assert.equal(pushes(s).length, 1);
  await s.clock.pass(10_000);
  assert.equal(pushes(s).length, 2);
  for (let tries = 2; tries < 10; tries++) {
    refuse(s, 50300, { retryable: 1 });
    assert.equal(item.state, 'sending');
    await s.clock.pass(30_000);
    s.socket.say('pong', {});
    assert.equal(pushes(s).length > tries, true, `try ${tries + 1}`);
    assert.deepEqual(new Set(contents(pushes(s))), new Set(['a']), 'the next waits behind it');
  }
  refuse(s, 50300, { retryable: 1 });
  assert.equal(item.state, 'failed');
  assert.equal(item.error.code, 50300);
  assert.equal(contents(pushes(s)).pop(), 'b');
});

test('an answer to an earlier try does not undo what was sent', async (t) => {
  const s = await chatting(t);
  s.hold('push');
  s.server.post('b1', 'v');
  const item = s.chat.send('a');
  const [frame] = s.socket.frames('push');
  s.reply(s.socket, frame);
  assert.equal(item.state, 'sent');
  assert.deepEqual(s.chat.outbox, [item], 'it waits for the message before it');
  refuse(s, 50400, { retryable: 1 });
  refuse(s, 40301);
  assert.equal(item.state, 'sent');
  s.socket.drop(1009);
  assert.equal(s.client.state, 'failed');
  assert.equal(item.state, 'sent');
});

test('too large fails at once, or once the hub has counted', async (t) => {
  const s = await chatting(t);
  const big = s.chat.send('x'.repeat(8_191));
  assert.equal(big.state, 'failed');
  assert.equal(big.error.code, 41300);
  s.hold('push');
  assert.equal(s.chat.send('x'.repeat(8_190)).state, 'sending');
  s.reply(s.socket, s.socket.frames('push')[0]);
  const wide = s.chat.send('好'.repeat(2_731));
  if (wide.state === 'sending') {
    refuse(s, 41300);
  }
  assert.equal(wide.state, 'failed');
  assert.equal(wide.error.code, 41300);
});

test('the hub says how large a content may be', async (t) => {
  const s = prepared(t);
  s.client.connect();
  await s.accepted({ max_content_bytes: 10 });
  assert.equal(s.chat.send('x'.repeat(9)).state, 'failed');
  assert.equal(s.chat.send('x'.repeat(8)).state, 'sending');
});

test('two hundred wait in a chat, the next is not taken', async (t) => {
  const s = prepared(t);
  s.server.putChat('b2');
  const items = Array.from({ length: 201 }, (_, i) => s.chat.send(`m${i}`));
  assert.ok(items.slice(0, 200).every(({ state }) => state === 'sending'));
  assert.equal(items[200].state, 'failed');
  assert.equal(items[200].error.code, 42900);
  assert.equal(s.chat.outbox.length, 200);
  assert.equal(s.client.chat('b2').send('x').state, 'sending');
  await s.live();
  for (let i = 0; i < 210; i++) {
    await flush();
  }
  assert.equal(s.server.chats.get('b1').log.length, 200);
  assert.deepEqual(s.chat.outbox, []);
  assert.equal(s.chat.send('y').state, 'sending');
});

for (const code of [1003, 1008, 1009]) {
  test(`${code} fails what was on its way, keeps the rest, and stops`, async (t) => {
    const s = await chatting(t);
    s.hold('push');
    const first = s.chat.send('a');
    const second = s.chat.send('b');
    s.socket.drop(code, 'so it is');
    assert.equal(s.client.state, 'failed');
    assert.equal(first.state, 'failed');
    assert.equal(first.error.code, code);
    assert.equal(second.state, 'sending');
    s.go('push');
    await s.back();
    assert.deepEqual(contents(s.server.chats.get('b1').log), ['b']);
  });
}

// Acknowledged, whatever the way.

test('acknowledged by a push to another connection', async (t) => {
  const s = await chatting(t);
  s.hold('push');
  const item = s.chat.send('a');
  s.chat.send('b');
  s.push(s.server.post('b1', 'u', 'a', item.cid));
  assert.equal(item.state, 'sent');
  assert.equal(s.chat.outbox.length, 1);
  assert.deepEqual(contents(pushes(s)), ['a', 'b']);
});

test('acknowledged by the answer after a break, before it is sent again', async (t) => {
  const s = await chatting(t);
  s.hold('push');
  s.server.post('b1', 'v');
  s.push(s.server.message('b1', 1));
  const item = s.chat.send('a');
  s.server.post('b1', 'u', 'a', item.cid);
  await s.again();
  assert.equal(item.state, 'sent');
  assert.deepEqual(s.chat.outbox, []);
  assert.deepEqual(s.news('b1'), [1, 2]);
});

test('acknowledged by history', async (t) => {
  const s = prepared(t, { storage: new FakeStorage(), user: 'u' });
  s.storage = new FakeStorage();
  s.server.post('b1', 'u', 'a', 'c-old');
  s.server.posts('b1', 'v', 60);
  await s.live();
  s.hold('push');
  s.chat.open();
  await flush();
  const item = s.chat.send('a');
  item.cid = 'c-old';
  await s.chat.older();
  await s.chat.older();
  assert.equal(item.state, 'sent');
  assert.deepEqual(s.chat.outbox, []);
});

test('acknowledged by a duplicate, once', async (t) => {
  const s = await chatting(t);
  s.hold('push');
  const item = s.chat.send('a');
  s.push(s.server.post('b1', 'v', 'between'));
  s.push(s.server.post('b1', 'u', 'a', item.cid));
  s.reply(s.socket, s.socket.frames('push')[0]);
  assert.deepEqual(contents(s.chat.messages), ['between', 'a']);
  assert.deepEqual(s.news('b1'), [1, 2]);
  assert.deepEqual(states(s, item), ['sending', 'sent']);
});

test('sent, it stays in the outbox until those before it are there', async (t) => {
  const s = await chatting(t);
  const first = s.server.post('b1', 'v');
  const item = s.chat.send('mine');
  const second = s.chat.send('mine, too');
  await flush();
  assert.deepEqual([item.state, second.state], ['sent', 'sent']);
  assert.deepEqual(s.chat.outbox, [item, second]);
  s.push(first);
  assert.deepEqual(s.chat.outbox, []);
  assert.deepEqual(s.news('b1'), [1, 2, 3]);
});

// The page's hand.

test('a failed one is sent once more, with the same cid, behind what was sent since', async (t) => {
  const s = await chatting(t);
  s.hold('push');
  const item = s.chat.send('a');
  refuse(s, 40301);
  s.chat.retry(item.cid);
  assert.equal(item.state, 'sending');
  assert.equal(item.error, null);
  assert.deepEqual(
    pushes(s).map(({ cid }) => cid),
    [item.cid, item.cid],
  );
  s.reply(s.socket, s.socket.frames('push')[1]);
  assert.deepEqual(states(s, item), ['sending', 'failed', 'sending', 'sent']);
});

test('only a failed one is sent once more', async (t) => {
  const s = await chatting(t);
  s.hold('push');
  const item = s.chat.send('a');
  s.chat.retry(item.cid);
  s.chat.retry('unknown');
  assert.equal(pushes(s).length, 1);
});

test('what is discarded is forgotten, and the next goes', async (t) => {
  const s = await chatting(t, { storage: new FakeStorage() });
  s.hold('push');
  const [first, second] = ['a', 'b'].map((content) => s.chat.send(content));
  s.chat.discard(first.cid);
  assert.deepEqual(s.chat.outbox, [second]);
  assert.deepEqual(contents(pushes(s)), ['a', 'b']);
  refuse(s, 40301);
  s.chat.discard(second.cid);
  s.chat.discard('unknown');
  assert.deepEqual(s.chat.outbox, []);
  assert.deepEqual(s.platform.storage.items, []);
});

test('an answer to what was discarded is none to the next', async (t) => {
  const s = await chatting(t);
  s.hold('push');
  const [first, second] = ['a', 'b'].map((content) => s.chat.send(content));
  s.chat.discard(first.cid);
  const failed = { usif: 'b1', cid: first.cid, retryable: 0 };
  s.socket.say('pushback', failed, { errcode: 40301, errmsg: 'closed', ref: first.cid });
  assert.equal(second.state, 'sending');
});

test('discarded behind another, it is never sent', async (t) => {
  const s = await chatting(t);
  s.hold('push');
  const [, second] = ['a', 'b'].map((content) => s.chat.send(content));
  s.chat.discard(second.cid);
  s.reply(s.socket, s.socket.frames('push')[0]);
  assert.deepEqual(contents(pushes(s)), ['a']);
});

test('after 23 hours it fails, and goes only where it is sent once more', async (t) => {
  const s = await chatting(t);
  s.socket.drop();
  s.client.close();
  const item = s.chat.send('a');
  await s.clock.pass(23 * HOUR_MS + 1);
  await s.back();
  assert.equal(item.state, 'failed');
  assert.equal(item.error.code, 0);
  assert.deepEqual(pushes(s), []);
  s.chat.retry(item.cid);
  await flush();
  assert.deepEqual(contents(s.chat.messages), ['a']);
});

test('up to 23 hours it goes by itself', async (t) => {
  const s = await chatting(t);
  s.client.close();
  s.chat.send('a');
  await s.clock.pass(23 * HOUR_MS - 1_000);
  await s.back();
  assert.deepEqual(contents(s.chat.messages), ['a']);
});

// Kept across page loads.

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
