// The connection's state machine: what each signal does in each state, and that there is one socket
// whatever the page does.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { transitions } from '../chathub.js';
import { flush, startClock } from './support/clock.mjs';
import { scene } from './support/scene.mjs';

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

test('docs/CLIENT.md tells of the transitions that there are', async () => {
  const text = await readFile(new URL('../../docs/CLIENT.md', import.meta.url), 'utf8');
  const [, table] = /```transitions\n([^]*?)```/.exec(text);
  const told = table.trim().split('\n').map((line) => {
    const [, state, moves] = /^(\w+)\s+(.*)$/.exec(line);
    const pairs = moves.split(/\s{2,}/).flatMap((move) => {
      const [names, next] = move.split(' > ');
      return names.split(', ').map((signal) => [signal, next]);
    });
    return [state, Object.fromEntries(pairs)];
  });
  assert.deepEqual(Object.fromEntries(told), transitions);
});

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

test('a listener may close and connect while what was missed comes in', async (t) => {
  const s = scene(t);
  s.server.putChat('b1');
  s.server.posts('b1', 'v', 3);
  await s.live();
  let isDone = false;
  s.client.on('message', () => {
    if (!isDone) {
      isDone = true;
      s.client.close();
      s.client.connect();
    }
  });
  s.server.posts('b1', 'v', 2);
  await s.again();
  assert.equal(s.client.state, 'connecting');
  await s.accepted();
  assert.equal(s.client.state, 'live');
  assert.deepEqual(s.news('b1'), [4, 5]);
  assert.equal(s.platform.openSockets.length, 1);
  s.hold('reconnect');
  await s.again();
  assert.equal(s.client.state, 'syncing', 'what is asked for later is waited for as ever');
});

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
