// Who read how far: told in batches, repeated after a break, counted exactly.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flush } from './support/clock.mjs';
import { chatting, scene } from './support/scene.mjs';

const reads = (s) => s.socket.frames('read').map(({ data }) => data);
const marks = (chat) => chat.messages.map(({ is_read: isRead }) => isRead);
const event = (s, reader, seq) => s.socket.say('read', s.server.read('b1', reader, seq));

// Own reads.

test('reads are told at most three times a second, the newest alone', async (t) => {
  const s = await chatting(t);
  s.chat.markRead();
  assert.equal(s.chat.unread, 0, 'at once for the page');
  s.push(s.server.post('b1', 'v'));
  s.chat.markRead();
  assert.deepEqual(reads(s), []);
  await s.clock.pass(400);
  assert.deepEqual(reads(s), [{ usif: 'b1', id: 'b1.4.0' }]);
  for (let i = 0; i < 20; i++) {
    s.push(s.server.post('b1', 'v'));
    s.chat.markRead();
    await s.clock.pass(50);
  }
  await s.clock.pass(400);
  assert.ok(reads(s).length <= 5, `${reads(s).length} in 1.8 seconds`);
  assert.equal(reads(s).pop().id, 'b1.24.0');
  assert.equal(s.server.unread('b1', 'u'), 0);
});

test('what the user reads here is who read how far, at once', async (t) => {
  const s = await chatting(t);
  s.chat.markRead();
  assert.deepEqual(s.chat.read, { u: 3, v: 0 });
});

test('what is read already is told no more', async (t) => {
  const s = await chatting(t);
  s.chat.markRead();
  await s.clock.pass(1_000);
  s.chat.markRead();
  s.chat.send('mine');
  await flush();
  s.chat.markRead();
  await s.clock.pass(1_000);
  assert.equal(reads(s).length, 1);
});

test('a read moves forward alone', async (t) => {
  const s = await chatting(t, { count: 9 });
  event(s, 'u', 7);
  event(s, 'v', 2);
  await flush();
  assert.equal(s.chat.unread, 2);
  s.socket.say('read', { usif: 'b1', id: 'b1.3.0', seq: 3, reader: 'u', read_at: 1 });
  await flush();
  assert.deepEqual(s.chat.read, { u: 7, v: 2 });
  assert.equal(s.chat.unread, 2);
  s.chat.markRead();
  await s.clock.pass(1_000);
  assert.deepEqual(reads(s), [{ usif: 'b1', id: 'b1.9.0' }]);
});

test('a read that a break kept back is in the question after it', async (t) => {
  const s = await chatting(t);
  s.chat.markRead();
  s.socket.drop();
  await s.back();
  assert.deepEqual(reads(s), []);
  assert.equal(s.socket.frames('reconnect')[0].data.chats[0].read, 'b1.3.0');
  assert.equal(s.server.unread('b1', 'u'), 0);
  assert.equal(s.chat.unread, 0);
});

test('a read that may be lost is repeated after a break', async (t) => {
  const s = await chatting(t);
  s.hold('read');
  s.chat.markRead();
  await s.clock.pass(1_000);
  assert.equal(reads(s).length, 1);
  assert.equal(s.server.unread('b1', 'u'), 3);
  await s.again();
  assert.equal(s.server.unread('b1', 'u'), 0);
  assert.equal(s.chat.unread, 0);
});

test('what is read while offline is told after', async (t) => {
  const s = await chatting(t);
  s.socket.drop();
  s.chat.markRead();
  await s.clock.pass(10);
  await s.back();
  assert.equal(s.server.unread('b1', 'u'), 0);
});

for (const [what, act] of [
  ['leaving the page', (s) => s.platform.life.leave()],
  ['closing', (s) => s.client.close()],
]) {
  test(`${what} tells at once what was read`, async (t) => {
    const s = await chatting(t);
    s.chat.markRead();
    act(s);
    assert.deepEqual(reads(s), [{ usif: 'b1', id: 'b1.3.0' }]);
    await s.clock.pass(1_000);
    assert.equal(reads(s).length, 1);
  });
}

test('leaving tells nothing where nothing was read', async (t) => {
  const s = await chatting(t);
  s.platform.life.leave();
  assert.deepEqual(reads(s), []);
});

test('a read that is refused for now is told again after a break, when the hub says', async (t) => {
  const s = await chatting(t);
  s.hold('read');
  s.chat.markRead();
  await s.clock.pass(1_000);
  const data = { action: 'read', usif: 'b1', retryable: 1, retry_after_ms: 3_000 };
  s.socket.say('error', data, { errcode: 42900, errmsg: 'slow down' });
  assert.equal(s.client.state, 'waiting');
  const [{ seq }] = reads(s);
  await s.clock.pass(2_999);
  assert.equal(s.client.state, 'waiting');
  await s.back();
  const [{ chats: [asked] }] = s.socket.frames('reconnect').map(({ data }) => data);
  assert.ok(asked.read, `up to ${seq}`);
  assert.deepEqual(s.of('error'), []);
});

test('a read that is refused for good is told to the page', async (t) => {
  const s = await chatting(t);
  s.socket.say('error', { action: 'read', usif: 'b1', retryable: 0 }, { errcode: 40400, errmsg: 'none' });
  await s.clock.pass(10_000);
  assert.deepEqual(s.of('error')[0][0], { code: 40400, message: 'none' });
  assert.deepEqual(reads(s), []);
});

// How many are unread.

