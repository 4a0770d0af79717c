// The list of chats, and how they come and go.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flush } from './support/clock.mjs';
import { contents, listing, questions, scene } from './support/scene.mjs';

const names = (s) => s.client.chats.map(({ usif }) => usif);
const lists = (s) => s.platform.gets.filter(({ path }) => path.startsWith('/api/chats?'));

/** The chats that this connection asked for. */
const asked = (s) => questions(s).flatMap((chats) => chats.map(({ usif }) => usif));

test('the latest chats come first, and move up with what is new', async (t) => {
  const s = await listing(t, 3);
  assert.deepEqual(names(s), ['b2', 'b1', 'b0']);
  assert.equal(s.client.isLoaded, true);
  s.push(s.server.post('b0', 'v'));
  assert.deepEqual(names(s), ['b0', 'b2', 'b1']);
  await s.clock.pass(10);
  s.client.chat('b1').send('mine');
  await flush();
  assert.deepEqual(names(s), ['b1', 'b0', 'b2']);
});

test('a chat without messages has its place by when it was made', async (t) => {
  const s = scene(t);
  s.server.putChat('empty');
  await s.clock.pass(10);
  s.server.putChat('later');
  s.server.post('later', 'v');
  await s.clock.pass(10);
  s.server.putChat('new');
  await s.clock.pass(10);
  await s.live();
  assert.deepEqual(names(s), ['new', 'later', 'empty']);
  await s.clock.pass(10);
  s.push(s.server.post('empty', 'v'));
  assert.deepEqual(names(s), ['empty', 'new', 'later']);
});

test('a chat is what the list says of it', async (t) => {
  const s = await listing(t, 1);
  const chat = s.client.chat('b0');
  assert.equal(chat, s.client.chats[0]);
  assert.deepEqual(
    [chat.isKnown, chat.booking_id, chat.state, chat.member_count, chat.unread],
    [true, '1024', 'open', 2, 1],
  );
  assert.deepEqual(
    chat.members.map(({ user_id: id }) => id),
    ['u', 'v'],
  );
  assert.equal(chat.last.content, 'm1');
  assert.deepEqual(s.news('b0'), [], 'the first look is no news');
});

test('more loads fifty more, and a break keeps as many', async (t) => {
  const s = await listing(t, 120);
  assert.equal(names(s).length, 50);
  assert.equal(s.client.hasMore, true);
  await s.client.more();
  assert.equal(names(s).length, 100);
  await s.client.more();
  assert.equal(names(s).length, 120);
  assert.equal(s.client.hasMore, false);
  const before = lists(s).length;
  await s.again();
  await flush();
  const limits = lists(s)
    .slice(before)
    .map(({ path }) => Number(path.match(/limit=(\d+)/)[1]));
  assert.ok(limits.reduce((sum, limit) => sum + limit, 0) >= 120, `${limits}`);
});

test('more is a promise offline, too, and is done at the next connection', async (t) => {
  const s = await listing(t, 70);
  s.socket.drop();
  await s.client.more();
  await s.back();
  await flush();
  assert.equal(names(s).length, 70);
});

test('what fails is loaded again, later and later, and the client is live then', async (t) => {
  const s = scene(t);
  s.server.putChat('b1');
  s.hold('get');
  s.client.connect();
  await s.accepted();
  for (let i = 0; i < 20; i++) {
    s.platform.gets.filter(({ isOver }) => !isOver).forEach((asked) => asked.fail());
    await s.clock.pass(1_000);
  }
  assert.ok(lists(s).length > 1 && lists(s).length <= 21, `${lists(s).length} in 20 seconds`);
  assert.equal(s.client.state, 'syncing');
  assert.equal(s.client.isLoaded, false);
  s.go('get');
  s.platform.gets.filter(({ isOver }) => !isOver).forEach((asked) => asked.fail());
  await s.clock.pass(40_000);
  assert.equal(s.client.state, 'live');
  assert.equal(s.client.isLoaded, true);
});

test('an answer that hangs from an earlier connection holds up nothing', async (t) => {
  const s = scene(t);
  s.server.putChat('b1');
  s.hold('get');
  s.client.connect();
  await s.accepted();
  const [old] = s.platform.gets;
  s.go('get');
  await s.again();
  assert.equal(s.client.state, 'live');
  s.server.putChat('b2');
  old.answer(s.server.get('u', '/api/chats'));
  await flush();
  assert.deepEqual(names(s), ['b1']);
});

test('a status other than 200 rejects with what the hub says', async (t) => {
  const s = await listing(t, 1);
  s.hold('get');
  const asked = s.client.presence(['v']);
  s.platform.gets.slice(-1)[0].answer({ errcode: 42900, errmsg: 'slow down' }, 429);
  await assert.rejects(asked, (error) => error instanceof Error && error.code === 42900);
  const failed = s.client.presence(['v']);
  s.platform.gets.slice(-1)[0].fail(new TypeError('Failed to fetch'));
  await assert.rejects(failed, (error) => error.code === 0 && error.message === 'Failed to fetch');
});

