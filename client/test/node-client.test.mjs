// The client in Node, before a real hub, over networks that break: what is sent is stored once, and all
// see the same.
//
// CHATHUB_SEED   the seed of the run; chosen and printed where not given

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import WebSocket from 'ws';
import { createChathub, web } from '../chathub.js';
import { startHub } from './support/hub.mjs';
import { startProxy } from './support/proxy.mjs';
import { randomOf } from './support/random.mjs';
import { until } from './support/until.mjs';

const WAITING_MAX = 150; // 200 are the client's bound
const seed = Number(process.env.CHATHUB_SEED ?? Math.floor(Math.random() * 1e6));
const random = randomOf(seed);

const hub = await startHub({ 'http.heartbeat': '2s', 'drain.period': '2s' });
const open = new Set();
after(async () => {
  open.forEach((end) => end());
  await hub.close();
});

/** A user with a client behind a proxy of its own; its sockets are counted. */
async function join(user, usif) {
  const proxy = await startProxy(hub.port);
  const self = { user, usif, proxy, asked: [], states: [], news: [], most: 0 };
  const used = new Set();
  /** In use until the client closes it, or hears that it is closed. */
  class Counted extends WebSocket {
    constructor(...args) {
      super(...args);
      used.add(this);
      self.most = Math.max(self.most, used.size);
      this.on('close', () => used.delete(this));
    }

    close(...args) {
      used.delete(this);
      super.close(...args);
    }
  }
  self.client = createChathub({
    url: proxy.url,
    token: async (code) => {
      self.asked.push(code);
      return hub.token(user);
    },
    platform: web({ WebSocket: Counted, fetch }),
  });
  self.client.on('state', (state) => self.states.push(state));
  self.client.on('message', (message) => self.news.push(message.seq));
  self.chat = self.client.chat(usif);
  self.close = () => {
    open.delete(self.close);
    self.client.close();
    proxy.close();
  };
  open.add(self.close);
  self.chat.open();
  self.client.connect();
  await isLive(self);
  return self;
}

function isLive({ client, user }) {
  return until(() => client.state === 'live' && client.isLoaded, `${user} is live`);
}

async function pair(usif) {
  const users = [`${usif}-ann`, `${usif}-bob`];
  await hub.putChat(usif, users);
  return Promise.all(users.map((user) => join(user, usif)));
}

/** Everything that was sent is stored once; both hold it, in one order; nobody has anything to do. */
async function agree(users, sent) {
  const [{ usif, user }] = users;
  for (const each of users) {
    await until(() => {
      assert.deepEqual(each.chat.outbox, [], each.client.state);
      return true;
    }, `${each.user} has sent all`);
  }
  const log = await hub.history(usif, await hub.token(user));
  assert.deepEqual(log.map(({ content }) => content).sort(), [...sent].sort(), 'stored once each');
  for (const each of users) {
    const { chat } = each;
    await until(() => chat.last?.seq === log.length, `${each.user} has all`);
    while (chat.hasOlder) {
      await chat.older();
    }
    assert.deepEqual(
      chat.messages.map(({ id }) => id),
      log.map(({ id }) => id),
    );
    assert.deepEqual(
      each.news,
      log.slice(log.length - each.news.length).map(({ seq }) => seq),
      'each was told once, in order',
    );
    assert.equal(each.most, 1, `${each.user} had one socket at a time`);
    chat.markRead();
  }
  for (const { user: reader, chat } of users) {
    const token = await hub.token(reader);
    await until(async () => {
      const { chats } = await hub.get('/api/chats', token);
      return chats.find((it) => it.usif === usif).unread === 0;
    }, `the hub knows that ${reader} has read all`);
    assert.equal(chat.unread, 0);
  }
  for (const { user: writer, chat } of users) {
    await until(
      () => chat.messages.every((message) => message.from !== writer || message.is_read === 1),
      `${writer} sees that all is read`,
    );
  }
}

/** Both write while the network or the hub does what it likes, so many times. */
async function chatter(users, times, trouble) {
  const sent = [];
  let isOver = false;
  const troubled = (async () => {
    for (let i = 0; i < times; i++) {
      await sleep(100 + random.below(500));
      await trouble(random.of(users));
    }
  })().finally(() => (isOver = true));
  while (!isOver) {
    const who = random.of(users);
    if (who.chat.outbox.length < WAITING_MAX) {
      const content = `${who.user} ${sent.length}`;
      sent.push(content);
      who.chat.send(content);
    }
    if (random.chance(0.3)) {
      random.of(users).chat.markRead();
    }
    await sleep(random.below(60));
  }
  await troubled;
  return sent;
}

