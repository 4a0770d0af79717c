// The tests' own proxy does to a connection what it says, on plain TCP.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { after, afterEach, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startProxy } from './support/proxy.mjs';
import { until } from './support/until.mjs';

let proxy;
let ends = [];
const server = createServer({ allowHalfOpen: true }, (socket) => ends.push(end(socket)));
await once(server.listen(0, '127.0.0.1'), 'listening');
after(() => server.close());

beforeEach(async () => {
  proxy = await startProxy(server.address().port);
});

afterEach(() => {
  proxy.close();
  ends.splice(0).forEach(({ socket }) => socket.destroy());
});

test('what one end says the other hears, and what is opened is counted', async () => {
  const [client, hub] = await line();
  await said(client, hub, 'to the hub');
  await said(hub, client, 'to the client');
  await line('GET /api/ws HTTP/1.1\r\n');
  await line('GET /ws?from=test HTTP/1.1\r\n');
  await line('GET /api/chats HTTP/1.1\r\n');
  assert.deepEqual([proxy.opened, proxy.upgrades, proxy.held], [4, 2, 4]);
  client.socket.end();
  hub.socket.end();
  await until(() => proxy.held === 3, 'one less is held');
  assert.equal(proxy.opened, 4);
});

test('who has said all still hears', async () => {
  const [client, hub] = await line();
  client.socket.end('all');
  await until(() => hub.isEnded, 'the end has come');
  assert.equal(hub.heard(), 'hello.all');
  await said(hub, client, 'answer');
});

test('a cut resets all that is open, and nothing that comes later', async () => {
  const lines = [await line(), await line()];
  proxy.cut();
  assert.equal(proxy.held, 0);
  for (const socket of lines.flat()) {
    await until(() => socket.error, 'it is reset');
    assert.equal(socket.error.code, 'ECONNRESET');
  }
  const [client, hub] = await line();
  await said(client, hub, 'again');
});

test('down, it refuses new ones and leaves those that are open', async () => {
  const [client, hub] = await line();
  proxy.down();
  const refused = end(connect(proxy.port, '127.0.0.1'));
  await until(() => refused.error, 'it is refused');
  assert.equal(refused.error.code, 'ECONNREFUSED');
  await said(client, hub, 'still there');

  const { port } = proxy;
  await proxy.up();
  assert.equal(proxy.port, port);
  const [second, secondHub] = await line();
  await said(second, secondHub, 'welcome');
});

test('an end that is not there resets the other', async () => {
  const gone = createServer();
  await once(gone.listen(0, '127.0.0.1'), 'listening');
  const { port } = gone.address();
  await new Promise((closed) => gone.close(closed));
  const other = await startProxy(port);
  after(() => other.close());
  const client = end(connect(other.port, '127.0.0.1'));
  await until(() => client.error, 'it is reset');
});

test('stalled, it passes nothing on, and all of it in order when it flows', async () => {
  const [client, hub] = await line();
  const much = Array.from({ length: 400_000 }, (_, i) => i).join(',');
  proxy.stall();
  client.socket.write(much);
  hub.socket.write(much);
  await sleep(300);
  assert.equal(hub.heard(), 'hello.');
  assert.equal(client.heard(), '');
  assert.deepEqual([client.error, hub.error], [null, null]);

  proxy.flow();
  await until(() => hub.heard().length === much.length + 6, 'all has come to the hub');
  await until(() => client.heard().length === much.length, 'all has come to the client');
  assert.ok(hub.heard() === `hello.${much}`);
  assert.ok(client.heard() === much);
});

test('stalled one way, it goes on the other way', async () => {
  const [client, hub] = await line();
  proxy.stall('toClient');
  hub.socket.write('held');
  await said(client, hub, 'passed');
  assert.equal(client.heard(), '');

  proxy.stall('toHub');
  proxy.flow('toClient');
  await until(() => client.heard() === 'held', 'what was held has come');
  client.socket.write(' back');
  await said(hub, client, 'passed, too');
  assert.equal(hub.heard(), 'hello.passed');
});

test('stalled, the end of one is not known to the other', async () => {
  const [client, hub] = await line();
  const [cleanClient, cleanHub] = await line();
  proxy.stall();
  hub.socket.resetAndDestroy();
  cleanHub.socket.end('bye');
  await sleep(300);
  assert.deepEqual([client.error, cleanClient.isEnded], [null, false]);

  proxy.flow();
  await until(() => client.error, 'it is reset');
  await until(() => cleanClient.isEnded, 'it has ended');
  assert.equal(cleanClient.heard(), 'bye');
});

test('a stalled line can be cut, and what it held is lost', async () => {
  const [client, hub] = await line();
  proxy.stall();
  client.socket.write('lost');
  await sleep(100);
  proxy.cut();
  await until(() => client.error && hub.error, 'both are reset');
  proxy.flow();
  assert.equal(hub.heard(), 'hello.');
});

test('slow, it is no faster than told and loses nothing', async () => {
  const [client, hub] = await line();
  const much = 'slow '.repeat(2_000);
  proxy.slow(20_000, 200);
  const begin = performance.now();
  client.socket.write(much);
  await until(() => hub.heard() === `hello.${much}`, 'all has come');
  // 10,000 bytes at 20,000 a second, 200 ms later; timers may ring a millisecond early.
  assert.ok(performance.now() - begin > 600);
  proxy.fast();
  await said(client, hub, 'fast');
});

/** A connection through the proxy, seen from both its ends. */
async function line(greeting = 'hello.') {
  const known = ends.length;
  const client = end(connect(proxy.port, '127.0.0.1'));
  client.socket.write(greeting);
  await until(() => ends.length > known && ends[known].heard() === greeting, 'the greeting has come');
  return [client, ends[known]];
}

function end(socket) {
  const parts = [];
  const self = { socket, error: null, isEnded: false, heard: () => Buffer.concat(parts).toString() };
  socket.on('data', (part) => parts.push(part));
  socket.on('end', () => (self.isEnded = true));
  socket.on('error', (error) => (self.error = error));
  return self;
}

async function said(from, to, text) {
  from.socket.write(text);
  await until(() => to.heard().endsWith(text), `${text} has come`);
}