test('a token that HTTP refuses is the socket’s affair', async (t) => {
  const s = scene(t);
  s.server.putChat('b1');
  s.hold('get');
  s.client.connect();
  await s.accepted();
  s.platform.gets[0].answer({ errcode: 40101, errmsg: 'expired' }, 401);
  await flush();
  assert.equal(s.client.state, 'syncing');
  s.go('get');
  s.socket.drop(4401);
  await s.clock.pass(1_000);
  await s.accepted();
  assert.equal(s.client.state, 'live');
  assert.deepEqual(s.platform.gets.slice(-1)[0].headers, { Authorization: 'Bearer t2' });
});

test('requests bear the token', async (t) => {
  const s = await listing(t, 1);
  assert.deepEqual(s.platform.gets[0].headers, { Authorization: 'Bearer t1' });
});

// Chats come and go.

test('a chat that is joined is in the list, and told once', async (t) => {
  const s = await listing(t, 1);
  s.told.length = 0;
  s.server.putChat('new');
  s.socket.say('chat', { usif: 'new', booking_id: '7', state: 'open', member: 1 });
  await flush();
  assert.deepEqual(names(s), ['new', 'b0']);
  assert.deepEqual(
    s.of('chat').map(([chat]) => [chat.usif, chat.isKnown]),
    [['new', true]],
  );
});

test('a chat that is left is in the list no more', async (t) => {
  const s = await listing(t, 2);
  s.socket.say('chat', { usif: 'b1', booking_id: '1024', state: 'open', member: 0 });
  assert.deepEqual(names(s), ['b0']);
  const chat = s.client.chat('b1');
  assert.deepEqual([chat.isKnown, chat.unread, chat.error], [false, 0, null]);
  assert.equal(s.of('chat').length, 1);
});

test('a chat that is closed and reopened says so', async (t) => {
  const s = await listing(t, 1);
  const chat = s.client.chat('b0');
  for (const state of ['closed', 'open']) {
    s.server.chats.get('b0').state = state;
    s.socket.say('chat', { usif: 'b0', booking_id: '1024', state, member: 1 });
    assert.equal(chat.state, state);
    await flush();
    assert.equal(chat.state, state);
  }
  assert.equal(s.of('chat').length, 2);
});

test('a message of a chat that is not known brings it into the list', async (t) => {
  const s = await listing(t, 1);
  s.server.putChat('new');
  s.push(s.server.post('new', 'v'));
  assert.deepEqual(s.news('new'), [1]);
  await flush();
  const chat = s.client.chat('new');
  assert.deepEqual([chat.isKnown, chat.unread, chat.member_count], [true, 1, 2]);
  assert.deepEqual(names(s), ['new', 'b0']);
});

for (const when of ['before it connects', 'while it is live']) {
  test(`a chat far down is whole where it is opened ${when}, and named by the list`, async (t) => {
    const s = scene(t);
    for (let i = 0; i < 130; i++) {
      s.server.putChat(`b${i}`);
      s.server.post(`b${i}`, 'v');
      await s.clock.pass(1);
    }
    const chat = s.client.chat('b3');
    if (when === 'before it connects') {
      chat.open();
      await s.live();
    } else {
      await s.live();
      assert.equal(chat.isKnown, false);
      chat.open();
    }
    await flush();
    assert.deepEqual(contents(chat), ['m1']);
    await s.client.more();
    assert.equal(chat.isKnown, false);
    await s.client.more();
    assert.equal(chat.isKnown, true);
    assert.equal(chat.member_count, 2);
  });
}

test('a chat that there is not is refused, and not in the list', async (t) => {
  const s = await listing(t, 1);
  const chat = s.client.chat('none');
  chat.open();
  await flush();
  assert.equal(chat.error.code, 40300);
  assert.deepEqual(names(s), ['b0']);
  assert.equal(s.client.state, 'live');
});

for (const [what, usif] of [
  ['with a space and a slash', 'no such/chat'],
  ['of nothing', ''],
  ['of 129 letters', 'x'.repeat(129)],
]) {
  test(`a name that no chat can have (${what}) is refused here, and harms no other chat`, async (t) => {
    const s = scene(t);
    s.server.putChat('b0');
    const chat = s.client.chat(usif);
    chat.open();
    assert.equal(chat.error.code, 40300);
    await s.live();
    chat.open();
    s.client.chat('b0').open();
    await flush();
    assert.deepEqual(asked(s), ['b0']);
    await s.again();
    assert.deepEqual(asked(s), ['b0']);
    assert.deepEqual([chat.error.code, chat.isKnown], [40300, false]);
    assert.equal(s.of('chat').filter(([told]) => told === chat).length, 2);
    assert.deepEqual(names(s), ['b0']);
    assert.equal(s.client.state, 'live');
  });
}

test('a name may be as long as the hub takes them, of all that it takes', async (t) => {
  const s = scene(t);
  const usif = `a.B:9@c-_${'x'.repeat(119)}`;
  s.server.putChat(usif);
  s.client.chat(usif).open();
  await s.live();
  assert.deepEqual(asked(s), [usif]);
  assert.equal(s.client.chat(usif).error, null);
});
