// What the hub lost or changed meanwhile, and what the client holds then.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flush } from './support/clock.mjs';
import { chatting, questions, range, seqs } from './support/scene.mjs';

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

test('a chat held by its last message alone notices, too, and asks once for many', async (t) => {
  const s = await chatting(t, { count: 100, isOpen: false });
  assert.deepEqual(seqs(s.chat), [100]);
  s.server.loseAfter('b1', 90);
  s.server.posts('b1', 'v', 5).forEach((message) => s.push(message));
  await s.clock.pass(499);
  assert.equal(questions(s).length, 0);
  await s.clock.pass(1);
  assert.equal(questions(s).length, 1);
  assert.deepEqual(s.of('reset'), [[s.chat, s.chat]]);
  assert.equal(s.chat.last.id, 'b1.95.1');
  assert.deepEqual(seqs(s.chat), range(46, 95));
  assert.deepEqual(s.news('b1'), []);
  assert.equal(s.chat.unread, 95);
  s.push(s.server.post('b1', 'v'));
  assert.deepEqual(s.news('b1'), [96]);
  await s.clock.pass(60_000);
  assert.equal(questions(s).length, 1);
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
