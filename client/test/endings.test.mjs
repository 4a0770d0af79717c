// How a connection ends, and what the client makes of it; and the token that it asks for.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flush } from './support/clock.mjs';
import { HEARTBEAT_MS, scene } from './support/scene.mjs';

// How it ends: section 6 of the protocol.

const ENDINGS = {
  1000: 'idle',
  1001: 'waiting',
  1003: 'failed',
  1005: 'waiting',
  1006: 'waiting',
  1008: 'failed',
  1009: 'failed',
  1011: 'waiting',
  1012: 'waiting',
  1013: 'waiting',
  4401: 'waiting',
  4408: 'waiting',
  4409: 'replaced',
  4410: 'waiting',
};

for (const [code, state] of Object.entries(ENDINGS)) {
  test(`a close with ${code} leads to ${state}`, async (t) => {
    const s = scene(t);
    await s.live();
    s.socket.drop(Number(code), 'so it is');
    assert.equal(s.client.state, state);
    assert.equal(s.client.why.code, Number(code));
    const isAgain = state === 'waiting';
    await s.clock.pass(isAgain ? 1_000 : 60_000);
    assert.equal(s.platform.sockets.length, isAgain ? 2 : 1, 'it comes again, or stays away');
    assert.deepEqual(s.asked, code === '4401' || code === '4410' ? [0, Number(code)] : [0]);
  });
}

for (const [errcode, close] of [
  [40100, 4401],
  [40101, 4401],
  [40101, 1006],
]) {
  test(`a fail with ${errcode} and a close with ${close} ask for a new token`, async (t) => {
    const s = scene(t);
    s.client.connect();
    await flush();
    s.socket.accept();
    s.socket.say('fail', null, { errcode, errmsg: 'no', meta: { retryable: 0 } });
    s.socket.drop(close);
    assert.equal(s.client.state, 'waiting');
    await s.clock.pass(1_000);
    assert.deepEqual(s.asked, [0, 4401]);
    assert.equal(s.socket.token, 't2');
  });
}

test('a fail with 50300 keeps the token, and waits as long as the hub says', async (t) => {
  const s = scene(t);
  s.client.connect();
  await flush();
  s.socket.accept();
  const meta = { retryable: 1, retry_after_ms: 9_000 };
  s.socket.say('fail', null, { errcode: 50300, errmsg: 'store', meta });
  s.socket.drop(1013);
  assert.equal(s.client.why.code, 1013);
  await s.clock.pass(8_999);
  assert.equal(s.client.state, 'waiting');
  await s.clock.pass(1_001);
  assert.equal(s.client.state, 'connecting');
  assert.deepEqual(s.asked, [0]);
});

test('after a fail that no close follows it is given up', async (t) => {
  const s = scene(t);
  s.client.connect();
  await flush();
  s.socket.accept();
  s.socket.say('fail', null, { errcode: 50300, errmsg: 'store', meta: { retryable: 1 } });
  await s.clock.pass(15_000);
  assert.ok(s.states.includes('waiting'));
});

test('a bye counts where the platform knows no code', async (t) => {
  const s = scene(t);
  await s.live();
  s.socket.say('bye', { code: 4409, reason: 'replaced' });
  s.socket.drop(1006);
  assert.equal(s.client.state, 'replaced');
  assert.equal(s.client.why.code, 4409);
});

for (const [code, state, asked] of [
  [4409, 'replaced', [0]],
  [4410, 'connecting', [0, 4410]],
]) {
  test(`a bye with ${code} counts where no close follows`, async (t) => {
    const s = scene(t);
    await s.live();
    s.hold('ping');
    s.socket.say('bye', { code, reason: 'so it is' });
    s.told.length = 0;
    await s.clock.pass(HEARTBEAT_MS + 10_000 + 1_000);
    assert.equal(s.of('state')[0][1].code, code);
    assert.equal(s.client.state, state);
    assert.deepEqual(s.asked, asked);
  });
}

for (const errcode of [40100, 40101]) {
  test(`after a fail with ${errcode} that no close follows a new token is asked for`, async (t) => {
    const s = scene(t);
    s.client.connect();
    await flush();
    s.socket.accept();
    s.socket.say('fail', null, { errcode, errmsg: 'no', meta: { retryable: 0 } });
    await s.clock.pass(15_000 + 1_000);
    assert.deepEqual(s.asked, [0, 4401]);
    assert.equal(s.socket.token, 't2');
    await s.accepted();
    assert.equal(s.client.state, 'live');
  });
}

test('a bye of an earlier connection counts no more', async (t) => {
  const s = scene(t);
  await s.live();
  s.socket.say('bye', { code: 1012, reason: 'restart', retry_after_ms: 10 });
  s.socket.drop(1006);
  await s.clock.pass(2_000);
  await s.accepted();
  s.socket.drop(1006);
  assert.equal(s.client.why.code, 1006);
});

// The token.

test('the same token once more ends in signedOut', async (t) => {
  const s = scene(t, { token: () => 'same' });
  await s.live();
  s.socket.drop(4401);
  await s.clock.pass(1_000);
  assert.equal(s.client.state, 'signedOut');
  assert.equal(s.platform.sockets.length, 1);
});

for (const [what, token] of [
  ['rejects', () => Promise.reject(new Error('offline'))],
  ['rejects with nothing', () => Promise.reject()],
  [
    'throws',
    () => {
      throw new Error('offline');
    },
  ],
  ['hangs', () => new Promise(() => {})],
]) {
  test(`a token callback that ${what} is asked again`, async (t) => {
    let asked = 0;
    const s = scene(t, {
      token: (code) => {
        asked += 1;
        return asked > 1 ? `after ${code}` : token();
      },
    });
    s.client.connect();
    await s.clock.pass(15_000);
    assert.ok(s.states.includes('waiting'));
    await s.clock.pass(1_000);
    assert.equal(asked, 2);
    assert.equal(s.socket.token, 'after 0');
  });
}

test('a token that comes too late is not used', async (t) => {
  let give;
  const s = scene(t, { token: () => new Promise((done) => (give = done)) });
  s.client.connect();
  await flush();
  s.client.close();
  give('late');
  await flush();
  assert.equal(s.platform.sockets.length, 0);
  assert.equal(s.client.state, 'idle');
});

test('what the platform cannot open fails for good', async (t) => {
  const s = scene(t);
  s.platform.refusal = new Error('not a token');
  s.client.connect();
  await flush();
  assert.equal(s.client.state, 'failed');
  await s.clock.pass(60_000);
  assert.equal(s.client.state, 'failed');
});

test('why says what was said', async (t) => {
  const s = scene(t);
  await s.live();
  s.socket.drop(4409, 'signed in elsewhere');
  assert.equal(s.client.why.message, 'signed in elsewhere');
  assert.equal(s.of('state').pop()[1], s.client.why);
});

test('an address that the hub has at a path is kept', async (t) => {
  const s = scene(t, { url: 'https://chat.example.com/hub/' });
  s.client.connect();
  await flush();
  assert.equal(s.socket.url, 'wss://chat.example.com/hub/ws?from=fake');
});
