// What a break made a client miss: how it is asked for, and what comes of the answer.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flush } from './support/clock.mjs';
import { FakeStorage } from './support/fake-platform.mjs';
import { scene } from './support/scene.mjs';

const seqs = (chat) => chat.messages.map(({ seq }) => seq);
const range = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** Live, with `count` messages of `v` in chat b1, which is open or not. */
async function chatting(t, { count = 3, isOpen = true, ...options } = {}) {
  const s = scene(t, options);
  s.server.putChat('b1');
  s.server.posts('b1', 'v', count);
  await s.live();
  s.chat = s.client.chat('b1');
  if (isOpen) {
    s.chat.open();
    await flush();
  }
  return s;
}

/** The entries of the latest question. */
function questions(s) {
  return s.socket.frames('reconnect').map(({ data }) => data.chats);
}

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

/** Answers what is asked by HTTP. */
function answerAll(s) {
  s.platform.gets
    .filter((asked) => !asked.isOver)
    .forEach((asked) => asked.answer(s.server.get('u', asked.path)));
}

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

// `more`: what did not fit.

test('more than an answer holds is fetched from history where the chat is open', async (t) => {
  const s = await chatting(t, { count: 3 });
  s.socket.drop();
  s.server.posts('b1', 'v', 470);
  await s.back();
  assert.deepEqual(seqs(s.chat), range(1, 473));
  assert.deepEqual(s.news('b1'), range(4, 473));
  assert.equal(s.chat.unread, 473);
  assert.deepEqual(s.of('gap'), []);
});

test('unread stays exact while history fills, with less held than is unread', async (t) => {
  const s = await chatting(t, { count: 200 });
  assert.equal(s.chat.unread, 200);
  assert.ok(s.chat.messages.length < 200);
  s.socket.drop();
  s.server.posts('b1', 'v', 120);
  await s.back();
  assert.equal(s.chat.messages[s.chat.messages.length - 1].seq, 320);
  assert.equal(s.chat.unread, 320);
});

test('live messages wait while history fills', async (t) => {
  const s = await chatting(t, { count: 3 });
  s.socket.drop();
  s.server.posts('b1', 'v', 100);
  s.hold('get');
  await s.back();
  assert.deepEqual(seqs(s.chat), [1, 2, 3]);
  s.push(s.server.post('b1', 'v'));
  assert.deepEqual(seqs(s.chat), [1, 2, 3], 'hidden until what lies before it is there');
  s.go('get');
  answerAll(s);
  await flush();
  assert.deepEqual(seqs(s.chat), range(1, 104));
  assert.deepEqual(s.news('b1'), range(4, 104));
});

test('a message that comes swapped while history fills is not taken for none', async (t) => {
  const s = await chatting(t, { count: 3 });
  s.socket.drop();
  s.server.posts('b1', 'v', 100);
  s.hold('get');
  await s.back();
  const page = s.server.get('u', s.platform.gets.find((asked) => asked.path.includes('after=')).path);
  const [first, second, third] = s.server.posts('b1', 'v', 3);
  s.push(first);
  s.push(third);
  s.platform.gets.find((asked) => asked.path.includes('after=')).answer(page);
  await flush();
  s.push(second);
  await s.clock.pass(1_000);
  assert.deepEqual(seqs(s.chat), range(1, 106));
  assert.deepEqual(s.news('b1'), range(4, 106));
});

test('history that fails while it fills is asked for again', async (t) => {
  const s = await chatting(t, { count: 3 });
  s.socket.drop();
  s.server.posts('b1', 'v', 100);
  s.hold('get');
  await s.back();
  s.platform.gets.filter((asked) => asked.path.includes('after=')).forEach((asked) => asked.fail());
  s.go('get');
  answerAll(s);
  await s.clock.pass(1_000);
  assert.deepEqual(seqs(s.chat), range(1, 103));
});

test('after a very long break an open chat begins anew, and says so', async (t) => {
  const s = await chatting(t, { count: 3 });
  s.socket.drop();
  s.server.posts('b1', 'v', 2_000);
  await s.back();
  await flush();
  assert.equal(s.of('gap').length, 1);
  const held = seqs(s.chat);
  assert.equal(held[held.length - 1], 2_003);
  assert.deepEqual(held, range(held[0], 2_003));
  assert.ok(held.length >= 50);
  assert.ok(s.chat.hasOlder);
  assert.ok(s.platform.gets.filter((asked) => asked.path.includes('after=')).length <= 5);
  const news = s.news('b1');
  assert.deepEqual(news, [...new Set(news)].sort((a, b) => a - b));
});

