// What is sent gets there once, whatever happens to the page and to the hub.

import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import { until } from '../support/until.mjs';
import {
  DESK,
  bubble,
  comeBack,
  field,
  goOffline,
  lastTexts,
  push,
  rowOf,
  say,
  startScene,
  state,
  troubles,
  unique,
} from './scene.mjs';

const scene = await startScene();
after(() => scene.close());

afterEach(() => scene.clear());

test('what was written offline outlives a reload, sent or not', async () => {
  const { doctor, patient, usif } = await scene.pair();
  const train = await scene.behind(patient, { usif });
  await goOffline(train, scene.proxy);
  const text = unique('Before the tunnel');
  await say(train, text);
  await state(train, text, 'waiting');
  await field(train).fill('A sentence that is not fin');
  await scene.proxy.up();
  await train.reload();
  await state(train, text, 'sent');
  assert.equal(await field(train).inputValue(), 'A sentence that is not fin');
  const sent = await scene.hub.history(usif, doctor.token);
  assert.deepEqual(sent.map((message) => message.content), [text]);
});

test('a page that is reloaded in mid-send stores its message once', async () => {
  const { doctor, patient, usif } = await scene.pair();
  const train = await scene.behind(patient, { usif });
  const text = unique('Once only');
  scene.proxy.stall('toClient');
  await say(train, text);
  await until(async () => (await scene.hub.history(usif, doctor.token)).length === 1, 'it is stored');
  await state(train, text, 'sending');
  scene.proxy.cut(); // and with it the answer
  scene.proxy.flow();
  await train.reload();
  await state(train, text, 'sent');
  const more = unique('Behind it');
  await say(train, more);
  await state(train, more, 'sent');
  const sent = await scene.hub.history(usif, doctor.token);
  assert.deepEqual(sent.map((message) => message.content), [text, more]);
  assert.equal(await bubble(train, text).count(), 1);
});

test('two tabs of one user show what the other one sends and reads', async () => {
  const { doctor, patient, usif } = await scene.pair();
  const one = await scene.open(patient, { usif });
  const other = await scene.open(patient, { context: one.context() });
  const text = unique('From one tab');
  await say(one, text);
  await rowOf(other, usif).getByText(`You: ${text}`).waitFor();
  await rowOf(other, usif).click();
  await state(other, text, 'sent');
  await other.getByRole('link', { name: 'Back' }).click();
  await one.getByRole('link', { name: 'Back' }).click();

  await push(scene, doctor, usif, ['For both']);
  for (const tab of [one, other]) {
    await rowOf(tab, usif).getByText('1 new message').waitFor({ state: 'attached' });
  }
  await rowOf(one, usif).click();
  await rowOf(other, usif).locator('.count').waitFor({ state: 'detached' });
  assert.equal(await other.title(), 'Chats');

  await rowOf(other, usif).click();
  const texts = ['a', 'b', 'c', 'd'].map(unique);
  await Promise.all([say(one, texts[0]), say(other, texts[1])]);
  await Promise.all([say(one, texts[2]), say(other, texts[3])]);
  for (const tab of [one, other]) {
    for (const each of texts) {
      await state(tab, each, 'sent');
    }
  }
  const sent = await scene.hub.history(usif, doctor.token);
  assert.deepEqual(sent.slice(2).map((message) => message.content).sort(), [...texts].sort());
  assert.deepEqual(await lastTexts(one, 4), await lastTexts(other, 4));
});

test('a server that is killed and comes back is found again', async () => {
  const { doctor, patient, usif } = await scene.pair();
  const phone = await scene.open(patient, { usif, mayFail: true });
  const desk = await scene.open(doctor, { viewport: DESK, usif, mayFail: true });
  const before = unique('Before');
  await say(phone, before);
  await bubble(desk, before).waitFor();

  await scene.hub.kill();
  await troubles(phone).filter({ hasText: 'No connection. Trying again.' }).waitFor();
  await troubles(desk).filter({ hasText: 'No connection. Trying again.' }).waitFor();
  const [asked, told] = [unique('From the phone'), unique('From the desk')];
  await say(phone, asked);
  await say(desk, told);
  await state(phone, asked, 'waiting');
  await state(desk, told, 'waiting');

  await scene.hub.start();
  await state(phone, asked, 'read');
  await state(desk, told, 'read');
  const sent = await scene.hub.history(usif, doctor.token);
  assert.deepEqual(sent.map((message) => message.content).sort(), [before, asked, told].sort());
});

test('a message that is refused says why, and can be sent again or given up', async () => {
  const { doctor, patient, usif } = await scene.pair();
  const page = await scene.behind(patient, { usif });
  await goOffline(page, scene.proxy);
  const [again, never] = [unique('Once more'), unique('Never mind')];
  await say(page, again);
  await say(page, never);
  await scene.putChat(usif, [doctor, patient], 'closed');
  await comeBack(page, scene.proxy);
  await state(page, never, 'failed');
  assert.equal(await page.getByText('Not sent: This chat is closed.').count(), 2);
  await rowOf(page, usif).getByText('Not sent:').waitFor({ state: 'attached' });

  await scene.putChat(usif, [doctor, patient]);
  await field(page).waitFor();
  const rowFor = (text) => page.locator('#messages .message', { hasText: text });
  await rowFor(again).getByRole('button', { name: 'Try again' }).click();
  await state(page, again, 'sent');
  await bubble(page, never).click({ button: 'right' });
  await page.getByRole('button', { name: 'Discard' }).click();
  await bubble(page, never).waitFor({ state: 'detached' });
  assert.equal((await scene.hub.history(usif, doctor.token)).length, 1);
});
