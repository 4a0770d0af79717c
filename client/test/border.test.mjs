// What comes from outside is looked at first: the address, the token, storage, callbacks of a phone,
// frames, the clock. What is none is passed over, and the developer is told.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createChathub, wechat } from '../chathub.js';
import { flush, startClock } from './support/clock.mjs';
import { FakePlatform, FakeStorage, PlainStorage } from './support/fake-platform.mjs';
import { HEARTBEAT_MS, scene } from './support/scene.mjs';
import { chatting, contents, prepared, pushes } from './support/sender.mjs';

const HOUR_MS = 3_600_000;
const reasons = (s) => s.of('error').map(([{ reason }]) => reason);

// The address.

for (const [url, opened] of [
  ['ws://a.test', 'ws://a.test/ws?from=fake'],
  ['wss://a.test/hub/', 'wss://a.test/hub/ws?from=fake'],
  ['HTTPS://a.test:8443//', 'wss://a.test:8443/ws?from=fake'],
  ['https://a.test/hub?x=1#top', 'wss://a.test/hub/ws?from=fake'],
  [new URL('http://a.test/'), 'ws://a.test/ws?from=fake'],
]) {
  test(`the address ${url} is one`, async (t) => {
    const s = scene(t, { url });
    s.client.connect();
    await flush();
    assert.equal(new URL(s.socket.url).href, opened);
  });
}

for (const url of ['a.test', '//a.test', '/hub', 'ftp://a.test', 'https://', 'https://a b', '', null, 42, {}]) {
  test(`an address that is none (${url}) is told, and nothing hangs`, async (t) => {
    const s = scene(t, { url });
    s.client.connect();
    await flush();
    assert.deepEqual([s.client.state, s.client.why.reason], ['failed', 'url']);
    assert.deepEqual(reasons(s), ['url']);
    assert.equal(s.platform.sockets.length, 0);
  });
}

// The token.

for (const token of [{ token: 't' }, 42, true, ['t'], Symbol('t'), () => 't']) {
  test(`a token that is no text (${typeof token}) ends in signedOut, and is told`, async (t) => {
    const s = scene(t, { token: () => token });
    s.client.connect();
    await flush();
    assert.deepEqual([s.client.state, s.client.why.reason], ['signedOut', 'token']);
    assert.deepEqual(reasons(s), ['token']);
  });
}

test('no token is no error', async (t) => {
  const s = scene(t, { token: () => undefined });
  s.client.connect();
  await flush();
  assert.deepEqual([s.client.state, s.client.why.reason, reasons(s)], ['signedOut', 'noToken', []]);
});

for (const token of [undefined, 'a token', () => Promise.reject(), () => Promise.reject(new Error('down'))]) {
  test(`a callback that gives no token for an error of its own (${token}) is told once, and asked again`, async (t) => {
    const s = scene(t, { token });
    s.client.connect();
    await s.clock.pass(5_000);
    assert.ok(s.states.filter((state) => state === 'waiting').length > 1);
    assert.deepEqual([s.client.why.reason, reasons(s)], ['token', ['token']]);
  });
}

// Storage.

const ITEM = { user: 'u', cid: 'c1', usif: 'b1', type: 'text', content: 'kept', state: 'sending', error: null };
const GARBAGE = [
  '{}',
  'null',
  '5',
  '"x"',
  '[1, null, "x", [], {}]',
  '[{"cid": 1}]',
  '{not json',
  JSON.stringify([{ ...ITEM, usif: {} }]),
  JSON.stringify([{ ...ITEM, at: 'yesterday' }]),
  JSON.stringify([{ ...ITEM, at: 1, user: null }]),
];

