// What is wrong while nothing comes: it is said within ten seconds, and ends when all is well again.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { web } from '../chathub.js';
import { flush } from './support/clock.mjs';
import { scene } from './support/scene.mjs';
import { chatting, contents, pushes } from './support/sender.mjs';

const reasons = (s) => s.of('error').map(([{ reason }]) => reason);

test('a push without an answer for five seconds looks whether the connection lives', async (t) => {
  const s = await chatting(t);
  s.hold('push', 'ping');
  s.chat.send('a');
  await s.clock.pass(4_999);
  assert.equal(s.socket.frames('ping').length, 0);
  assert.equal(s.client.why, null);
  await s.clock.pass(1);
  assert.equal(s.socket.frames('ping').length, 1);
  assert.deepEqual([s.client.why.reason, reasons(s)], ['silent', ['silent']]);
  await s.clock.pass(5_000);
  assert.equal(s.socket.isClosed, true);
  assert.ok(s.states.includes('waiting'));
  assert.equal(s.client.why.reason, 'silent');
  s.go('push', 'ping');
  await s.clock.pass(1_000);
  assert.deepEqual([s.client.state, s.client.why.reason], ['connecting', 'silent'], 'until it is well again');
  await s.accepted();
  await flush();
  assert.deepEqual([s.client.state, s.client.why], ['live', null]);
  assert.deepEqual(contents(s.chat.messages), ['a']);
  assert.deepEqual(reasons(s), ['silent'], 'told once');
});

test('a hub that is slow with a push and lives is not left', async (t) => {
  const s = await chatting(t);
  s.hold('push');
  s.chat.send('a');
  await s.clock.pass(14_000);
  assert.deepEqual([s.client.state, s.client.why], ['live', null]);
  assert.equal(s.socket.isClosed, false);
  assert.equal(pushes(s).length, 1);
});

test('a push behind a large answer waits for that', async (t) => {
  const s = await chatting(t);
  s.hold('push', 'ping', 'reconnect');
  s.chat.open();
  s.chat.send('a');
  await s.clock.pass(14_000);
  assert.equal(s.client.state, 'live');
  assert.equal(s.client.why.reason, 'silent');
});

for (const [what, answer] of [
  ['takes the header away', (asked) => asked.answer({ errcode: 40100, errmsg: 'no token' }, 401)],
  ['has a page of its own', (asked) => asked.answer('<html>', 200)],
  ['is no hub', (asked) => asked.answer(null, 404)],
  ['has no list', (asked) => asked.answer({}, 200)],
  ['is in no list of domains', (asked) => asked.fail({ message: 'url not in domain list' })],
]) {
  test(`where the socket works and HTTP ${what}, it is said, and live once it works`, async (t) => {
    const s = scene(t);
    s.hold('get');
    s.client.connect();
    await s.accepted();
    answer(s.platform.gets[0]);
    await flush();
    assert.deepEqual([s.client.state, s.client.why.reason, reasons(s)], ['syncing', 'http', ['http']]);
    assert.notEqual(s.client.why.message, '');
    for (let i = 0; i < 5; i++) {
      await s.clock.pass(10_000);
      answer(s.platform.gets[s.platform.gets.length - 1]);
      await flush();
    }
    assert.deepEqual([s.client.state, reasons(s)], ['syncing', ['http']]);
    s.socket.say('pong', { server_time: Date.now() });
    assert.equal(s.client.why.reason, 'http', 'the socket works');
    s.go('get');
    await s.clock.pass(10_000);
    assert.deepEqual([s.client.state, s.client.why], ['live', null]);
  });
}

test('HTTP that says nothing is said, too', async (t) => {
  const s = scene(t);
  s.hold('get');
  s.client.connect();
  await s.accepted();
  await s.clock.pass(5_000);
  assert.deepEqual([s.client.state, s.client.why.reason], ['syncing', 'http']);
});

test('a connection that does not come about is said', async (t) => {
  const s = scene(t);
  s.client.connect();
  await s.clock.pass(5_000);
  assert.deepEqual([s.client.state, s.client.why.reason, reasons(s)], ['connecting', 'silent', ['silent']]);
});

// Whether the device has a network.

/** Live on a device that knows of its network. */
async function onNetwork(t) {
  const s = scene(t);
  s.isOnline = true;
  s.platform.isOnline = () => s.isOnline;
  s.server.putChat('b1');
  await s.live();
  return s;
}

test('a device that loses its network says so at once, and looks whether the connection lives', async (t) => {
  const s = await onNetwork(t);
  s.hold('ping');
  s.isOnline = false;
  s.platform.life.wake();
  assert.deepEqual([s.client.state, s.client.why.reason], ['live', 'offline']);
  assert.deepEqual(reasons(s), [], 'nothing that a developer could mend');
  await s.clock.pass(5_000);
  assert.ok(s.states.includes('waiting'));
  assert.equal(s.client.why.reason, 'offline');
});

test('a device that is wrong about its network goes on', async (t) => {
  const s = await onNetwork(t);
  s.isOnline = false;
  s.platform.life.wake();
  await s.clock.pass(5_000);
  assert.deepEqual([s.client.state, s.client.why], ['live', null]);
});

test('without a network a wait is not cut short, and with it is', async (t) => {
  const s = await onNetwork(t);
  t.mock.method(Math, 'random', () => 1);
  s.isOnline = false;
  s.socket.drop();
  assert.deepEqual([s.client.state, s.client.why.reason], ['waiting', 'offline']);
  s.platform.life.wake();
  assert.equal(s.client.state, 'waiting');
  s.isOnline = true;
  s.platform.life.wake();
  assert.equal(s.client.state, 'connecting');
});

test('without a network a want of a token and a bad address are what they are', async (t) => {
  for (const [options, reason] of [
    [{ token: () => null }, 'noToken'],
    [{ url: 'a.test' }, 'url'],
  ]) {
    const s = scene(t, options);
    s.platform.isOnline = () => false;
    s.client.connect();
    await flush();
    assert.equal(s.client.why.reason, reason);
  }
});

test('a browser says whether it is online', (t) => {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  t.after(() =>
    before ? Object.defineProperty(globalThis, 'navigator', before) : delete globalThis.navigator,
  );
  const set = (value) => Object.defineProperty(globalThis, 'navigator', { configurable: true, value });
  const { isOnline } = web({});
  for (const [navigator, expected] of [
    [{ onLine: true }, true],
    [{ onLine: false }, false],
    [{}, true],
    [undefined, true],
  ]) {
    set(navigator);
    assert.equal(isOnline(), expected);
  }
});
