// The page in docs/CLIENT.md, as it stands there, served from the hub's origin.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { connect } from 'node:net';
import { after, afterEach, test } from 'node:test';
import { startProxy } from '../support/proxy.mjs';
import { startScene } from './scene.mjs';

const scene = await startScene();
after(() => scene.close());
afterEach(() => scene.clear());

/** Answers `/ten-lines` itself, and leaves everything else to the hub. */
async function startFront(port, page) {
  const server = createServer((asked, answer) => {
    if (asked.url.startsWith('/ten-lines')) {
      answer.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(page);
      return;
    }
    const { url: path, method, headers } = asked;
    const passed = request({ port, host: '127.0.0.1', path, method, headers }, (given) => {
      answer.writeHead(given.statusCode, given.headers);
      given.pipe(answer);
    });
    passed.on('error', () => answer.destroy());
    asked.pipe(passed);
  });
  server.on('upgrade', ({ url, headers }, socket, head) => {
    const hub = connect(port, '127.0.0.1', () => {
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
      hub.write(`GET ${url} HTTP/1.1\r\n${lines.join('')}\r\n`);
      hub.write(head);
      socket.pipe(hub).pipe(socket);
    });
    const end = () => [socket, hub].forEach((each) => each.destroy());
    [socket, hub].forEach((each) => each.on('error', end).on('close', end));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${server.address().port}`, close };
}

test('the page of ten lines chats, and misses nothing in a break', async (t) => {
  const text = await readFile(new URL('../../../docs/CLIENT.md', import.meta.url), 'utf8');
  const [, source] = /```html\n([^]*?)```/.exec(text);
  assert.ok(source.trim().split('\n').length <= 12, 'ten lines, and the tags around them');
  const people = [await scene.person('doc', 'doctor', 'Dr. Lin'), await scene.person('pat', 'patient', 'Wang Wei')];
  await scene.putChat('demo-1', people);
  const proxy = await startProxy(scene.hub.port);
  const fronts = [await startFront(scene.hub.port, source), await startFront(proxy.port, source)];
  t.after(() => [...fronts, proxy].forEach((each) => each.close()));

  const [doctor, patient] = await Promise.all(
    people.map(async ({ token }, i) => {
      const page = await scene.page({ mayFail: true });
      await page.goto(`${fronts[i].url}/ten-lines?token=${token}`);
      return page;
    }),
  );
  const say = async (page, words) => {
    await page.locator('#text').fill(words);
    await page.locator('#text').press('Enter');
  };
  const shows = (page, words) => page.locator('#log li', { hasText: words }).waitFor();

  await say(doctor, 'How are you?');
  await shows(patient, 'doc: How are you?');
  proxy.down();
  proxy.cut();
  await say(doctor, 'Any fever?');
  await shows(doctor, 'doc: Any fever?');
  await say(patient, 'In a tunnel');
  await shows(patient, 'sending: In a tunnel');
  await proxy.up();
  await shows(doctor, 'pat: In a tunnel');
  await shows(patient, 'pat: In a tunnel');
  const log = ['doc: How are you?', 'doc: Any fever?', 'pat: In a tunnel'];
  assert.deepEqual(await patient.locator('#log li').allTextContents(), log);
  assert.deepEqual(await doctor.locator('#log li').allTextContents(), log);
});