test('two users chat while the network cuts, stalls and crawls', async (t) => {
  t.diagnostic(`CHATHUB_SEED=${seed}`);
  const users = await pair('cut');
  const uncut = users.map(({ proxy }) => proxy);
  const sent = await chatter(users, 14, async ({ proxy }) => {
    if (uncut.length > 0) {
      uncut.pop().cut(); // each at least once, whatever chance has for them
      return;
    }
    await random.of([
      () => proxy.cut(),
      () => proxy.cut(),
      () => proxy.stall(random.of(['toHub', 'toClient'])),
      () => proxy.flow(),
      () => proxy.slow(3_000, random.below(100)),
      () => proxy.fast(),
      async () => {
        proxy.down();
        proxy.cut();
        await sleep(300);
        await proxy.up();
      },
    ])();
  });
  for (const { proxy } of users) {
    proxy.flow();
    proxy.fast();
  }
  await agree(users, sent);
  assert.ok(
    users.every(({ proxy }) => proxy.upgrades > 1),
    'both were cut off in between',
  );
  users.forEach(({ close }) => close());
});

test('two users chat while the hub is killed and comes back', async (t) => {
  t.diagnostic(`CHATHUB_SEED=${seed}`);
  const users = await pair('kill');
  const sent = await chatter(users, 3, async () => {
    await hub.kill();
    await hub.start();
    random.of(users).client.connect(); // somebody taps on "try now"
    await until(() => users.some(({ client }) => client.state === 'live'), 'somebody is back');
  });
  await agree(users, sent);
  assert.ok(users.every(({ states }) => states.filter((state) => state === 'live').length > 1));
  users.forEach(({ close }) => close());
});

test('a long break is caught up with, from history too', async () => {
  const [ann, bob] = await pair('long');
  ann.chat.send('first');
  await until(() => bob.chat.last?.content === 'first', 'bob has the first');
  bob.proxy.down();
  bob.proxy.cut();
  const sent = ['first'];
  for (let i = 0; i < 130; i++) {
    sent.push(`m${i}`);
    ann.chat.send(`m${i}`);
  }
  await until(() => ann.chat.outbox.length === 0, 'ann has sent all');
  await bob.proxy.up();
  await agree([ann, bob], sent);
  assert.equal(bob.news.length, 131);
  ann.close();
  bob.close();
});

test('a session that is revoked asks for a token, and goes on', async () => {
  const [ann, bob] = await pair('revoked');
  await hub.revoke({ user_id: ann.user });
  await until(() => ann.asked.length === 2 && ann.client.state === 'live', 'ann is back');
  assert.deepEqual(ann.asked, [0, 4410]);
  ann.chat.send('back');
  await agree([ann, bob], ['back']);
  ann.close();
  bob.close();
});

test('an unknown token is refused, and the same once more ends in signedOut', async () => {
  const proxy = await startProxy(hub.port);
  const asked = [];
  const client = createChathub({
    url: proxy.url,
    token: (code) => {
      asked.push(code);
      return 'nobody';
    },
    platform: web({ WebSocket, fetch }),
  });
  open.add(() => proxy.close());
  client.connect();
  await until(() => client.state === 'signedOut', 'signed out');
  assert.deepEqual(asked, [0, 4401]);
  assert.equal(proxy.upgrades, 1);
});

test('an operator disconnects a user, who comes back', async () => {
  const [ann, bob] = await pair('operator');
  let code;
  ann.client.on('state', (state, why) => (code ??= state === 'waiting' ? why.code : undefined));
  await hub.disconnect(ann.user);
  await until(() => code !== undefined && ann.client.state === 'live', 'ann is back');
  assert.equal(code, 1012);
  ann.chat.send('back');
  await agree([ann, bob], ['back']);
  ann.close();
  bob.close();
});

test('a hub that stands still is noticed, and nothing is lost', async () => {
  const [ann, bob] = await pair('still');
  hub.pause();
  ann.chat.send('into the silence');
  await until(() => ann.client.state === 'waiting' || ann.client.state === 'connecting', 'ann notices');
  hub.resume();
  await agree([ann, bob], ['into the silence']);
  ann.close();
  bob.close();
});

test('a hub that drains sends everybody away in good time, and all come to the next', async () => {
  const [ann, bob] = await pair('drained');
  const reasons = [];
  ann.client.on('state', (state, why) => state === 'waiting' && reasons.push(why.code));
  ann.chat.send('before');
  await until(() => bob.chat.last?.content === 'before', 'bob has it');
  await hub.stop();
  ann.chat.send('between');
  await hub.start();
  await agree([ann, bob], ['before', 'between']);
  assert.equal(reasons[0], 1012);
  ann.close();
  bob.close();
});
