// The list of chats, who is there and who writes; what is recalled; and how events are told.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flush } from './support/clock.mjs';
import { scene } from './support/scene.mjs';

const names = (s) => s.client.chats.map(({ usif }) => usif);
const contents = (chat) => chat.messages.map(({ content }) => content);
const lists = (s) => s.platform.gets.filter(({ path }) => path.startsWith('/api/chats?'));

/** Live, with `count` chats; in each a message, the last in the last. */
async function listing(t, count, options) {
  const s = scene(t, options);
  for (let i = 0; i < count; i++) {
    s.server.putChat(`b${i}`);
    s.server.post(`b${i}`, 'v');
    await s.clock.pass(10);
  }
  await s.live();
  return s;
}

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
  test(`a chat far down the list is whole where it is opened ${when}, and named once the list comes to it`, async (t) => {
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

// An open chat.

test('an opened chat has its newest fifty, and older brings more', async (t) => {
  const s = scene(t);
  s.server.putChat('b1');
  s.server.posts('b1', 'v', 120);
  await s.live();
  const chat = s.client.chat('b1');
  chat.open();
  await flush();
  assert.ok(chat.messages.length >= 50);
  assert.equal(chat.hasOlder, true);
  const both = [chat.older(), chat.older()];
  assert.deepEqual(await Promise.all(both), [true, true]);
  while (chat.hasOlder) {
    await chat.older();
  }
  assert.deepEqual(
    chat.messages.map(({ seq }) => seq),
    Array.from({ length: 120 }, (_, i) => i + 1),
  );
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

test('older that fails is rejected, and may be asked again', async (t) => {
  const s = scene(t);
  s.server.putChat('b1');
  s.server.posts('b1', 'v', 120);
  await s.live();
  const chat = s.client.chat('b1');
  s.hold('get');
  const failing = chat.older();
  s.platform.gets.slice(-1)[0].fail();
  await assert.rejects(failing, (error) => error.code === 0);
  s.go('get');
  assert.equal(await chat.older(), true);
});

test('a chat that is not open holds its newest fifty', async (t) => {
  const s = await listing(t, 1);
  for (let i = 0; i < 80; i++) {
    s.push(s.server.post('b0', 'v'));
  }
  const chat = s.client.chat('b0');
  assert.equal(chat.messages.length, 50);
  assert.equal(chat.last.seq, 81);
  assert.equal(chat.hasOlder, true);
  assert.equal(chat.unread, 81);
});

// Who is there, who writes.

test('presence comes by the list, by events, by asking, and by what people do', async (t) => {
  const s = scene(t);
  const { members } = s.server.putChat('b1', ['u', 'v', 'w']);
  members[1].online = 1;
  await s.live();
  assert.equal(s.client.isOnline('v'), true);
  assert.equal(s.client.isOnline('w'), false);
  assert.equal(s.client.isOnline('x'), undefined);
  s.told.length = 0;
  s.socket.say('offline', { user_id: 'v', role: 'doctor', at: 5 });
  s.socket.say('offline', { user_id: 'v', role: 'doctor', at: 5 });
  s.push(s.server.post('b1', 'w'));
  s.socket.say('online', { user_id: 'v', role: 'doctor', name: 'V', at: 6 });
  assert.deepEqual(
    s.of('presence').map(([{ user_id: id, online }]) => [id, online]),
    [
      ['v', false],
      ['w', true],
      ['v', true],
    ],
  );
  s.hold('get');
  const asked = s.client.presence(['x', 'a&b']);
  const [{ path, answer }] = s.platform.gets.slice(-1);
  assert.equal(path, '/api/presence?user_id=x&user_id=a%26b');
  answer({ users: [{ user_id: 'x', online: 1, since: 1 }, { user_id: 'a&b', online: 0, since: null }] });
  await asked;
  assert.equal(s.client.isOnline('x'), true);
  assert.equal(s.client.isOnline('a&b'), false);
});

test('the system and the user are nobody who comes online', async (t) => {
  const s = await listing(t, 1);
  s.push(s.server.post('b0', 'system'));
  s.push(s.server.post('b0', 'u'));
  assert.deepEqual(
    s.of('presence').filter(([{ user_id: id }]) => id !== 'v'),
    [],
  );
});

test('writing ends by itself, and by a message of the one who writes', async (t) => {
  const s = await listing(t, 1);
  const chat = s.client.chat('b0');
  const types = () => s.socket.say('typing', { usif: 'b0', user_id: 'v' });
  types();
  assert.deepEqual(chat.typing, ['v']);
  await s.clock.pass(3_000);
  types();
  await s.clock.pass(4_999);
  assert.deepEqual(chat.typing, ['v']);
  await s.clock.pass(1);
  assert.deepEqual(chat.typing, []);
  types();
  s.push(s.server.post('b0', 'v'));
  assert.deepEqual(chat.typing, []);
  assert.deepEqual(s.of('typing')[0], ['v', chat]);
});

test('writing goes on over a message of another, and still ends', async (t) => {
  const s = await listing(t, 1);
  const chat = s.client.chat('b0');
  s.socket.say('typing', { usif: 'b0', user_id: 'v' });
  chat.send('mine');
  await flush();
  assert.deepEqual(chat.typing, ['v']);
  await s.clock.pass(5_000);
  assert.deepEqual(chat.typing, []);
});

test('the own writing is told at most every two seconds, and not offline', async (t) => {
  const s = await listing(t, 1);
  const chat = s.client.chat('b0');
  const told = () => s.socket.frames('typing').length;
  chat.writing();
  chat.writing();
  await s.clock.pass(1_900);
  chat.writing();
  assert.equal(told(), 1);
  await s.clock.pass(200);
  chat.writing();
  assert.equal(told(), 2);
  s.socket.drop();
  await s.clock.pass(1);
  chat.writing();
  assert.equal(told(), 2);
});

// Recalls and erasures.

test('a recall keeps the place and takes the content, for all', async (t) => {
  const s = await listing(t, 1);
  const chat = s.client.chat('b0');
  chat.send('mine');
  await flush();
  await chat.recall(chat.last.id);
  assert.deepEqual([chat.last.recalled, chat.last.content, chat.last.seq], [1, null, 2]);
  s.socket.say('recall', s.server.recall('b0', 1));
  assert.deepEqual(contents(chat), [null, null]);
  assert.deepEqual(
    s.of('recall').map(([{ seq }]) => seq),
    [2, 1],
  );
});

test('a recall that is refused is rejected with the code', async (t) => {
  const s = await listing(t, 1);
  s.hold('recall');
  const recalled = s.client.chat('b0').recall('b0.1.0');
  const [{ ref }] = s.socket.frames('recall');
  s.socket.say('error', { action: 'recall', usif: 'b0', retryable: 0 }, { errcode: 40302, errmsg: 'late', ref });
  await assert.rejects(recalled, (error) => error instanceof Error && error.code === 40302);
  assert.deepEqual(s.of('error'), []);
});

test('a recall is rejected offline, while connecting, at a break, and without an answer', async (t) => {
  const s = scene(t);
  s.server.putChat('b0');
  s.server.post('b0', 'u');
  const recall = () => assert.rejects(s.client.chat('b0').recall('b0.1.0'), (error) => error.code === 0);
  await recall();
  s.client.connect();
  await recall();
  await flush();
  await recall();
  assert.equal(s.client.state, 'connecting', 'it breaks nothing');
  await s.accepted();
  s.hold('recall');
  const broken = recall();
  s.socket.drop();
  await broken;
  await s.back();
  const silent = recall();
  await s.clock.pass(15_000);
  await silent;
  assert.equal(s.client.state, 'live');
});

test('erased messages keep their place', async (t) => {
  const s = await listing(t, 1);
  s.push(s.server.post('b0', 'v'));
  s.socket.say('erase', s.server.erase('b0', [1]));
  const chat = s.client.chat('b0');
  assert.deepEqual(contents(chat), [null, 'm2']);
  assert.equal(chat.messages[0].erased, 1);
  assert.deepEqual(s.of('erase')[0][0].seqs, [1]);
});

// How events are told.

test('a listener that throws is reported, and harms no other', async (t) => {
  const s = await listing(t, 1);
  const reported = t.mock.method(console, 'error', () => {});
  s.client.on('message', () => {
    throw new Error('the page is broken');
  });
  const after = [];
  s.client.on('message', ({ seq }) => after.push(seq));
  s.push(s.server.post('b0', 'v'));
  s.push(s.server.post('b0', 'v'));
  assert.deepEqual(after, [2, 3]);
  assert.equal(reported.mock.callCount(), 2);
  assert.equal(s.client.chat('b0').messages.length, 3);
});

test('a listener is told until it is ended, also where it ends itself', async (t) => {
  const s = await listing(t, 1);
  const told = [];
  const end = s.client.on('message', ({ seq }) => {
    told.push(seq);
    end();
  });
  const other = s.client.on('message', ({ seq }) => told.push(-seq));
  s.push(s.server.post('b0', 'v'));
  s.push(s.server.post('b0', 'v'));
  other();
  s.push(s.server.post('b0', 'v'));
  assert.deepEqual(told, [2, -2, -3]);
});

test('a listener that listens anew is told of what comes next', async (t) => {
  const s = await listing(t, 1);
  const told = [];
  let end;
  const listen = ({ seq }) => {
    told.push(seq);
    end();
    if (told.length < 10) {
      end = s.client.on('message', listen);
    }
  };
  end = s.client.on('message', listen);
  s.push(s.server.post('b0', 'v'));
  s.push(s.server.post('b0', 'v'));
  assert.deepEqual(told, [2, 3]);
});

test('change is told once for all that came together', async (t) => {
  const s = await listing(t, 3);
  await s.clock.pass(10);
  s.told.length = 0;
  s.push(s.server.post('b0', 'v'));
  s.push(s.server.post('b0', 'v'));
  s.push(s.server.post('b2', 'v'));
  s.socket.say('typing', { usif: 'b2', user_id: 'v' });
  assert.deepEqual(s.of('change'), []);
  await s.clock.pass(10);
  assert.equal(s.of('change').length, 1);
  assert.deepEqual(
    s.of('change')[0][0].map(({ usif }) => usif),
    ['b0', 'b2'],
  );
});

test('every state is a change', async (t) => {
  const s = await listing(t, 1);
  await s.clock.pass(10);
  s.told.length = 0;
  s.socket.drop();
  await s.clock.pass(0);
  assert.equal(s.of('change').length, 1);
});

test('notices and errors are told, and what is not known is nothing', async (t) => {
  const s = await listing(t, 1);
  s.socket.say('notice', { id: 'n1', type: 'system', content: 'soon', created_at: 1 });
  assert.equal(s.of('notice')[0][0].content, 'soon');
  s.socket.say('error', { action: 'typing', usif: 'b0', retryable: 0 }, { errcode: 40301, errmsg: 'closed' });
  assert.deepEqual(s.of('error')[0][0], { code: 40301, message: 'closed' });
  s.socket.say('from the future', { usif: 'b0', field: 1 });
  s.socket.say('from the future', null);
  assert.equal(s.client.state, 'live');
});