for (const [index, garbage] of GARBAGE.entries()) {
  for (const Storage of [FakeStorage, PlainStorage]) {
    for (const key of ['chathub.outbox', 'chathub.outbox.c1']) {
      test(`garbage in storage is passed over (${index}, ${Storage.name}, ${key})`, async (t) => {
        const storage = new Storage();
        storage.setItem(key, garbage);
        const s = await chatting(t, { storage });
        assert.equal(s.client.state, 'live');
        assert.deepEqual(s.chat.outbox, []);
        s.hold('push');
        s.chat.send('mine');
        const next = prepared(t, { clock: s.clock, server: s.server, storage });
        await next.live();
        await flush();
        assert.deepEqual(contents(s.server.chats.get('b1').log), ['mine']);
      });
    }
  }
}

test('an item of which only the rest is sound is shown as one that failed', async (t) => {
  const storage = new FakeStorage();
  storage.setItem('chathub.outbox.c1', JSON.stringify({ ...ITEM, at: 0, state: 7 }));
  storage.setItem('chathub.outbox.c2', JSON.stringify({ ...ITEM, at: 1e300, state: 'failed', error: true }));
  const s = await chatting(t, { storage });
  assert.deepEqual(
    s.chat.outbox.map(({ state }) => state),
    ['failed', 'failed'],
  );
  s.chat.outbox.slice().forEach(({ cid }) => s.chat.discard(cid));
  assert.deepEqual(storage.items, []);
});

for (const name of ['getItem', 'setItem', 'removeItem', 'key', 'length']) {
  for (const thrown of [new Error('denied'), undefined]) {
    test(`a storage whose ${name} throws ${thrown} keeps nothing from being sent, and is told`, async (t) => {
      const storage = new FakeStorage();
      storage.setItem('of somebody else', '{');
      const fail = () => {
        throw thrown;
      };
      Object.defineProperty(storage, name, name === 'length' ? { get: fail } : { value: fail });
      const s = await chatting(t, { storage });
      s.chat.send('a');
      await flush();
      s.chat.send('b');
      await flush();
      assert.deepEqual(contents(s.chat.messages), ['a', 'b']);
      assert.deepEqual(s.chat.outbox, []);
      assert.ok(reasons(s).every((reason) => reason === 'storage'));
      assert.ok(reasons(s).length > 0);
    });
  }
}

for (const storage of [{}, 42, 'x', true, { getItem: 1, setItem: 2 }]) {
  test(`a storage that is none (${JSON.stringify(storage)}) harms nothing`, async (t) => {
    const s = await chatting(t, { storage });
    s.chat.send('a');
    await flush();
    assert.deepEqual(contents(s.chat.messages), ['a']);
  });
}

test('what an earlier version kept in a storage that removes nothing is sent once', async (t) => {
  const storage = new FakeStorage();
  storage.removeItem = () => {
    throw new Error('denied');
  };
  storage.setItem('chathub.outbox', JSON.stringify([{ ...ITEM, at: 1_767_225_600_000 }]));
  const s = await chatting(t, { storage });
  await flush();
  assert.deepEqual(contents(s.chat.messages), ['kept']);
  assert.ok(reasons(s).includes('storage'));
});

// What a phone hands to callbacks.

const NOTHINGS = [[], [undefined], [null], [0], ['x'], [{}]];

/** A `wx` whose callbacks the test calls. */
function phone() {
  const on = {};
  const listen = (name) => (listener) => (on[name] = listener);
  return {
    on,
    wx: {
      connectSocket: (options) => {
        on.failed = options.fail;
        return {
          onOpen: listen('open'),
          onMessage: listen('message'),
          onClose: listen('close'),
          onError: listen('error'),
          send: ({ fail }) => (on.notSent = fail),
          close() {},
        };
      },
      request: (options) => (on.request = options),
      getStorageSync: () => '',
      setStorageSync() {},
      onAppHide: listen('hide'),
      onAppShow: listen('show'),
      onNetworkStatusChange: listen('network'),
    },
  };
}

