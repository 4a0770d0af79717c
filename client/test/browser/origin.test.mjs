// The page in docs/CLIENT.md, from another origin than the hub's.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { after, afterEach, test } from 'node:test';
import { startScene } from './scene.mjs';

const pages = createServer((asked, answer) => {
  answer.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(pages.source);
});
await new Promise((resolve) => pages.listen(0, '127.0.0.1', resolve));
const origin = `http://127.0.0.1:${pages.address().port}`;
const listed = await startScene({ 'http.origins': origin });
after(async () => {
  pages.close();
  pages.closeAllConnections();
  await listed.close();
});
afterEach(() => listed.clear());

test('the page of ten lines works from an origin that the hub lists', async () => {
  const text = await readFile(new URL('../../../docs/CLIENT.md', import.meta.url), 'utf8');
  const [, source] = /```html\n([^]*?)```/.exec(text);
  const [, example] = /`url: '(https:[^']+)'`/.exec(text);
  assert.ok(text.includes(`'${example}/chathub.js'`), 'the document says where the file is then');
  pages.source = source
    .replace("'/chathub.js'", `'${listed.hub.url}/chathub.js'`)
    .replace('createChathub({', `createChathub({ url: '${listed.hub.url}',`);
  const people = [await listed.person('doc', 'doctor', 'Dr. Lin'), await listed.person('pat', 'patient', 'Wang Wei')];
  await listed.putChat('demo-1', people);

  const [doctor, patient] = await Promise.all(
    people.map(async ({ token }) => {
      const page = await listed.page();
      await page.goto(`${origin}/?token=${token}`);
      return page;
    }),
  );
  await doctor.locator('#text').fill('How are you?');
  await doctor.locator('#text').press('Enter');

  await patient.locator('#log li', { hasText: 'doc: How are you?' }).waitFor();
});
