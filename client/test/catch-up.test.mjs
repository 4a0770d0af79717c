// What a break made a client miss: how it is asked for, and what comes of the answer.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flush } from './support/clock.mjs';
import { FakeStorage } from './support/fake-platform.mjs';
import { chatting, questions, range, scene, seqs } from './support/scene.mjs';

test('one question for all chats: the last of each run, its rev, and what was read', async (t) => {
  const s = await chatting(t, { count: 3 });
  s.server.putChat('b2');
  s.server.post('b2', 'v');
  s.server.recall('b2', 1);
  s.push(s.server.post('b2', 'v'));
  await flush();
  s.chat.markRead();
  await s.again();
  assert.equal(questions(s).length, 1);
  const [first, second] = questions(s)[0];
  assert.deepEqual(first, { usif: 'b1', index: 'b1.3.0', rev: 0, read: 'b1.3.0' });
  assert.deepEqual(second, { usif: 'b2', index: 'b2.2.0', rev: 0 }, 'the list may know more than was told');
  const { data } = s.socket.frames('reconnect')[0];
  assert.deepEqual([data.scope, data.limit], ['all', 50]);
  assert.equal(s.server.unread('b1', 'u'), 0);
});

test('the same token asks before ready, in one round trip', async (t) => {
  const s = await chatting(t);
  s.server.posts('b1', 'v', 2);
  s.socket.drop();
  s.client.connect();
  await flush();
  s.hold('reconnect', 'get');
  s.socket.accept();
  assert.equal(questions(s).length, 1);
  s.ready();
  assert.equal(questions(s).length, 1, 'it does not ask twice');
  s.reply(s.socket, s.socket.frames('reconnect')[0]);
  assert.deepEqual(seqs(s.chat), [1, 2, 3, 4, 5]);
  assert.deepEqual(s.news('b1'), [4, 5]);
});

test('a changed token asks after ready', async (t) => {
  const s = await chatting(t);
  s.socket.drop(4410);
  await s.clock.pass(1_000);
  s.socket.accept();
  assert.equal(questions(s).length, 0);
  s.ready();
  assert.equal(questions(s).length, 1);
});

for (const state of ['waiting', 'connecting', 'syncing']) {
  for (const code of [1006, 4410]) {
    test(`a listener that opens a chat at ${state} keeps none from being asked for (${code})`, async (t) => {
      const s = await chatting(t, { isOpen: false });
      s.server.putChat('b2');
      s.server.post('b2', 'v');
      s.client.on('state', (now) => now === state && s.client.chat('b2').open());
      s.socket.drop(code);
      s.socket.say('recall', s.server.recall('b1', 3));
      s.server.post('b1', 'v');
      await s.back();
      const asked = questions(s).flatMap((chats) => chats.map(({ usif }) => usif));
      assert.deepEqual([...new Set(asked)].sort(), ['b1', 'b2']);
      assert.equal(s.client.state, 'live');
      assert.equal(s.chat.messages[0].recalled, 1);
      assert.deepEqual(s.news('b1'), [4]);
      assert.equal(s.client.chat('b2').last.seq, 1);
    });
  }
}

test('a chat that is opened after the early question, before ready, is asked for', async (t) => {
  const s = await chatting(t, { count: 1 });
  const chat = s.client.chat('c0');
  s.socket.drop();
  s.client.connect();
  await flush();
  s.server.putChat('c0');
  s.server.posts('c0', 'v', 3);
  s.hold('get');
  s.socket.accept();
  assert.equal(questions(s).length, 1);
  chat.open();
  s.ready();
  await flush();
  assert.deepEqual(
    questions(s).map(([{ usif }]) => usif),
    ['b1', 'c0'],
  );
  assert.deepEqual(seqs(chat), [1, 2, 3]);
});

test('another user behind the token empties everything', async (t) => {
  const storage = new FakeStorage();
  const s = await chatting(t, { storage });
  s.hold('push', 'reconnect');
  s.chat.send('for v');
  s.socket.say('typing', { usif: 'b1', user_id: 'v' });
  s.push({ ...s.server.post('b1', 'v'), seq: 9 });
  s.server.chats.delete('b1');
  s.socket.drop();
  s.client.connect();
  await flush();
  s.socket.accept();
  const [asked] = s.socket.frames('reconnect');
  s.behind = 'w';
  s.ready();
  assert.deepEqual(seqs(s.chat), []);
  assert.deepEqual(s.chat.outbox, []);
  assert.deepEqual([s.client.user, s.chat.isKnown, s.chat.unread], ['w', false, 0]);
  assert.deepEqual([s.chat.read, s.chat.hasOlder], [{}, false]);
  assert.deepEqual(s.client.chats, []);
  s.reply(s.socket, asked);
  assert.deepEqual(seqs(s.chat), []);
  assert.equal(storage.items.length, 1, 'what the other had not got off is kept for him');
  s.go('reconnect');
  await s.clock.pass(40_000);
  assert.equal(s.client.state, 'live');
  assert.deepEqual(s.socket.frames('push'), []);
});