for (const name of ['close', 'error', 'failed', 'notSent']) {
  for (const args of NOTHINGS) {
    test(`a phone that tells ${name} with ${JSON.stringify(args)} ends the connection`, async (t) => {
      startClock(t);
      const { wx, on } = phone();
      const client = createChathub({ url: 'https://a.test', token: () => 't', platform: wechat(wx) });
      client.connect();
      await flush();
      on.open(...args);
      on.message({
        data: JSON.stringify({ msgType: 'ready', data: { user_id: 'u', server_time: Date.now() } }),
      });
      assert.equal(client.state, 'syncing');
      client.chat('b1').send('x');
      on[name](...args);
      assert.deepEqual([client.state, client.why.reason], ['waiting', 'lost']);
      client.close();
    });
  }
}

for (const args of NOTHINGS) {
  test(`a phone that tells all else with ${JSON.stringify(args)} breaks nothing`, async (t) => {
    const clock = startClock(t);
    const { wx, on } = phone();
    const client = createChathub({ url: 'https://a.test', token: () => 't', platform: wechat(wx) });
    client.connect();
    await flush();
    on.message(...args);
    on.message({
      data: JSON.stringify({ msgType: 'ready', data: { user_id: 'u', server_time: Date.now() } }),
    });
    on.message(...args);
    on.network(...args);
    on.message({ data: '{"msgType": "pong"}' });
    on.request.success(...args);
    await flush();
    assert.deepEqual([client.state, client.why.reason], ['syncing', 'http']);
    await clock.pass(10_000);
    on.request.fail(...args);
    await flush();
    await clock.pass(10_000);
    on.hide(...args);
    on.show(...args);
    on.request.success({ statusCode: 200, data: { chats: [], cursor: null } });
    await flush();
    assert.deepEqual([client.state, client.why], ['live', null]);
    client.close();
  });
}

// Frames.

const FRAMES = [
  'not json',
  '',
  'null',
  '5',
  '[]',
  '{}',
  '{"msgType": "push"}',
  '{"msgType": "push", "data": {"usif": "b1"}}',
  '{"msgType": "push", "data": {"usif": "b1", "id": "x", "from": "v", "seq": "5"}}',
  '{"msgType": "push", "data": {"usif": "b1", "id": 5, "from": "v", "seq": 5}}',
  '{"msgType": "push", "data": {"usif": "b1", "id": "x", "seq": 5}}',
  '{"msgType": "pushback", "data": {"usif": "b1"}}',
  '{"msgType": "pushback", "errcode": 42900, "data": {"usif": "b1", "retry_after_ms": "soon"}}',
  '{"msgType": "read", "data": {"usif": "b1"}}',
  '{"msgType": "read", "data": {"usif": "b1", "reader": "u", "seq": "x"}}',
  '{"msgType": "erase", "data": {"usif": "b1"}}',
  '{"msgType": "recall", "data": {"usif": "b1"}}',
  '{"msgType": "chat", "data": {"usif": "b1"}}',
  '{"msgType": "online", "data": null}',
  '{"msgType": "offline"}',
  '{"msgType": "pong"}',
  '{"msgType": "pong", "data": {"server_time": "noon"}}',
  '{"msgType": "error"}',
  '{"msgType": "bye"}',
  '{"msgType": "bye", "data": {"code": "x", "retry_after_ms": -5}}',
  '{"msgType": "fail"}',
  '{"msgType": "reconnect"}',
  '{"msgType": "__proto__", "data": {"usif": "__proto__"}}',
  '{"msgType": "toString", "data": {"usif": "b1"}}',
  undefined,
  null,
  5,
  new ArrayBuffer(2),
];

for (const [index, frame] of FRAMES.entries()) {
  test(`a frame that lacks what it needs harms nothing (${index}: ${frame})`, async (t) => {
    const s = await chatting(t);
    s.socket.on.message(frame);
    assert.equal(s.client.state, 'live');
    assert.deepEqual([s.chat.messages, s.chat.typing, s.chat.state], [[], [], 'open']);
    assert.ok(Math.abs(s.client.now() - Date.now()) < 1);
    s.push(s.server.post('b1', 'v'));
    s.chat.send('mine');
    await flush();
    await flush();
    assert.deepEqual(contents(s.chat.messages), ['m1', 'mine']);
    assert.equal(s.chat.unread, 1);
  });
}

