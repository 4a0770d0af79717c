// When the client tries again, and how it knows that a connection is dead.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flush } from './support/clock.mjs';
import { HEARTBEAT_MS, scene } from './support/scene.mjs';

// When it tries again.

async function waits(t, random, rounds) {
  const s = scene(t);
  t.mock.method(Math, 'random', () => random);
  s.client.connect();
  const found = [];
  for (let round = 0; round < rounds; round++) {
    await flush();
    s.socket.drop();
    found.push(s.client.why.retryAt - Date.now());
    await s.clock.pass(found[round] - 1);
    assert.equal(s.client.state, 'waiting', 'not before its time');
    await s.clock.pass(1);
    assert.equal(s.client.state, 'connecting');
  }
  return found;
}

test('the waits double from one second on up to thirty', async (t) => {
  const found = await waits(t, 1, 8);
  assert.deepEqual(found, [1, 2, 4, 8, 16, 30, 30, 30].map((s) => 1_000 * s));
});

test('the whole of a wait is left to chance', async (t) => {
  assert.deepEqual(await waits(t, 0.5, 3), [500, 1_000, 2_000]);
  const s = scene(t);
  t.mock.method(Math, 'random', () => 0);
  s.client.connect();
  await flush();
  s.socket.drop();
  assert.equal(s.client.why.retryAt, Date.now());
});

test('a connection that held ends the row of failures, a short one does not', async (t) => {
  const s = scene(t);
  t.mock.method(Math, 'random', () => 1);
  const broken = async (heldMs) => {
    await s.accepted();
    await s.clock.pass(heldMs);
    s.socket.drop();
    const wait = s.client.why.retryAt - Date.now();
    await s.clock.pass(wait);
    return wait;
  };
  s.client.connect();
  assert.equal(await broken(5_000), 1_000);
  assert.equal(await broken(5_000), 2_000);
  assert.equal(await broken(5_000), 4_000);
  assert.equal(await broken(20_000), 1_000);
});

test('the time that the hub says is waited for, and chance comes on top', async (t) => {
  const s = scene(t);
  t.mock.method(Math, 'random', () => 0.5);
  await s.live();
  s.socket.say('bye', { code: 1012, reason: 'drain', retry_after_ms: 8_000 });
  s.socket.drop(1012);
  assert.equal(s.client.why.retryAt - Date.now(), 8_500);
  s.platform.life.wake();
  await s.clock.pass(8_000);
  assert.equal(s.client.state, 'waiting', 'waking does not shorten it');
  await s.clock.pass(500);
  assert.equal(s.client.state, 'connecting');
});

test('the time that the hub says is waited for in the background, too, and after', async (t) => {
  const s = scene(t);
  t.mock.method(Math, 'random', () => 0.5);
  await s.live();
  s.socket.say('bye', { code: 1012, reason: 'drain', retry_after_ms: 60_000 });
  s.socket.drop(1012);
  await s.clock.pass(10_000);
  s.platform.life.hide();
  await s.clock.pass(10_000);
  s.platform.life.show();
  await s.clock.pass(40_000);
  assert.equal(s.client.state, 'waiting');
  assert.equal(s.platform.sockets.length, 1);
  await s.clock.pass(500);
  assert.equal(s.client.state, 'connecting');
  await s.accepted();
  s.platform.life.hide();
  assert.equal(s.client.state, 'asleep', 'the next time it sleeps again');
});

test('what was asked for when it broke does not shorten the wait, nor lengthen the next', async (t) => {
  const s = scene(t);
  t.mock.method(Math, 'random', () => 1);
  s.server.putChat('b1');
  await s.live();
  s.hold('reconnect');
  s.client.chat('b1').open();
  s.socket.say('bye', { code: 1012, reason: 'drain', retry_after_ms: 8_000 });
  s.told.length = 0;
  s.socket.drop(1012);
  assert.deepEqual(s.states, ['waiting']);
  assert.equal(s.client.why.retryAt - Date.now(), 9_000);
  assert.equal(s.client.why.code, 1012);
});

test('closing while something is asked for is told once', async (t) => {
  const s = scene(t);
  s.server.putChat('b1');
  await s.live();
  s.hold('reconnect');
  s.client.chat('b1').open();
  s.told.length = 0;
  s.client.close();
  assert.deepEqual(s.states, ['idle']);
});

