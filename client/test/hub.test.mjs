// The tests' own hub: what they rely on when they kill it.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ask } from './support/ask.mjs';
import { startHub } from './support/hub.mjs';
import { until } from './support/until.mjs';

const hub = await startHub();
after(() => hub.close());

test('a killed hub comes back where it was, with what it had', async () => {
  const { url } = hub;
  await hub.putChat('kept-1', ['ann', { user_id: 'bob', role: 'patient' }]);
  await hub.publish({ usif: 'kept-1' }, 'kept', { cid: 'kept' });
  await hub.kill();
  assert.equal(hub.isAlive, false);
  await assert.rejects(hub.get('/api/chats', 'none'), { code: 'ECONNREFUSED' });
  await hub.start();
  assert.equal(hub.url, url);
  const history = await hub.history('kept-1', await hub.token('ann'));
  assert.deepEqual(
    history.map((message) => message.content),
    ['kept'],
  );
});

test('a paused hub answers when it goes on', async () => {
  const token = await hub.token('ann');
  hub.pause();
  const answer = hub.get('/api/chats', token);
  assert.equal(await Promise.race([answer, sleep(500, 'silence')]), 'silence');
  hub.resume();
  assert.ok((await answer).chats);
});

test('a hub that cannot start says why', async () => {
  await assert.rejects(startHub({ 'no.such.key': 1 }), /unknown key/);
});

test('a hub ends with its test, however that one ends', async () => {
  const script = `
    import { startHub } from ${JSON.stringify(new URL('./support/hub.mjs', import.meta.url).href)};
    const hub = await startHub();
    console.log(JSON.stringify({ url: hub.url, dir: hub.dir }));
    setInterval(() => {}, 1000);`;
  const dying = spawn(process.execPath, ['--input-type=module', '-e', script, 'dying'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const { url, dir } = JSON.parse((await once(dying.stdout, 'data')).toString());
    assert.ok(existsSync(dir));
    dying.kill('SIGKILL');
    await until(() => isRefused(url), 'nobody listens');
    await until(() => !existsSync(dir), 'its data are gone');
  } finally {
    dying.kill('SIGKILL');
  }
});

function isRefused(url) {
  return ask(url).then(
    () => false,
    (error) => error.code === 'ECONNREFUSED',
  );
}
