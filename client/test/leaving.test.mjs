// What stays on the device when a session ends: nothing after a revocation or `signOut`, all that is
// unsent after an expiry.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flush } from './support/clock.mjs';
import { FakeStorage, PlainStorage } from './support/fake-platform.mjs';
import { chatting, contents, prepared } from './support/sender.mjs';

/** With an unsent message of u and one of another user on the device. */
async function unsent(t, storage, options) {
  const s = await chatting(t, { storage, ...options });
  const other = prepared(t, { clock: s.clock, server: s.server, storage, user: 'v' });
  other.hold('push');
  await other.live();
  other.chat.send("v's");
  other.client.close();
  s.hold('push');
  s.chat.send("u's");
  assert.equal(storage.items.length, 2);
  return s;
}

for (const Storage of [FakeStorage, PlainStorage]) {
  for (const [code, left] of [
    [4410, ["v's"]],
    [4401, ["v's", "u's"]],
  ]) {
    test(`signed out after ${code} there is left of it: ${left} (${Storage.name})`, async (t) => {
      let token = 't1';
      const storage = new Storage();
      const s = await unsent(t, storage, { token: () => token });
      token = null;
      s.socket.drop(code);
      await s.clock.pass(1_000);
      assert.equal(s.client.state, 'signedOut');
      assert.deepEqual(contents(storage.items), left);
      assert.deepEqual(contents(s.chat.outbox), left.slice(1));
      token = 't2';
      s.go('push');
      s.client.connect();
      await s.accepted();
      await flush();
      assert.deepEqual(contents(s.server.chats.get('b1').log), left.slice(1), 'sent by who signs in again');
    });
  }

  test(`signOut leaves nothing of this user, and asks for a token anew (${Storage.name})`, async (t) => {
    const storage = new Storage();
    const s = await unsent(t, storage);
    s.client.signOut();
    assert.deepEqual([s.client.state, s.client.user], ['idle', null]);
    assert.deepEqual([s.client.chats, s.chat.outbox, s.chat.messages], [[], [], []]);
    assert.deepEqual(contents(storage.items), ["v's"]);
    await s.clock.pass(60_000);
    assert.deepEqual(contents(storage.items), ["v's"]);
    s.client.connect();
    await flush();
    assert.deepEqual(s.asked, [0, 0]);
  });
}

test('a revoked session that gets a new token keeps what is unsent', async (t) => {
  const s = await chatting(t, { storage: new FakeStorage() });
  s.hold('push');
  s.chat.send('a');
  s.go('push');
  s.socket.drop(4410);
  await s.clock.pass(1_000);
  await s.accepted();
  await flush();
  assert.deepEqual(contents(s.chat.messages), ['a']);
});

// What speaks of the token, and what does not.

for (const [errcode, close] of [
  [42900, 1006],
  [42900, 1013],
  [50300, 1006],
  [40300, 1006],
  [50000, 1006],
  [undefined, 1006],
  ['40101x', 1006],
]) {
  test(`a fail with ${errcode} and a close with ${close} keep the token`, async (t) => {
    const s = prepared(t, {});
    s.client.connect();
    await flush();
    s.socket.accept();
    s.socket.say('fail', null, { errcode, errmsg: 'later', meta: { retryable: 1, retry_after_ms: 2_000 } });
    s.socket.drop(close);
    assert.equal(s.client.state, 'waiting');
    assert.equal(s.client.why.message, 'later');
    await s.clock.pass(3_000);
    await s.accepted();
    await flush();
    assert.deepEqual([s.asked, s.client.state, s.socket.token], [[0], 'live', 't1']);
  });
}

test('a fail with 42900 that no close follows keeps the token', async (t) => {
  const s = prepared(t, {});
  s.client.connect();
  await flush();
  s.socket.accept();
  s.socket.say('fail', null, { errcode: 42900, errmsg: 'later', meta: { retryable: 1 } });
  await s.clock.pass(16_000);
  await s.accepted();
  await flush();
  assert.deepEqual([s.asked, s.client.state], [[0], 'live']);
});
