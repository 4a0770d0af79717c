// What a reader sees is true: how much is new, what a message holds, where its links lead.

import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import { until } from '../support/until.mjs';
import { DESK, bubble, field, push, rowOf, say, startScene, state, unique } from './scene.mjs';

const scene = await startScene({ 'pages.image-origins': 'https://pictures.example' });
after(() => scene.close());
afterEach(() => scene.clear());

const lines = (count) => Array.from({ length: count }, (_, i) => `Line ${i + 1}.`);
const divider = (page) => page.locator('#messages .new');
const textBelow = (page) => divider(page).evaluate((line) => line.nextElementSibling.textContent);

for (const count of [120, 150]) {
  test(`${count} new messages begin at the first of them, and are ${count}`, async () => {
    const { doctor, patient, usif } = await scene.pair();
    await push(scene, doctor, usif, ['Own']);
    await push(scene, patient, usif, lines(count));
    const page = await scene.open(doctor);
    await rowOf(page, usif).click();
    await divider(page).waitFor();
    assert.match(await textBelow(page), /Line 1\./);
    assert.equal(await divider(page).textContent(), 'New messages');
    await page.getByRole('button', { name: `${count} new messages` }).waitFor();
    const [line, view] = [await divider(page).boundingBox(), await page.locator('#scroller').boundingBox()];
    assert.ok(line.y >= view.y - 1 && line.y < view.y + view.height / 2, 'it is before the eyes');
  });
}

test('of more than is looked for the page says that there are more above, and how many', async () => {
  const { doctor, patient, usif } = await scene.pair();
  await push(scene, patient, usif, lines(1105));
  const page = await scene.open(doctor, { usif });
  await divider(page).filter({ hasText: 'more are further up' }).waitFor();
  await page.getByRole('button', { name: '1105 new messages' }).waitFor();
  const [, above] = /(\d+) more are further up/.exec(await divider(page).textContent());
  const [, first] = /Line (\d+)\./.exec(await textBelow(page));
  assert.equal(Number(above), Number(first) - 1);
  await page.locator('#scroller').evaluate((it) => (it.scrollTop = 0));
  await until(async () => {
    await page.locator('#older').evaluate((button) => button.click());
    return /Line 1\./.test(await textBelow(page));
  }, 'the line went up with the older ones');
  assert.equal(await divider(page).textContent(), 'New messages');
});

test('where the older ones do not come, the line says so and the page tries no more', async () => {
  const { doctor, patient, usif } = await scene.pair();
  await push(scene, patient, usif, lines(120));
  const page = await scene.open(doctor, { mayFail: true });
  let asked = 0;
  await page.route(/[?&]before=/, (route) => {
    asked += 1;
    if (asked === 1) {
      return route.continue(); // the first page
    }
    return route.fulfill({ status: 503, json: { errcode: 50300, errmsg: 'no store' } });
  });
  await rowOf(page, usif).click();
  await divider(page).filter({ hasText: 'further up' }).waitFor();
  const before = asked;
  await page.getByRole('button', { name: '120 new messages' }).waitFor();
  await push(scene, patient, usif, ['One more']);
  await page.getByRole('button', { name: '121 new messages' }).waitFor();
  assert.ok(asked <= before + 1, `${before}, ${asked}`);
});

test('what is neither text nor picture is a card, in the chat and in the list', async () => {
  const { doctor, patient, usif } = await scene.pair();
  await push(scene, patient, usif, [
    { type: 'file', content: { file: 'f1', name: 'knee.pdf', size: 1_234_567 } },
    { type: 'location', content: { lat: 31.2, deep: { er: 1 } } },
    { type: 'order.card', content: { text: 'Your order is on its way', id: 7 } },
    { type: 'voice', content: { url: 'https://files.example/v.m4a', duration: 12 } },
  ]);
  const page = await scene.open(doctor, { viewport: DESK, usif });
  const card = (kind) => page.locator('#messages .card', { has: page.getByText(kind, { exact: true }) });
  await card('Voice message').getByText('0:12').waitFor();
  const open = card('Voice message').getByRole('link', { name: /^Open/ });
  assert.equal(await open.getAttribute('href'), 'https://files.example/v.m4a');
  assert.equal(await open.getAttribute('rel'), 'noopener noreferrer');
  await card('File').getByText('knee.pdf').waitFor();
  assert.equal(await card('File').getByRole('link').count(), 0);
  await card('Location').getByText('lat: 31.2').waitFor();
  await bubble(page, 'Your order is on its way').waitFor();
  await rowOf(page, usif).getByText('[Voice message · 0:12]').waitFor();
  assert.doesNotMatch(await page.locator('#main').textContent(), /[{}]/);
});