test('unread counts what others sent and the user has not read', async (t) => {
  const s = await chatting(t, { isOpen: false });
  assert.equal(s.chat.unread, 3);
  s.push(s.server.post('b1', 'v'));
  s.push(s.server.post('b1', 'u'));
  s.push(s.server.post('b1', 'system'));
  assert.equal(s.chat.unread, 5);
  assert.equal(s.client.unread, 5);
  assert.equal(s.chat.unread, s.server.unread('b1', 'u'));
});

test('unread of all chats that are loaded', async (t) => {
  const s = scene(t);
  for (const [usif, count] of [['b1', 2], ['b2', 3], ['b3', 0]]) {
    s.server.putChat(usif);
    s.server.posts(usif, 'v', count);
  }
  await s.live();
  assert.equal(s.client.unread, 5);
  s.client.chat('b2').markRead();
  assert.equal(s.client.unread, 2);
});

test('unread stays exact over a break, open or not', async (t) => {
  for (const isOpen of [true, false]) {
    const s = await chatting(t, { count: 60, isOpen });
    s.socket.drop();
    s.server.posts('b1', 'v', 20);
    s.server.posts('b1', 'u', 1);
    await s.back();
    assert.equal(s.chat.unread, 80);
    s.push(s.server.post('b1', 'v'));
    assert.equal(s.chat.unread, 81);
    s.chat.markRead();
    assert.equal(s.chat.unread, 0);
    s.client.close();
  }
});

test('an answer that was made before a read does not bring back what is read', async (t) => {
  const s = await chatting(t);
  s.hold('reconnect', 'get');
  await s.again();
  const [asked] = s.socket.frames('reconnect');
  const answer = s.server.reconnect('u', asked.data);
  const listed = s.server.get('u', '/api/chats');
  s.chat.markRead();
  s.socket.say('reconnect', answer.data, { meta: answer.meta, ref: asked.ref });
  assert.equal(s.chat.unread, 0);
  s.platform.gets.filter(({ isOver }) => !isOver).forEach((get) => get.answer(listed));
  await flush();
  assert.equal(s.chat.unread, 0);
});

test('the list may know of messages before they come, and they count once', async (t) => {
  const s = await chatting(t, { count: 60, isOpen: false });
  s.hold('get');
  s.socket.say('chat', { usif: 'b1', booking_id: '1024', state: 'open', member: 1 });
  const coming = s.server.posts('b1', 'v', 3);
  s.platform.gets.slice(-1)[0].answer(s.server.get('u', '/api/chats'));
  await flush();
  coming.forEach((message) => s.push(message));
  assert.equal(s.chat.unread, 63);
});

test('what the user reads elsewhere counts here', async (t) => {
  const s = await chatting(t, { count: 10 });
  event(s, 'u', 4);
  await flush();
  assert.equal(s.chat.unread, 6);
  assert.deepEqual(s.of('read')[0][0].seq, 4);
  event(s, 'u', 10);
  await flush();
  assert.equal(s.chat.unread, 0);
});

test('what the user reads elsewhere, further back than what is held, counts here, too', async (t) => {
  const s = await chatting(t, { count: 100, isOpen: false });
  event(s, 'u', 30);
  await flush();
  assert.equal(s.chat.unread, 70);
  event(s, 'u', 100);
  await flush();
  assert.equal(s.chat.unread, 0);
});

// Who read what is sent.

test('a message is read once every other member has read it', async (t) => {
  const s = await chatting(t, { count: 0, members: ['u', 'v', 'w'] });
  s.chat.send('a');
  s.chat.send('b');
  await flush();
  await flush();
  event(s, 'v', 2);
  assert.deepEqual(marks(s.chat), [0, 0]);
  event(s, 'w', 1);
  assert.deepEqual(marks(s.chat), [1, 0]);
  event(s, 'w', 2);
  assert.deepEqual(marks(s.chat), [1, 1]);
  assert.equal(s.chat.last.is_read, 1);
});

test('a mark stays, whatever older copy of the message comes', async (t) => {
  const s = await chatting(t, { count: 0 });
  s.chat.send('a');
  await flush();
  event(s, 'v', 1);
  s.push({ ...s.server.message('b1', 1), is_read: 0 });
  assert.deepEqual(marks(s.chat), [1]);
  await s.again();
  assert.deepEqual(marks(s.chat), [1]);
});

test('reads that a break made it miss mark what was sent', async (t) => {
  const s = await chatting(t, { count: 0 });
  s.chat.send('a');
  await flush();
  s.socket.drop();
  s.server.read('b1', 'v', 1);
  await s.back();
  assert.deepEqual(s.chat.read, { u: 0, v: 1 });
  assert.deepEqual(marks(s.chat), [1]);
});

test('in a large chat only the hub knows who read what', async (t) => {
  const members = ['u', ...Array.from({ length: 21 }, (_, i) => `m${i}`)];
  const s = await chatting(t, { count: 0, members });
  s.chat.send('a');
  await flush();
  members.slice(1).forEach((reader) => event(s, reader, 1));
  assert.deepEqual(marks(s.chat), [0]);
  s.socket.drop();
  s.server.message('b1', 1).is_read = 1;
  s.server.post('b1', 'u');
  await s.back();
  assert.equal(s.chat.member_count, 22);
  assert.equal(s.chat.members.length, 20);
});

test('reads are told as events, with the chat', async (t) => {
  const s = await chatting(t);
  event(s, 'v', 2);
  const [[read, chat]] = s.of('read');
  assert.equal(chat, s.chat);
  assert.deepEqual([read.usif, read.reader, read.seq, read.id], ['b1', 'v', 2, 'b1.2.0']);
});