test('a chat that is not open skips to its newest, and says so', async (t) => {
  const s = await chatting(t, { count: 3, isOpen: false });
  s.socket.drop();
  s.server.posts('b1', 'v', 100);
  await s.back();
  assert.deepEqual(seqs(s.chat), range(54, 103));
  assert.equal(s.of('gap').length, 1);
  assert.ok(s.chat.hasOlder);
  assert.equal(s.chat.unread, 103);
  assert.ok(!s.platform.gets.some((asked) => asked.path.includes('after=')));
  assert.equal(await s.chat.older(), true);
  assert.deepEqual(seqs(s.chat), range(4, 103));
});

for (const isOpen of [true, false]) {
  test(`a second answer to the same gap changes nothing (${isOpen ? 'open' : 'not open'})`, async (t) => {
    const s = await chatting(t, { count: 3, isOpen });
    s.socket.drop();
    s.server.posts('b1', 'v', 100);
    s.hold('reconnect');
    await s.back();
    s.push(s.server.post('b1', 'v'));
    await s.clock.pass(500);
    const asked = s.socket.frames('reconnect');
    assert.equal(asked.length, 2, 'the hole is asked for once more');
    const answers = asked.map(({ data }) => s.server.reconnect('u', data));
    asked.forEach(({ ref }, i) => s.socket.say('reconnect', answers[i].data, { ref, meta: answers[i].meta }));
    await flush();
    s.go('reconnect');
    s.push(s.server.post('b1', 'v'));
    await s.clock.pass(1_000);
    assert.deepEqual(seqs(s.chat), isOpen ? range(1, 105) : range(56, 105));
    assert.deepEqual(s.news('b1'), isOpen ? range(4, 105) : range(55, 105));
    assert.equal(s.chat.unread, 105);
  });
}

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

// What the hub lost, changed or refuses.

for (const isOpen of [true, false]) {
  const how = isOpen ? 'open' : 'not open';
  test(`a reset drops what was held, and what comes instead is no news (${how})`, async (t) => {
    const s = await chatting(t, { count: 9, isOpen });
    s.chat.markRead();
    await s.clock.pass(1_000);
    s.socket.drop();
    s.server.loseAfter('b1', 5);
    s.server.chats.get('b1').read.u = 5;
    s.server.posts('b1', 'v', 70);
    s.told.length = 0;
    await s.back();
    assert.equal(s.of('reset').length, 1);
    assert.deepEqual(s.news('b1'), []);
    assert.deepEqual(s.of('gap'), []);
    assert.equal(s.chat.messages[s.chat.messages.length - 1].id, 'b1.75.1');
    assert.deepEqual(seqs(s.chat), range(seqs(s.chat)[0], 75));
    assert.equal(s.chat.unread, 70);
    s.push(s.server.post('b1', 'v'));
    assert.deepEqual(s.news('b1'), [76]);
  });
}

test('what was recalled in a log that was lost is not recalled in the next', async (t) => {
  const s = await chatting(t, { count: 9 });
  s.socket.say('recall', s.server.recall('b1', 8));
  s.socket.drop();
  s.server.loseAfter('b1', 5);
  s.server.posts('b1', 'v', 4);
  await s.back();
  assert.deepEqual(
    s.chat.messages.slice(-3).map(({ content, recalled }) => [content, recalled]),
    [7, 8, 9].map((seq) => [`m${seq}`, undefined]),
  );
});

test('a message in the place of another shows that the log is another one', async (t) => {
  const s = await chatting(t, { count: 9 });
  s.server.loseAfter('b1', 5);
  s.push(s.server.post('b1', 'v'));
  await s.clock.pass(500);
  assert.equal(s.of('reset').length, 1);
  assert.deepEqual(
    s.chat.messages.map(({ id }) => id),
    ['b1.1.0', 'b1.2.0', 'b1.3.0', 'b1.4.0', 'b1.5.0', 'b1.6.1'],
  );
});

test('an own message that was acknowledged and then lost is shown as sent no longer', async (t) => {
  const s = await chatting(t, { count: 3 });
  s.server.post('b1', 'v');
  const item = s.chat.send('after a hole');
  await flush();
  assert.equal(item.state, 'sent');
  s.socket.drop();
  s.server.loseAfter('b1', 2);
  await s.back();
  assert.deepEqual(s.chat.outbox, []);
});