test('addresses in a text can be clicked, and the other side learns nothing', async () => {
  const { doctor, patient, usif } = await scene.pair();
  const text = '请看https://pictures.example/a_(b)，或 javascript:alert(1) <b>https://bank.example@evil.example</b>';
  await push(scene, patient, usif, [text]);
  const page = await scene.open(doctor, { usif });
  await bubble(page, '请看').waitFor();
  assert.equal(await page.locator('#messages .text').textContent(), text);
  const links = page.locator('#messages .text a');
  assert.equal(await links.count(), 1);
  const [popup] = await Promise.all([page.waitForEvent('popup'), links.click()]);
  await popup.waitForURL('https://pictures.example/a_(b)');
  assert.equal(await popup.evaluate(() => globalThis.opener), null);
  assert.equal(await popup.evaluate(() => document.referrer), '');
});

test('a picture of a stranger is asked for by a click alone, one of the operator’s at once', async () => {
  const { doctor, patient, usif } = await scene.pair();
  const page = await scene.page({ mayFail: true });
  const asked = [];
  page.context().on('request', (request) => asked.push(request.url()));
  await push(scene, patient, usif, [
    { type: 'image', content: { url: 'https://stranger.example/a.png', width: 10, height: 10 } },
    { type: 'image', content: 'https://stranger.example/b.png' },
    { type: 'image', content: { url: 'https://pictures.example/c.png' } },
  ]);
  await page.goto(`${scene.hub.url}/?token=${doctor.token}#/chat/${usif}`);
  const image = page.getByRole('img', { name: 'Image' });
  await until(() => image.evaluate((it) => it.complete && it.naturalWidth > 0), 'the operator’s has loaded');
  const cards = page.getByRole('link', { name: /^Show picture stranger\.example/ });
  assert.equal(await cards.count(), 2);
  const isBlocked = await page.evaluate(async () => {
    const blocked = new Promise((resolve) => document.addEventListener('securitypolicyviolation', resolve));
    new Image().src = 'https://stranger.example/by-script.png';
    return (await blocked).effectiveDirective;
  });
  assert.equal(isBlocked, 'img-src');
  assert.deepEqual(asked.filter((url) => /stranger.example\/[ab].png/.test(url)), []);
  const [popup] = await Promise.all([page.waitForEvent('popup'), cards.first().click()]);
  await popup.waitForURL('https://stranger.example/a.png');
});

test('a text is too long by its bytes, and is told so in the field', async () => {
  const { doctor, patient, usif } = await scene.pair();
  const page = await scene.open(doctor, { usif });
  const text = '很长'.repeat(1500); // 3,000 characters, 9,000 bytes
  await say(page, text);
  await page.getByText('This message is too long.').waitFor();
  assert.equal(await field(page).inputValue(), text);
  assert.equal(await page.locator('#messages .message').count(), 0);
  const shorter = unique('很长');
  await field(page).fill(shorter);
  await page.getByText('This message is too long.').waitFor({ state: 'hidden' });
  await say(page, shorter);
  await state(page, shorter, 'sent');
  assert.equal((await scene.hub.history(usif, patient.token)).length, 1);
});

test('a closed chat looks closed, in the list, at its head and where one would write', async () => {
  const { doctor, patient, usif } = await scene.pair();
  await push(scene, patient, usif, ['Thank you']);
  const page = await scene.open(doctor, { viewport: DESK, usif });
  assert.equal(await rowOf(page, usif).getByText('Closed').count(), 0);
  await scene.putChat(usif, [doctor, patient], 'closed');
  await page.getByText('This chat is closed.', { exact: true }).waitFor();
  await rowOf(page, usif).getByText('Closed').waitFor();
  await page.locator('#chat-about', { hasText: 'Closed' }).waitFor();
  await scene.putChat(usif, [doctor, patient]);
  await field(page).waitFor();
  assert.equal(await rowOf(page, usif).getByText('Closed').count(), 0);
});

test('a notice stands below the head of what is looked at, and covers nothing', async () => {
  const { doctor, patient, usif } = await scene.pair();
  await push(scene, patient, usif, lines(30));
  const page = await scene.open(doctor, { usif });
  await scene.hub.publish({ all: 1 }, 'Closed on Friday.');
  const notice = page.locator('#notice');
  await notice.waitFor();
  const edges = async (selector) => {
    const { y, height } = await page.locator(selector).boundingBox();
    return [y, y + height];
  };
  const [top, bottom] = await edges('#notice');
  assert.equal(top, (await edges('#chat > header'))[1]);
  assert.equal(bottom, (await edges('#scroller'))[0]);
  await page.getByRole('link', { name: 'Back' }).click();
  assert.equal((await edges('#notice'))[0], (await edges('#list > header'))[1]);
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await notice.waitFor({ state: 'hidden' });
});
