// What an open chat holds: its newest messages, and older ones as they are asked for.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flush } from './support/clock.mjs';
import { chatting, range, scene, seqs } from './support/scene.mjs';

test('an opened chat has its newest fifty, and older brings more', async (t) => {
  const s = await chatting(t, { count: 120 });
  const { chat } = s;
  assert.ok(chat.messages.length >= 50);
  assert.equal(chat.hasOlder, true);
  const both = [chat.older(), chat.older()];
  assert.deepEqual(await Promise.all(both), [true, true]);
  while (chat.hasOlder) {
    await chat.older();
  }
  assert.deepEqual(seqs(chat), range(1, 120));
  assert.equal(await chat.older(), false);
  chat.close();
  assert.equal(chat.messages.length, 50);
  assert.equal(chat.hasOlder, true);
  assert.equal(chat.last.seq, 120);
  assert.deepEqual(s.news('b1'), []);
});

test('a chat that is opened before the first connect is there with it', async (t) => {
  const s = scene(t);
  s.server.putChat('b1');
  s.server.posts('b1', 'v', 60);
  const chat = s.client.chat('b1');
  chat.open();
  await s.live();
  assert.equal(chat.messages.length, 50);
  assert.equal(chat.last.seq, 60);
  assert.equal(chat.unread, 60);
  assert.deepEqual(s.news('b1'), []);
});

/** The requests for history that nothing answered yet. */
const histories = (s) => s.platform.gets.filter(({ path, isOver }) => path.includes('/messages') && !isOver);

for (const isBroken of [false, true]) {
  const when = isBroken ? 'one from before a break' : 'at once';
  test(`the newest fifty of an open chat are asked for until they are there (${when})`, async (t) => {
    const s = await chatting(t, { count: 120, isOpen: false });
    const { chat } = s;
    s.hold('get');
    chat.open();
    await flush();
    const [first] = histories(s);
    if (isBroken) {
      s.go('get');
      await s.again();
    }
    s.hold('get');
    first.fail();
    await flush();
    assert.equal(chat.messages.length, 1);
    await s.clock.pass(4_999);
    assert.deepEqual(histories(s), []);
    await s.clock.pass(1);
    assert.equal(histories(s).length, 1);
    histories(s)[0].fail();
    s.go('get');
    await s.clock.pass(5_000);
    assert.ok(chat.messages.length >= 50);
    assert.equal(chat.last.seq, 120);
    const asked = s.platform.gets.length;
    await s.clock.pass(60_000);
    assert.equal(s.platform.gets.length, asked, 'and then no more');
  });
}

for (const [what, act] of [
  ['closed', (s) => s.client.chat('b1').close()],
  ['left by the whole client', (s) => s.client.close()],
]) {
  test(`what an open chat did not get is not asked for once it is ${what}`, async (t) => {
    const s = await chatting(t, { count: 120, isOpen: false });
    s.hold('get');
    s.chat.open();
    await flush();
    histories(s)[0].fail();
    await flush();
    act(s);
    const asked = s.platform.gets.length;
    await s.clock.pass(60_000);
    assert.equal(s.platform.gets.length, asked);
  });
}

test('older that fails is rejected, and may be asked again', async (t) => {
  const s = await chatting(t, { count: 120, isOpen: false });
  const { chat } = s;
  s.hold('get');
  const failing = chat.older();
  s.platform.gets.slice(-1)[0].fail();
  await assert.rejects(failing, (error) => error.code === 0);
  s.go('get');
  assert.equal(await chat.older(), true);
});

test('a chat that is not open holds its newest fifty', async (t) => {
  const s = scene(t);
  s.server.putChat('b1');
  s.server.post('b1', 'v');
  await s.live();
  for (let i = 0; i < 80; i++) {
    s.push(s.server.post('b1', 'v'));
  }
  const chat = s.client.chat('b1');
  assert.equal(chat.messages.length, 50);
  assert.equal(chat.last.seq, 81);
  assert.equal(chat.hasOlder, true);
  assert.equal(chat.unread, 81);
});