test('the first user is no other user', async (t) => {
  const s = scene(t);
  s.server.putChat('b1');
  const chat = s.client.chat('b1');
  chat.open();
  const item = chat.send('before anybody is known');
  await s.live();
  assert.equal(item.state, 'sent');
  assert.deepEqual(
    chat.messages.map(({ content }) => content),
    ['before anybody is known'],
  );
});

test('what came is told before it is live', async (t) => {
  const s = await chatting(t);
  s.server.posts('b1', 'v', 2);
  s.told.length = 0;
  await s.again();
  const order = s.told.filter(([event]) => event === 'state' || event === 'message');
  assert.deepEqual(
    order.map(([event, what]) => (event === 'state' ? what : what.seq)),
    ['waiting', 'connecting', 'syncing', 4, 5, 'live'],
  );
});

test('an answer that does not come within 30 seconds breaks the connection', async (t) => {
  const s = await chatting(t);
  s.hold('reconnect');
  await s.again();
  await s.clock.pass(29_000);
  s.socket.say('pong', {});
  assert.equal(s.client.state, 'syncing');
  await s.clock.pass(1_000);
  assert.equal(s.client.state, 'waiting');
});

test('a question that is refused is asked again, when the hub says', async (t) => {
  const s = await chatting(t);
  t.mock.method(Math, 'random', () => 0.5);
  s.hold('reconnect');
  await s.again();
  const [{ ref }] = s.socket.frames('reconnect');
  const data = { action: 'reconnect', retryable: 1, retry_after_ms: 6_000 };
  s.socket.say('error', data, { errcode: 50300, errmsg: 'store', ref });
  assert.equal(s.client.state, 'waiting');
  assert.ok(s.client.why.retryAt - Date.now() >= 6_000);
  assert.deepEqual(s.of('error'), []);
});

// Many chats, and those that are refused.

test('chats that found no room in the answer are asked for once more', async (t) => {
  const s = scene(t);
  for (let i = 0; i < 40; i++) {
    s.server.putChat(`b${i}`);
    s.server.post(`b${i}`, 'v');
  }
  await s.live();
  s.socket.drop();
  for (let i = 0; i < 40; i++) {
    s.server.posts(`b${i}`, 'v', 2);
  }
  s.server.room = 10;
  await s.back();
  for (let i = 0; i < 40; i++) {
    assert.deepEqual(seqs(s.client.chat(`b${i}`)), [1, 2, 3], `b${i}`);
  }
  assert.equal(s.client.state, 'live');
  assert.ok(s.socket.frames('reconnect').length <= 41, 'each once more at most');
});

/** Live, with a message of v in each of `count` chats, the newest in the last; all of them are held. */
async function holding(t, count) {
  const s = scene(t);
  await s.live();
  for (let i = 0; i < count; i++) {
    s.server.putChat(`b${i}`);
    s.push(s.server.post(`b${i}`, 'v'));
    await s.clock.pass(1);
  }
  return s;
}

test('many chats are asked for by the hundred, up to three hundred, the open ones first', async (t) => {
  const s = await holding(t, 320);
  s.client.chat('b3').open();
  await flush();
  s.hold('reconnect');
  await s.again();
  assert.deepEqual(
    questions(s).map((chats) => chats.length),
    [100, 100, 100],
  );
  const asked = questions(s).flatMap((chats) => chats.map(({ usif }) => usif));
  assert.deepEqual(asked, ['b3', ...range(21, 319).map((i) => `b${i}`).reverse()]);
  const [last, ...others] = s.socket.frames('reconnect').reverse();
  others.forEach((frame) => s.reply(s.socket, frame));
  await flush();
  assert.equal(s.client.state, 'syncing', 'until all have their answer');
  s.reply(s.socket, last);
  assert.equal(s.client.state, 'live');
});

test('what the chats that were not asked for missed comes by the list', async (t) => {
  const s = await holding(t, 320);
  for (let i = 0; i < 6; i++) {
    await s.client.more();
  }
  assert.equal(s.client.hasMore, false);
  s.socket.drop();
  range(0, 319).forEach((i) => s.server.posts(`b${i}`, 'v', 3));
  await s.back();
  await s.clock.pass(1_000);
  range(0, 319).forEach((i) => assert.deepEqual(seqs(s.client.chat(`b${i}`)), [1, 2, 3, 4], `b${i}`));
  assert.equal(s.client.unread, 4 * 320);
});

test('a chat that is refused says so, and spoils no other', async (t) => {
  const s = await chatting(t);
  s.server.putChat('b2');
  s.server.post('b2', 'v');
  s.push(s.server.post('b2', 'v'));
  await flush();
  s.socket.drop();
  s.server.chats.get('b1').members = [{ user_id: 'v', role: 'member' }];
  s.server.post('b2', 'v');
  await s.back();
  assert.equal(s.chat.error.code, 40300);
  assert.equal(s.chat.isKnown, false);
  assert.deepEqual(s.news('b2'), [2, 3]);
  assert.deepEqual(
    s.client.chats.map(({ usif }) => usif),
    ['b2'],
  );
  assert.equal(s.client.state, 'live');
});
