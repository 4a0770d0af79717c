// Two people, their chat, and their lists.

import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import { until } from '../support/until.mjs';
import { DESK, bubble, field, push, rowOf, say, startScene, state, unique } from './scene.mjs';

const scene = await startScene({ 'pages.image-origins': 'https://pictures.example' });
after(() => scene.close());
afterEach(() => scene.clear());

test('two people chat, and see what was read', async () => {
  const { doctor, patient, usif } = await scene.pair();
  const desk = await scene.open(doctor, { viewport: DESK });
  const phone = await scene.open(patient);
  const asked = unique('How are you?');

  await rowOf(desk, usif).click();
  await say(desk, asked);
  await state(desk, asked, 'sent');
  await rowOf(phone, usif).getByText(asked).waitFor();
  await rowOf(phone, usif).getByText('1 new message').waitFor({ state: 'attached' });
  await until(async () => (await phone.title()) === '(1) Chats', 'the title tells of it');

  await rowOf(phone, usif).click();
  await bubble(phone, asked).waitFor();
  await phone.locator('#messages .new').waitFor();
  await state(desk, asked, 'read');

  const answer = unique('Better');
  await field(phone).pressSequentially('Be');
  await desk.locator('#typing', { hasText: 'Wang Wei is typing' }).waitFor();
  await say(phone, answer);
  await bubble(desk, answer).waitFor();
  await state(phone, answer, 'read');
  await phone.locator('#messages .new').waitFor({ state: 'detached' });

  await phone.getByRole('link', { name: 'Back' }).click();
  await rowOf(phone, usif).getByText(`You: ${answer}`).waitFor();
  assert.equal(await rowOf(phone, usif).locator('.count').count(), 0);
  assert.equal(await phone.title(), 'Chats');
});

test('markup is shown, not run', async () => {
  const { doctor, patient, usif } = await scene.pair();
  const desk = await scene.open(doctor, { usif });
  const phone = await scene.open(patient, { usif });
  const markup = unique('<img src=x onerror="document.title=1"><b>bold</b>');
  await say(desk, markup);
  await bubble(phone, markup).waitFor();
  assert.equal(await bubble(phone, markup).locator('img, b').count(), 0);
});

test('an own message can be recalled', async () => {
  const { doctor, patient, usif } = await scene.pair();
  const desk = await scene.open(doctor, { usif });
  const phone = await scene.open(patient, { usif });
  const wrong = unique('To the wrong patient');
  await say(desk, wrong);
  await bubble(phone, wrong).waitFor();
  await bubble(desk, wrong).click({ button: 'right' });
  await desk.getByRole('button', { name: 'Recall' }).click();
  await bubble(phone, wrong).waitFor({ state: 'detached' });
  await phone.locator('#messages .note', { hasText: 'Dr. Lin recalled a message' }).waitFor();
  await desk.locator('#messages .note', { hasText: 'You recalled a message' }).waitFor();
});

test('an image is sent by its address, and opens in full elsewhere', async () => {
  const { doctor, patient, usif } = await scene.pair();
  const desk = await scene.open(doctor, { usif });
  const phone = await scene.open(patient, { usif });
  await phone.getByRole('button', { name: 'Send an image' }).click();
  const dialog = phone.getByRole('dialog', { name: 'Send an image' });
  await dialog.getByLabel('Address of the image').fill('javascript:alert(1)');
  await dialog.getByRole('button', { name: 'Send' }).click();
  await dialog.getByText('begins with https').waitFor();
  await dialog.getByLabel('Address of the image').fill('https://pictures.example/knee');
  await dialog.getByRole('button', { name: 'Send' }).click();

  const image = desk.getByRole('img', { name: 'Image' });
  await until(() => image.evaluate((it) => it.complete && it.naturalWidth > 0), 'it has loaded');
  const link = desk.locator('a.image');
  assert.equal(await link.getAttribute('href'), 'https://pictures.example/knee');
  assert.equal(await link.getAttribute('target'), '_blank');
  assert.match(await link.getAttribute('rel'), /noopener/);

  await field(phone).fill('https://pictures.example/second.png');
  await phone.getByRole('button', { name: 'Send as an image' }).click();
  await until(async () => (await desk.locator('a.image').count()) === 2, 'the pasted one came');
  assert.equal(await field(phone).inputValue(), '');
});

test('only addresses of the web become images and links', async () => {
  const { doctor, patient, usif } = await scene.pair();
  const urls = ['javascript:alert(1)', 'data:image/svg+xml,<svg/>', '/relative.png', 'file:///etc/hosts'];
  await push(scene, patient, usif, urls.map((url) => ({ type: 'image', content: { url } })));
  const page = await scene.open(doctor, { usif });
  await page.getByText('/relative.png').waitFor();
  assert.equal(await page.locator('#messages a, #messages img').count(), 0);
});