test('a frame that is not understood is told', async (t) => {
  const s = await chatting(t);
  s.socket.on.message('not json');
  assert.deepEqual(reasons(s), ['frame']);
  assert.equal(s.client.why, null);
});

for (const meta of [undefined, {}, { chats: [null] }, { chats: [{ usif: 'b1' }] }]) {
  test(`an answer that lacks what it needs is asked for again (${JSON.stringify(meta)})`, async (t) => {
    const s = await chatting(t);
    s.server.post('b1', 'v');
    s.hold('reconnect');
    s.chat.open();
    const [{ ref }] = s.socket.frames('reconnect');
    s.socket.say('reconnect', [null, {}], { ref, meta });
    assert.deepEqual([s.client.state, s.client.why.reason], ['waiting', 'frame']);
    s.go('reconnect');
    await s.back();
    assert.deepEqual(contents(s.chat.messages), ['m1']);
    assert.equal(s.client.state, 'live');
  });
}

test('a ready without its numbers is one all the same', async (t) => {
  const s = prepared(t, {});
  s.client.connect();
  const none = { heartbeat_ms: undefined, server_time: 'x', max_content_bytes: null };
  await s.accepted(none);
  await flush();
  assert.equal(s.client.state, 'live');
  await s.clock.pass(HEARTBEAT_MS - 1);
  assert.equal(s.socket.frames('ping').length, 0);
  assert.equal(s.client.now(), Date.now());
  assert.equal(s.chat.send('x').state, 'sending');
});

test('a platform that rejects with nothing is one that has no answer', async (t) => {
  const s = scene(t);
  s.hold('get');
  s.client.connect();
  await s.accepted();
  s.platform.gets[0].fail(undefined);
  await flush();
  assert.equal(s.client.why.reason, 'http');
});

// The device's clock.

/** From now on the device's clock is off by so much, and the hub's is not. */
function jump(t, s, ms) {
  const right = Date.now;
  t.mock.method(Date, 'now', () => right() + ms);
  const { reply, ready } = s;
  s.reply = (socket, frame) =>
    frame.action === 'ping' ? socket.say('pong', { server_time: right() }) : reply.call(s, socket, frame);
  s.ready = (more) => ready.call(s, { server_time: right(), ...more });
  return right;
}

for (const ms of [25 * HOUR_MS, -25 * HOUR_MS]) {
  test(`a clock that jumps by ${ms / HOUR_MS} h makes no message too old`, async (t) => {
    const s = await chatting(t);
    s.socket.drop();
    s.chat.send('a');
    jump(t, s, ms);
    await s.back();
    await flush();
    assert.deepEqual(contents(s.chat.messages), ['a']);
  });

  test(`a clock that jumps by ${ms / HOUR_MS} h is put right by the next pong`, async (t) => {
    const s = await chatting(t);
    const right = jump(t, s, ms);
    await s.clock.pass(HEARTBEAT_MS);
    assert.equal(s.client.now(), right());
  });

  test(`a clock that jumps by ${ms / HOUR_MS} h keeps nobody from being seen to write`, async (t) => {
    const s = await chatting(t);
    s.chat.writing();
    jump(t, s, ms);
    await s.clock.pass(2_000);
    s.chat.writing();
    assert.equal(s.socket.frames('typing').length, 2);
  });
}

test('a clock that is set back makes no message younger', async (t) => {
  const s = await chatting(t);
  s.client.close();
  const item = s.chat.send('a');
  await s.clock.pass(25 * HOUR_MS);
  jump(t, s, -20 * HOUR_MS);
  await s.back();
  await flush();
  assert.equal(item.state, 'failed');
  assert.deepEqual(pushes(s), []);
});

test('the platform of a page is asked whether it is online only where it can say', async (t) => {
  startClock(t);
  const platform = new FakePlatform();
  const client = createChathub({ token: () => 't', platform });
  client.connect();
  await flush();
  platform.socket.drop();
  assert.equal(client.why.reason, 'lost');
  client.close();
});
