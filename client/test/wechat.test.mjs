// Where the client finds itself: a mini program, or a page that WeChat's browser shows.

import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import WebSocket from 'ws';
import { createChathub } from '../chathub.js';
import { Phone } from '../wx-simulator.mjs';
import { startHub } from './support/hub.mjs';
import { until } from './support/until.mjs';

const hub = await startHub();
const { WebSocket: builtIn } = globalThis;
const ends = [];

after(() => hub.close());

afterEach(() => {
  ends.splice(0).forEach((end) => end());
  delete globalThis.wx;
  globalThis.WebSocket = builtIn;
});

async function connected() {
  const token = await hub.token('pat');
  const client = createChathub({ url: hub.url, token: () => token });
  ends.push(() => client.close());
  client.connect();
  await until(() => client.state === 'live', 'it is live');
  return (await hub.connections('pat')).map((connection) => connection.client);
}

test('in a mini program it goes by wx', async () => {
  const phone = new Phone();
  globalThis.wx = phone.wx;
  ends.push(() => phone.end());
  assert.deepEqual(await connected(), ['wechatmini']);
  assert.equal(phone.sockets.open, 1);
});

test("a page with WeChat's scripts has a wx, too, and is a page", async () => {
  globalThis.wx = { config() {}, ready() {} };
  globalThis.WebSocket = WebSocket;
  assert.notDeepEqual(await connected(), ['wechatmini']);
});
