// The session token, and where the user is.

import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import { addressOf, field, live, rowOf, say, startScene, state, unique } from './scene.mjs';

const scene = await startScene({ 'limits.single-connection': true });
after(() => scene.close());
afterEach(() => scene.clear());

test('without a token the page says what to do', async () => {
  const page = await scene.page();
  await page.goto(scene.hub.url);
  await page.getByRole('heading', { name: 'A session token is needed' }).waitFor();
  await page.getByText('?token=').waitFor();
});

test('an unknown token is answered by asking for a new one', async () => {
  const { doctor } = await scene.pair();
  const page = await scene.page({ mayFail: true });
  await page.goto(addressOf(scene.hub.url, 'no-such-token'));
  await page.getByText('Get a new token').waitFor();
  await page.getByLabel('Session token').fill(doctor.token);
  await page.getByRole('button', { name: 'Open' }).click();
  await live(page);
});

test('the token leaves the address and survives a reload', async () => {
  const { doctor, usif } = await scene.pair();
  const page = await scene.open(doctor);
  assert.equal(new URL(page.url()).search, '');
  await page.reload();
  await live(page);
  await rowOf(page, usif).waitFor();
});

test('a session that is ended shows nothing more, and what was written waits for the next one', async () => {
  const { doctor, usif } = await scene.pair();
  const page = await scene.open(doctor, { usif, mayFail: true });
  await field(page).fill('Half a sentence');
  await scene.hub.revoke({ user_id: doctor.user });
  await page.getByText('Get a new token').waitFor();
  await page.locator('#chat').waitFor({ state: 'hidden' });
  await page.getByLabel('Session token').fill(await scene.hub.token(doctor.user, 'doctor'));
  await page.getByRole('button', { name: 'Open' }).click();
  await live(page);
  await field(page).waitFor();
  assert.equal(await field(page).inputValue(), 'Half a sentence');
});

test('replaced by another place, it stays away until told otherwise', async () => {
  const { doctor, usif } = await scene.pair();
  const first = await scene.open(doctor, { usif });
  const second = await scene.open(doctor, { usif });
  await first.getByText('Open in another place.').filter({ visible: true }).waitFor();
  const text = unique('From the second place');
  await say(second, text);
  await state(second, text, 'sent');
  assert.equal((await scene.hub.connections(doctor.user)).length, 1);
  await first.getByRole('button', { name: 'Use here' }).filter({ visible: true }).click();
  await live(first);
  await state(first, text, 'sent');
  await second.getByText('Open in another place.').filter({ visible: true }).waitFor();
});
