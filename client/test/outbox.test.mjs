// Own messages on their way: each is stored once, in order, whatever breaks.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flush } from './support/clock.mjs';
import { FakeStorage } from './support/fake-platform.mjs';
import { chatting, contents, prepared, pushes, refuse, states } from './support/sender.mjs';

const HOUR_MS = 3_600_000;

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

test('what JSON cannot carry is given back failed, and leaves nothing behind', async (t) => {
  const storage = new FakeStorage();
  const s = await chatting(t, { storage });
  const circle = {};
  circle.circle = circle;
  const thrower = {
    toJSON() {
      throw undefined;
    },
  };
  const none = [undefined, () => {}, circle, 1n, Symbol('x'), thrower];
  for (const value of none) {
    const item = s.chat.send(value);
    assert.deepEqual([item.state, item.error.code], ['failed', 40001]);
  }
  for (const type of [null, '', 1n, {}, circle, Symbol('x')]) {
    assert.equal(s.chat.send('x', type).error.code, 40001);
  }
  assert.deepEqual([s.chat.outbox, pushes(s), storage.items], [[], [], []]);
  assert.equal(s.chat.send('x').state, 'sending');
  assert.equal(s.client.state, 'live');
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

for (const nothing of [{ cid: null }, { cid: undefined }]) {
  test(`a refusal that names no message is one of what is on its way (${nothing.cid})`, async (t) => {
    const s = await chatting(t);
    s.hold('push');
    const first = s.chat.send('a');
    const second = s.chat.send('b');
    s.socket.say('pushback', { usif: 'b1', ...nothing, retryable: 0 }, { errcode: 40001, errmsg: 'no' });
    assert.deepEqual([first.state, first.error.code], ['failed', 40001]);
    assert.equal(second.state, 'sending');
    assert.deepEqual(contents(pushes(s)), ['a', 'b']);
    s.reply(s.socket, s.socket.frames('push')[1]);
    assert.deepEqual([second.state, s.chat.outbox], ['sent', [first]]);
    s.socket.say('pushback', { usif: 'b1', ...nothing, retryable: 0 }, { errcode: 40001, errmsg: 'no' });
    assert.equal(s.client.state, 'live', 'where nothing is on its way it is nothing');
  });
}

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

for (const [code, count, last] of [
  [41300, 0, 'x'.repeat(8_191)],
  [42900, 200, 'one too many'],
]) {
  test(`what is not taken (${code}) is given back, and kept nowhere`, async (t) => {
    const storage = new FakeStorage();
    const s = await chatting(t, { storage });
    s.socket.drop();
    const items = Array.from({ length: count }, (_, i) => s.chat.send(i));
    const item = s.chat.send(last);
    assert.deepEqual([item.state, item.error.code, item.content], ['failed', code, last]);
    assert.deepEqual(s.chat.outbox, items);
    assert.deepEqual(contents(storage.items), contents(items));
    s.chat.retry(item.cid);
    s.chat.discard(item.cid);
    await s.back();
    for (let i = 0; i < count; i++) {
      await flush();
    }
    assert.deepEqual(contents(s.server.chats.get('b1').log), contents(items));
    assert.deepEqual(s.chat.outbox, []);
    assert.deepEqual(storage.items, []);
  });
}

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

test('a content is counted in bytes of its JSON, as the hub does, to the last one', async (t) => {
  const s = await chatting(t);
  s.hold('push');
  assert.equal(s.chat.send('\u597d'.repeat(2_730)).state, 'sending'); // 8,190 and the quotes
  for (const content of ['\u597d'.repeat(2_731), `${'\u597d'.repeat(2_730)}x`, '\ud83d\ude00'.repeat(2_048)]) {
    assert.equal(s.chat.send(content).error.code, 41300);
  }
  assert.equal(s.chat.send('%\ud800').state, 'sending'); // half a character
});