test('what retention took is no hole', async (t) => {
  const s = await chatting(t, { count: 5 });
  s.socket.drop();
  s.server.posts('b1', 'v', 40);
  s.server.trimBefore('b1', 30);
  await s.back();
  assert.deepEqual(seqs(s.chat).slice(-16), range(30, 45));
  assert.deepEqual(s.news('b1'), range(30, 45));
  s.push(s.server.post('b1', 'v'));
  assert.equal(s.chat.last.seq, 46);
});

test('an empty chat is asked for from its beginning', async (t) => {
  const s = await chatting(t, { count: 0 });
  s.socket.drop();
  s.server.posts('b1', 'v', 2);
  await s.back();
  assert.equal(questions(s)[0][0].index, 0);
  assert.deepEqual(s.news('b1'), [1, 2]);
});

test('recalled and erased while away keep their place, without their content', async (t) => {
  const s = await chatting(t, { count: 4 });
  s.socket.drop();
  s.server.recall('b1', 2);
  s.server.erase('b1', [3]);
  s.server.post('b1', 'v');
  s.server.recall('b1', 5);
  await s.back();
  assert.deepEqual(
    s.chat.messages.map(({ content, recalled, erased }) => [content, recalled, erased]),
    [
      ['m1', undefined, undefined],
      [null, 1, undefined],
      [null, undefined, 1],
      ['m4', undefined, undefined],
      [null, 1, undefined],
    ],
  );
});

test('a recall stays, whatever older copy of the message comes', async (t) => {
  const s = await chatting(t, { count: 60 });
  const [asked] = s.platform.gets.slice(-1);
  assert.match(asked.path, /before=/);
  const early = structuredClone(s.server.message('b1', 5));
  s.hold('get');
  const older = s.chat.older();
  s.socket.say('recall', s.server.recall('b1', 5));
  s.platform.gets[s.platform.gets.length - 1].answer({ messages: [early], more: 1 });
  await older;
  assert.deepEqual([s.chat.messages[0].recalled, s.chat.messages[0].content], [1, null]);
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

test('more than a hundred chats are asked for as many as fit, those that are open first', async (t) => {
  const s = scene(t);
  for (let i = 0; i < 120; i++) {
    s.server.putChat(`b${i}`);
    s.server.post(`b${i}`, 'v');
  }
  await s.live();
  for (const usif of [...s.server.chats.keys()].slice(0, 110)) {
    s.push(s.server.post(usif, 'v'));
    await s.clock.pass(1);
  }
  s.client.chat('b3').open();
  await flush();
  await s.again();
  const asked = questions(s)[0];
  assert.equal(asked.length, 100);
  assert.equal(asked[0].usif, 'b3');
  assert.equal(asked[1].usif, 'b109');
});

// Holes.

test('a message ahead is hidden until those before it are there', async (t) => {
  const s = await chatting(t, { count: 3 });
  const [four, five, six] = s.server.posts('b1', 'v', 3);
  s.push(six);
  s.push(five);
  assert.deepEqual(seqs(s.chat), [1, 2, 3]);
  assert.deepEqual(s.news('b1'), []);
  assert.equal(s.chat.unread, 3);
  s.push(four);
  assert.deepEqual(s.news('b1'), [4, 5, 6]);
  await s.clock.pass(10_000);
  assert.equal(s.socket.frames('reconnect').length, 1, 'nothing was asked for but at the opening');
});

test('a hole that stays for half a second is asked for, and again where that does not help', async (t) => {
  const s = await chatting(t, { count: 3 });
  s.server.post('b1', 'v');
  s.push(s.server.post('b1', 'v'));
  const before = s.socket.frames('reconnect').length;
  await s.clock.pass(499);
  assert.equal(s.socket.frames('reconnect').length, before);
  s.hold('reconnect');
  await s.clock.pass(1);
  assert.equal(s.socket.frames('reconnect').length, before + 1);
  await s.clock.pass(1_000);
  assert.equal(s.socket.frames('reconnect').length, before + 2);
  const [asked] = s.socket.frames('reconnect').slice(-1);
  assert.equal(asked.data.chats[0].index, 'b1.3.0');
  s.reply(s.socket, asked);
  assert.deepEqual(s.news('b1'), [4, 5]);
});

test('what comes twice is told once', async (t) => {
  const s = await chatting(t, { count: 3 });
  const four = s.server.post('b1', 'v');
  s.push(four);
  s.push(four);
  s.push(s.server.message('b1', 2));
  assert.deepEqual(s.news('b1'), [4]);
  assert.deepEqual(seqs(s.chat), [1, 2, 3, 4]);
  assert.equal(s.chat.unread, 4);
});
