// What the hub refuses as too long goes back into the field.

import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import { bubble, field, say, startScene, state, troubles } from './scene.mjs';

const scene = await startScene();
after(() => scene.close());
afterEach(() => scene.clear());

test('a text that became too long while it waited can be edited, not tried again', async () => {
  const { doctor, usif } = await scene.pair();
  const page = await scene.open(doctor, { usif, mayFail: true });
  await scene.hub.kill();
  await troubles(page).filter({ hasText: 'Trying again.' }).waitFor();
  const text = `Long ${'x'.repeat(3000)}`;
  await say(page, text);
  await state(page, text, 'waiting');
  await field(page).fill('Begun');
  await scene.hub.start({ 'limits.content-bytes': '1KiB' });
  await state(page, text, 'failed');
  const row = page.locator('#messages .message', { hasText: text });
  await row.getByText('Not sent: This message is too long.').waitFor();
  assert.equal(await row.getByRole('button', { name: 'Try again' }).count(), 0);
  await bubble(page, text).click({ button: 'right' });
  await page.getByRole('dialog').getByRole('button', { name: 'Edit' }).waitFor();
  assert.equal(await page.getByRole('dialog').getByRole('button', { name: 'Try again' }).count(), 0);
  await page.keyboard.press('Escape');
  await row.getByRole('button', { name: 'Edit' }).click();
  assert.equal(await field(page).inputValue(), `${text}\nBegun`);
  await row.waitFor({ state: 'detached' });
});
