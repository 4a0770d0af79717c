// Who is there and who writes; what is recalled; and how events are told.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flush } from './support/clock.mjs';
import { contents, listing, scene } from './support/scene.mjs';

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
  const data = { action: 'recall', usif: 'b0', retryable: 0 };
  s.socket.say('error', data, { errcode: 40302, errmsg: 'late', ref });
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

test('opening a chat is a change of it, offline, too', async (t) => {
  const s = scene(t);
  s.server.putChat('b1');
  await s.live();
  s.client.close();
  await s.clock.pass(10);
  s.told.length = 0;
  const chat = s.client.chat('b1');
  chat.open();
  await s.clock.pass(10);
  assert.deepEqual(s.of('change').map(([chats]) => chats), [[chat]]);
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