test('an image that cannot be loaded keeps its place and is tried again', async () => {
  const { doctor, patient, usif } = await scene.pair();
  await push(scene, patient, usif, [{ type: 'image', content: { url: 'https://pictures.example/broken' } }]);
  const page = await scene.open(doctor, { usif, mayFail: true });
  await page.getByText('The image can’t be shown').waitFor();
  const { height } = await page.locator('.broken').boundingBox();
  assert.ok(height > 100, `${height}`);
  await page.context().unrouteAll();
  await page.route(/pictures\.example/, (route) =>
    route.fulfill({ contentType: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg"/>' }),
  );
  await scene.hub.disconnect(doctor.user);
  await page.getByRole('img', { name: 'Image' }).waitFor();
});

test('what is too long stays in the field, and the page says why', async () => {
  const { doctor, usif } = await scene.pair();
  const page = await scene.open(doctor, { usif });
  const text = 'long '.repeat(2000).trim();
  await say(page, text);
  await page.getByText('This message is too long.').waitFor();
  assert.equal(await field(page).inputValue(), text);
  assert.equal(await page.locator('#messages .message').count(), 0);
});

test('a closed chat can be read', async () => {
  const { doctor, patient, usif } = await scene.pair();
  await push(scene, doctor, usif, ['Get well soon']);
  const page = await scene.open(patient, { usif });
  await scene.putChat(usif, [doctor, patient], 'closed');
  await page.getByText('This chat is closed.').waitFor();
  await field(page).waitFor({ state: 'hidden' });
  await bubble(page, 'Get well soon').waitFor();
});

test('the service is heard in a chat, in a chat of its own, and by all who are there', async () => {
  const { doctor, patient, usif } = await scene.pair();
  const page = await scene.open(patient, { viewport: DESK, usif });
  await scene.hub.publish({ usif }, 'The appointment was moved.');
  await page.locator('#messages .note', { hasText: 'The appointment was moved.' }).waitFor();
  await scene.hub.publish({ user_ids: [patient.user] }, 'Your bill was paid.');
  await page.getByRole('link', { name: 'Notifications' }).click();
  await page.getByText('Only the service writes here.').waitFor();
  await scene.hub.publish({ all: 1 }, 'Closed on Friday.');
  await page.locator('#notice', { hasText: 'Closed on Friday.' }).waitFor();
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await page.locator('#notice').waitFor({ state: 'hidden' });
  assert.ok(doctor);
});

test('a chat that is not there is said to be none', async () => {
  const { doctor } = await scene.pair();
  const page = await scene.open(doctor);
  await page.evaluate(() => (location.hash = '#/chat/nothing'));
  await page.getByText('There is no such chat here.').waitFor();
});

test('whose name is not known can recall, too, as soon as it is sent', async () => {
  const { doctor, patient } = await scene.pair();
  const usif = unique('unnamed').replace(/[^a-z0-9]/g, '');
  await scene.putChat(usif, [{ ...doctor, name: undefined }, patient]);
  const page = await scene.open(doctor, { usif });
  const wrong = unique('To the wrong patient');
  await say(page, wrong);
  await state(page, wrong, 'sent');
  await bubble(page, wrong).click({ button: 'right' });
  await page.getByRole('button', { name: 'Recall' }).click();
  await bubble(page, wrong).waitFor({ state: 'detached' });
});

test('more than is held is not read before it was seen', async () => {
  const { doctor, patient, usif } = await scene.pair();
  await push(scene, doctor, usif, Array.from({ length: 120 }, (_, i) => `Much ${i + 1}.`));
  const page = await scene.open(patient, { usif });
  await page.locator('#messages .new').waitFor();
  const unread = async () => (await scene.hub.get('/api/chats', patient.token)).chats[0].unread;
  assert.equal(await unread(), 120);
  await page.locator('#down').click();
  await until(async () => (await unread()) === 0, 'all is read at the end');
});

test('a link leads to a chat that is far down the list', async () => {
  const { doctor, patient, usif } = await scene.pair();
  for (let i = 0; i < 120; i += 1) {
    await scene.putChat(`${usif}-${i}`, [doctor, patient]);
  }
  const page = await scene.open(doctor);
  assert.equal(await rowOf(page, usif).count(), 0);
  await page.evaluate((name) => (location.hash = `#/chat/${name}`), usif);
  await page.locator('#chat-title', { hasText: patient.name }).waitFor();
  await rowOf(page, usif).waitFor({ state: 'attached' });
});

test('who is there shows, of patients too', async () => {
  const { doctor, patient, usif } = await scene.pair();
  const desk = await scene.open(doctor, { viewport: DESK, usif });
  await desk.locator('#chat-about', { hasText: 'offline' }).waitFor();
  await scene.open(patient);
  await desk.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await desk.locator('#chat-about', { hasText: 'Patient · online' }).waitFor();
  await rowOf(desk, usif).getByRole('img', { name: 'online' }).waitFor();
});

test('a new chat and many chats are in the list, the latest first', async () => {
  const patient = await scene.person('busy', 'patient', 'Busy');
  const page = await scene.open(patient);
  await page.getByText('No chats yet').waitFor();
  const doctor = await scene.person('doc-of-busy', 'doctor', 'Dr. Lin');
  for (let i = 0; i < 60; i += 1) {
    await scene.putChat(`busy-${i}`, [doctor, patient]);
  }
  await push(scene, doctor, 'busy-7', ['The latest']);
  await page.reload();
  await page.locator('.row').nth(49).waitFor();
  assert.equal(await page.locator('.row').first().getAttribute('data-usif'), 'busy-7');
  await page.locator('.row').nth(49).scrollIntoViewIfNeeded();
  await page.locator('.row').nth(59).waitFor();
});

test('it speaks the language of the browser', async () => {
  const { doctor } = await scene.pair();
  const page = await scene.open(doctor, { locale: 'zh-CN' });
  await page.getByRole('heading', { name: '会话' }).waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'zh-CN');
});

test('nothing is wider than a phone', async () => {
  const { doctor, patient, usif } = await scene.pair();
  const page = await scene.open(doctor, { touch: true });
  const overflow = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(await overflow(), 0);
  await rowOf(page, usif).click();
  const image = { url: 'https://pictures.example/wide', width: 9000, height: 50 };
  await push(scene, patient, usif, [{ type: 'image', content: image }]);
  const wide = unique('w'.repeat(300));
  await say(page, wide);
  await state(page, wide, 'sent');
  assert.equal(await overflow(), 0);
});