test('connect ends a wait, whoever asked for it', async (t) => {
  const s = scene(t);
  await s.live();
  s.socket.say('bye', { code: 1012, reason: 'drain', retry_after_ms: 60_000 });
  s.socket.drop(1012);
  s.client.connect();
  await s.accepted();
  assert.equal(s.client.state, 'live');
});

// Whether the connection lives.

test('after a silence as long as the heartbeat it pings, and hears', async (t) => {
  const s = scene(t);
  await s.live();
  await s.clock.pass(HEARTBEAT_MS - 1);
  assert.equal(s.socket.frames('ping').length, 0);
  await s.clock.pass(1);
  assert.equal(s.socket.frames('ping').length, 1);
  await s.clock.pass(10 * HEARTBEAT_MS);
  assert.equal(s.client.state, 'live');
});

test('whatever comes puts the ping off', async (t) => {
  const s = scene(t);
  await s.live();
  await s.clock.pass(HEARTBEAT_MS - 1);
  s.socket.say('something', {});
  await s.clock.pass(HEARTBEAT_MS - 1);
  assert.equal(s.socket.frames('ping').length, 0);
});

test('a ping that nothing answers within ten seconds ends the connection', async (t) => {
  const s = scene(t);
  await s.live();
  s.hold('ping');
  await s.clock.pass(HEARTBEAT_MS + 9_999);
  assert.equal(s.client.state, 'live');
  await s.clock.pass(1);
  assert.equal(s.client.state, 'waiting');
  assert.ok(s.socket.isClosed);
});

test('a ping that anything answers keeps it', async (t) => {
  const s = scene(t);
  await s.live();
  s.hold('ping');
  await s.clock.pass(HEARTBEAT_MS + 9_999);
  s.socket.say('offline', { user_id: 'v', role: 'member', at: 1 });
  await s.clock.pass(9_999);
  assert.equal(s.client.state, 'live');
});

test('a connection that never says ready is given up after 15 seconds', async (t) => {
  const s = scene(t);
  s.client.connect();
  await s.clock.pass(14_999);
  s.socket.accept();
  assert.equal(s.client.state, 'connecting');
  await s.clock.pass(1);
  assert.equal(s.client.state, 'waiting');
});

test('waking looks at once whether the connection lives', async (t) => {
  const s = scene(t);
  await s.live();
  s.hold('ping');
  s.platform.life.wake();
  assert.equal(s.socket.frames('ping').length, 1);
  await s.clock.pass(5_000);
  assert.equal(s.client.state, 'waiting');
});

test('waking ends a wait that the hub did not ask for', async (t) => {
  const s = scene(t);
  t.mock.method(Math, 'random', () => 1);
  await s.live();
  s.socket.drop();
  s.platform.life.wake();
  assert.equal(s.client.state, 'connecting');
});

test('hidden it sleeps, shown it comes back, and closed it stays closed', async (t) => {
  const s = scene(t);
  await s.live();
  s.platform.life.hide();
  assert.equal(s.client.state, 'asleep');
  await s.clock.pass(600_000);
  assert.equal(s.platform.openSockets.length, 0);
  s.platform.life.show();
  await s.accepted();
  assert.equal(s.client.state, 'live');
  s.client.close();
  s.platform.life.hide();
  s.platform.life.show();
  s.platform.life.wake();
  assert.equal(s.client.state, 'idle');
});

test('closed it comes to rest', async (t) => {
  const s = scene(t);
  s.server.putChat('b1');
  await s.live();
  const chat = s.client.chat('b1');
  chat.open();
  s.hold('push');
  chat.send('x');
  s.socket.say('typing', { usif: 'b1', user_id: 'v' });
  s.push({ ...s.server.post('b1', 'v'), seq: 9 });
  chat.markRead();
  await flush();
  s.client.close();
  await s.clock.pass(60_000);
  assert.equal(s.clock.waiting, 0);
});

test('what the hub says its clock is', async (t) => {
  const s = scene(t);
  s.client.connect();
  await s.accepted({ server_time: Date.now() + 5_000 });
  assert.equal(s.client.now(), Date.now() + 5_000);
  assert.equal(s.client.user, 'u');
});
