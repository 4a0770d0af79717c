// The reader's place in a long chat.

import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import { until } from '../support/until.mjs';
import { PHONE, bubble, field, live, push, rowOf, say, startScene, state } from './scene.mjs';

const scene = await startScene();
after(() => scene.close());
afterEach(() => scene.clear());

const lines = (count, text = 'Much to tell') => Array.from({ length: count }, (_, i) => `${text} ${i + 1}.`);
const scroller = (page) => page.locator('#scroller');
const isAtEnd = (page) =>
  scroller(page).evaluate((it) => it.scrollHeight - it.scrollTop - it.clientHeight < 2);

/** Scrolls up as far as it goes, until that many messages are there. */
async function scrollUp(page, count) {
  const isThere = async () => {
    await scroller(page).evaluate((it) => (it.scrollTop = 0));
    return (await page.locator('#messages .message').count()) >= count;
  };
  await until(isThere, `${count} messages`);
}

test('older messages come by scrolling up, and nothing jumps', async () => {
  const { doctor, patient, usif } = await scene.pair();
  await push(scene, patient, usif, lines(160));
  const page = await scene.open(doctor, { usif });
  await page.getByText('Much to tell 160.').last().waitFor();
  await scrollUp(page, 160);
  const seqs = await page
    .locator('#messages [data-seq]')
    .evaluateAll((rows) => rows.map((row) => Number(row.dataset.seq)));
  assert.deepEqual(seqs, Array.from({ length: 160 }, (_, i) => i + 1));
});

test('a page of older messages leaves the ones in view where they are', async () => {
  const { doctor, patient, usif } = await scene.pair();
  await push(scene, patient, usif, lines(300));
  const page = await scene.open(doctor, { usif });
  await page.getByText('Much to tell 300.').last().waitFor();
  const rows = page.locator('#messages .message');
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route(/[?&]before=/, async (route) => {
    await held;
    await route.continue();
  });
  await scroller(page).evaluate((it) => (it.scrollTop = 0));
  await page.locator('#older', { hasText: 'Loading…' }).waitFor();
  const count = await rows.count();
  const third = page.locator(`#messages [data-seq="${300 - count + 3}"]`);
  const before = (await third.boundingBox()).y;
  release();
  await until(async () => (await rows.count()) > count, 'older ones came');
  assert.ok(Math.abs((await third.boundingBox()).y - before) <= 1);
});

test('a reader far up keeps the place while much is caught up, and comes down when she likes', async () => {
  const { doctor, patient, usif } = await scene.pair();
  await push(scene, doctor, usif, lines(150, 'Old'));
  const page = await scene.behind(patient, { usif });
  await scrollUp(page, 150);
  await scroller(page).evaluate((it) => (it.scrollTop = 400));
  const row = page.locator('#messages [data-seq="12"]');
  const before = (await row.boundingBox()).y;
  const read = async () => (await scene.hub.get('/api/chats', patient.token)).chats[0].unread;
  await until(async () => (await scroller(page).evaluate((it) => it.scrollTop)) === 400, 'she is there');

  scene.proxy.down();
  scene.proxy.cut();
  await push(scene, doctor, usif, lines(300, 'New'));
  await scene.proxy.up();
  const down = page.getByRole('button', { name: /new messages/ });
  await down.waitFor();
  await live(page);
  assert.ok(Math.abs((await row.boundingBox()).y - before) <= 1);
  const seqs = await page
    .locator('#messages [data-seq]')
    .evaluateAll((rows) => rows.map((each) => Number(each.dataset.seq)));
  assert.deepEqual(seqs, Array.from({ length: 450 }, (_, i) => i + 1));
  assert.ok((await read()) >= 300);

  await down.click();
  await bubble(page, 'New 300.').waitFor();
  assert.ok(await isAtEnd(page));
  await page.locator('#down').waitFor({ state: 'hidden' });
  await until(async () => (await read()) === 0, 'all is read');
});

test('new messages do not move a reader who is up, and a button counts them', async () => {
  const { doctor, patient, usif } = await scene.pair();
  await push(scene, doctor, usif, lines(60));
  const page = await scene.open(patient, { usif });
  await scrollUp(page, 60);
  await push(scene, doctor, usif, ['One', 'Two']);
  await page.getByRole('button', { name: '2 new messages' }).waitFor();
  assert.equal(await scroller(page).evaluate((it) => it.scrollTop < 100), true);
  const unread = (await scene.hub.get('/api/chats', patient.token)).chats[0].unread;
  assert.ok(unread >= 2);
});

test('a chat is opened where the new messages begin, and they are read at its end', async () => {
  const { doctor, patient, usif } = await scene.pair();
  await push(scene, doctor, usif, lines(10, 'Read'));
  const page = await scene.open(patient, { usif });
  await until(async () => (await scene.hub.get('/api/chats', patient.token)).chats[0].unread === 0, 'read');
  await page.getByRole('link', { name: 'Back' }).click();
  await push(scene, doctor, usif, lines(30, 'New'));
  await rowOf(page, usif).getByText('30 new messages').waitFor({ state: 'attached' });
  await rowOf(page, usif).click();
  const divider = page.locator('#messages .new');
  await divider.waitFor();
  const [line, box] = [await divider.boundingBox(), await scroller(page).boundingBox()];
  assert.ok(line.y >= box.y - 1 && line.y < box.y + box.height / 2, `${line.y} in ${box.y}`);
  const next = await divider.evaluate((it) => it.nextElementSibling.textContent);
  assert.match(next, /New 1\./);
  await page.getByRole('button', { name: '30 new messages' }).click();
  await until(async () => (await scene.hub.get('/api/chats', patient.token)).chats[0].unread === 0, 'read');
});

test('who is at the end stays there: with a message, with the keys of a phone, with an own one', async () => {
  const { doctor, patient, usif } = await scene.pair();
  await push(scene, doctor, usif, lines(40));
  const page = await scene.open(patient, { usif, touch: true });
  await scroller(page).evaluate((it) => (it.scrollTop = it.scrollHeight));
  await page.locator('#down').waitFor({ state: 'hidden' });
  await page.setViewportSize({ width: PHONE.width, height: 400 });
  await until(() => isAtEnd(page), 'the keys are up');
  assert.ok((await field(page).boundingBox()).y < 400);
  await push(scene, doctor, usif, ['One more']);
  await bubble(page, 'One more').waitFor();
  await until(() => isAtEnd(page), 'a message came');
  await page.setViewportSize(PHONE);
  await scroller(page).evaluate((it) => (it.scrollTop = 0));
  await page.locator('#down').waitFor();
  await say(page, 'Own');
  await state(page, 'Own', 'sent');
  await until(() => isAtEnd(page), 'an own one was sent');
});

test('a page that is not seen reads nothing', async () => {
  const { doctor, patient, usif } = await scene.pair();
  const page = await scene.open(patient, { usif });
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await push(scene, doctor, usif, ['While she is away']);
  await bubble(page, 'While she is away').waitFor();
  await page.locator('#messages .new').waitFor();
  await until(async () => (await page.title()).startsWith('(1)'), 'the title counts it');
  await page.evaluate(() => {
    delete document.hidden;
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await until(async () => !(await page.title()).startsWith('('), 'it is read');
});
