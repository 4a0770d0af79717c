// The connection's state machine: what each signal does in each state, when it tries again, and that
// there is one socket whatever the page does.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { transitions } from '../chathub.js';
import { flush, startClock } from './support/clock.mjs';
import { HEARTBEAT_MS, scene } from './support/scene.mjs';

const STATES = 'idle connecting syncing live waiting asleep signedOut replaced failed'.split(' ');
const SIGNALS = 'connect close ready caughtUp lost due refused noToken replaced fault hide show'.split(' ');

/** Brings a client into each state, on the shortest way. */
const ways = {
  idle: () => {},
  connecting: async (s) => {
    s.client.connect();
    await flush();
    s.socket.accept();
  },
  syncing: async (s) => {
    s.hold('get');
    s.client.connect();
    await s.accepted();
  },
  live: (s) => s.live(),
  waiting: async (s) => {
    await s.live();
    s.socket.drop();
  },
  asleep: async (s) => {
    await s.live();
    s.platform.life.hide();
  },
  signedOut: async (s) => {
    s.tokens = [null];
    s.client.connect();
    await flush();
  },
  replaced: async (s) => {
    await s.live();
    s.socket.drop(4409);
  },
  failed: async (s) => {
    await s.live();
    s.socket.drop(1008);
  },
};

/** Makes each signal, as the world does. */
const signals = {
  connect: (s) => s.client.connect(),
  close: (s) => s.client.close(),
  ready: (s) => s.ready(),
  caughtUp: async (s) => {
    s.go('get');
    s.platform.gets.forEach((asked) => asked.answer(s.server.get('u', asked.path)));
    await flush();
  },
  lost: (s) => s.socket.drop(),
  due: (s) => s.platform.life.wake(),
  refused: (s) => s.socket.drop(4401),
  replaced: (s) => s.socket.drop(4409),
  fault: (s) => s.socket.drop(1003),
  hide: (s) => s.platform.life.hide(),
  show: (s) => s.platform.life.show(),
};
const OF_SOCKET = ['ready', 'lost', 'refused', 'replaced', 'fault'];


/** In which the client holds no socket. */
const CLOSED = ['idle', 'waiting', 'asleep', 'signedOut', 'replaced', 'failed'];

function walker(t, clock) {
  const s = scene(t, {
    clock,
    token: (code) => {
      s.asked.push(code);
      return s.tokens?.length ? s.tokens.shift() : `t${s.asked.length}`;
    },
  });
  return s;
}

test('the states and signals are those that are declared', () => {
  assert.deepEqual(Object.keys(transitions), STATES);
  const used = new Set(Object.values(transitions).flatMap((row) => Object.keys(row)));
  assert.deepEqual([...used].sort(), [...SIGNALS].sort());
  for (const row of Object.values(transitions)) {
    Object.values(row).forEach((next) => assert.ok(STATES.includes(next), next));
  }
});

for (const state of STATES) {
  test(`each signal leads from ${state} where the table says`, async (t) => {
    const clock = startClock(t);
    for (const signal of Object.keys(signals)) {
      const s = walker(t, clock);
      await ways[state](s);
      assert.equal(s.client.state, state);
      s.told.length = 0;
      if (s.socket || !OF_SOCKET.includes(signal)) {
        await signals[signal](s);
      }
      // Coming back into view also ends a wait.
      const meant = state === 'waiting' && signal === 'show' ? 'due' : signal;
      const next = transitions[state][meant];
      assert.deepEqual(s.states, next ? [next] : [], `${state} × ${signal}`);
      assert.equal(s.client.state, next ?? state);
      await flush();
      const sockets = s.platform.openSockets.length;
      assert.equal(sockets, CLOSED.includes(s.client.state) ? 0 : 1, `sockets after ${state} × ${signal}`);
      s.client.close();
      await flush();
      assert.equal(s.platform.openSockets.length, 0);
    }
  });
}

test('no token leads from connecting to signedOut, and a new one on', async (t) => {
  const s = walker(t);
  s.tokens = [null, undefined, '', 't4'];
  for (const why of ['null', 'undefined', 'empty']) {
    s.client.connect();
    await flush();
    assert.equal(s.client.state, 'signedOut', why);
  }
  assert.equal(s.platform.sockets.length, 0);
  s.client.connect();
  await s.accepted();
  assert.equal(s.client.state, 'live');
  assert.equal(s.socket.token, 't4');
});

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
  s.socket.say('fail', null, { errcode: 50300, errmsg: 'store', meta: { retryable: 1, retry_after_ms: 9_000 } });
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

// One socket.

test('connect, wake and show while it connects open no second socket', async (t) => {
  const s = scene(t);
  s.client.connect();
  s.client.connect();
  await flush();
  s.platform.life.wake();
  s.platform.life.show();
  s.client.connect();
  s.socket.accept();
  s.client.connect();
  s.ready();
  await flush();
  s.client.connect();
  s.platform.life.show();
  assert.equal(s.client.state, 'live');
  assert.equal(s.platform.sockets.length, 1);
  assert.deepEqual(s.asked, [0]);
});

for (const state of ['connecting', 'syncing', 'live', 'waiting', 'idle']) {
  test(`a listener of the state may close and connect at ${state}`, async (t) => {
    const s = scene(t);
    let isDone = false;
    s.client.on('state', (now) => {
      if (now === state && !isDone) {
        isDone = true;
        s.client.close();
        s.client.connect();
      }
    });
    s.client.connect();
    await flush();
    const accept = async () => {
      await flush();
      s.socket.accept();
      s.ready();
      await flush();
    };
    await accept();
    if (state === 'waiting') {
      s.socket.drop();
    } else if (state === 'idle') {
      s.client.close();
    }
    await flush();
    if (s.client.state !== 'live') {
      await accept();
    }
    assert.ok(isDone);
    assert.equal(s.client.state, 'live');
    assert.equal(s.platform.openSockets.length, 1);
  });
}

test('what an old socket says changes nothing', async (t) => {
  const s = scene(t);
  s.server.putChat('b1');
  await s.live();
  const old = s.socket;
  await s.again();
  assert.equal(s.client.state, 'live');
  old.on.open();
  old.say('push', s.server.post('b1', 'v'));
  old.say('fail', {}, { errcode: 40101, errmsg: '', meta: {} });
  old.on.close(4409, '');
  assert.equal(s.client.state, 'live');
  assert.deepEqual(s.news('b1'), []);
});

test('a socket that hides its failure to send is given up', async (t) => {
  const s = scene(t);
  s.server.putChat('b1');
  await s.live();
  s.socket.isBroken = true;
  s.client.chat('b1').send('x');
  assert.equal(s.client.state, 'waiting');
  assert.equal(s.client.chat('b1').outbox[0].state, 'sending');
});

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
