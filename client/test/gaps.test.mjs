// What is not there yet: more than an answer holds is fetched from history, and what came ahead waits.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flush } from './support/clock.mjs';
import { chatting, range, seqs } from './support/scene.mjs';

/** Answers what is asked by HTTP. */
function answerAll(s) {
  s.platform.gets
    .filter((asked) => !asked.isOver)
    .forEach((asked) => asked.answer(s.server.get('u', asked.path)));
}

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

/** Syncing, all but history answered, which holds a hundred messages for b1. */
async function filling(t) {
  const s = await chatting(t, { count: 3 });
  s.socket.drop();
  s.server.posts('b1', 'v', 100);
  s.hold('get');
  await s.back();
  s.history = s.platform.gets.find(({ path }) => path.includes('after='));
  const list = s.platform.gets.find(({ path, isOver }) => path.startsWith('/api/chats?') && !isOver);
  list.answer(s.server.get('u', list.path));
  await flush();
  return s;
}

test('it is live once history has filled an open chat, and not before', async (t) => {
  const s = await filling(t);
  assert.equal(s.client.state, 'syncing');
  assert.deepEqual(seqs(s.chat), [1, 2, 3]);
  s.history.answer(s.server.get('u', s.history.path));
  await flush();
  assert.equal(s.client.state, 'live');
  assert.deepEqual(seqs(s.chat), range(1, 103));
  const order = s.told.filter(([event]) => event === 'state' || event === 'message');
  assert.deepEqual(order[order.length - 1].slice(0, 2), ['state', 'live']);
});

test('it is live where history fails, too, which is asked for again', async (t) => {
  const s = await filling(t);
  assert.equal(s.client.state, 'syncing');
  s.history.fail();
  s.go('get');
  await flush();
  assert.equal(s.client.state, 'live');
  await s.clock.pass(1_000);
  assert.deepEqual(seqs(s.chat), range(1, 103));
});

test('history that was asked for before a break is not waited for after it', async (t) => {
  const s = await filling(t);
  s.socket.drop();
  s.hold('reconnect');
  s.go('get');
  await s.back();
  s.history.fail();
  await flush();
  assert.equal(s.client.state, 'syncing', 'what is asked for now is');
  s.reply(s.socket, s.socket.frames('reconnect')[0]);
  s.go('reconnect');
  await s.clock.pass(2_000);
  assert.equal(s.client.state, 'live');
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
