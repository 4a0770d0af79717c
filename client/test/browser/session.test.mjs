// The session token, and where the user is.

import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import { addressOf, field, live, push, rowOf, say, startScene, state, unique } from './scene.mjs';

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
  await page.getByText('This link does not work').waitFor();
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

/** Ends the page's session as the hub does at the first heartbeat after its time. */
async function expire(page) {
  let isOver = false;
  await page.routeWebSocket(/\/ws(\?|$)/, (socket) => {
    if (isOver) {
      socket.connectToServer();
    } else {
      isOver = true;
      socket.close({ code: 4401 });
    }
  });
  await page.reload();
  await page.getByText('Your session has expired').waitFor();
}

test('a session that is over shows nothing more, and what was written waits for the next one', async () => {
  const { doctor, usif } = await scene.pair();
  const page = await scene.open(doctor, { usif, mayFail: true });
  await field(page).fill('Half a sentence');
  await expire(page);
  await page.locator('#chat').waitFor({ state: 'hidden' });
  await page.getByLabel('Session token').fill(await scene.hub.token(doctor.user, 'doctor'));
  await page.getByRole('button', { name: 'Open' }).click();
  await live(page);
  await field(page).waitFor();
  assert.equal(await field(page).inputValue(), 'Half a sentence');
});

test('of a session that was revoked nothing stays, neither in the page nor in the tab', async () => {
  const { doctor, patient, usif } = await scene.pair();
  await push(scene, patient, usif, Array.from({ length: 59 }, (_, i) => `Secret ${i + 1}`));
  const page = await scene.open(doctor, { usif, mayFail: true });
  await page.getByText('Secret 59').last().waitFor();
  await field(page).fill('Secret half');
  await scene.hub.publish({ all: 1 }, 'Secret notice');
  await page.locator('#notice', { hasText: 'Secret notice' }).waitFor();
  await scene.hub.revoke({ user_id: doctor.user });
  await page.getByText('Nothing of your chats is kept').waitFor();
  const left = await page.evaluate(() => ({
    html: document.documentElement.outerHTML,
    fields: [...document.querySelectorAll('input, textarea')].map(({ value }) => value).join(),
    storage: JSON.stringify({ ...sessionStorage }),
    address: location.href,
    title: document.title,
  }));
  for (const [where, text] of Object.entries(left)) {
    assert.doesNotMatch(text, /Secret|Wang Wei|doc-\d|chat-\d|chathub\./, where);
  }
  await page.evaluate(() => (location.hash = '#/chat/other'));
  await page.getByLabel('Session token').fill(await scene.hub.token(doctor.user, 'doctor'));
  await page.getByRole('button', { name: 'Open' }).click();
  await live(page);
});

test('a link with a token that never was one says so to a patient', async () => {
  for (const token of ['never-was', 'odd token', '令牌', 'a/b=', '%00']) {
    const page = await scene.page({ mayFail: true });
    await page.goto(addressOf(scene.hub.url, token));
    await page.getByRole('heading', { name: 'This link does not work' }).waitFor();
    await page.getByText('ask your clinic for a new link').waitFor();
    await page.context().close();
  }
});

test('what cannot be a token is told so at once', async () => {
  const { doctor } = await scene.pair();
  const page = await scene.page();
  await page.goto(scene.hub.url);
  await page.getByLabel('Session token').fill('https://chat.example/?token=a');
  await page.getByRole('button', { name: 'Open' }).click();
  await page.getByText('This is no session token').waitFor();
  await page.getByLabel('Session token').fill(doctor.token);
  await page.getByRole('button', { name: 'Open' }).click();
  await live(page);
});

for (const language of ['en-US@posix', 'C', 'zh_CN', '', undefined, '../..']) {
  test(`a browser that speaks ${language} shows the chats`, async () => {
    const { doctor, patient, usif } = await scene.pair();
    await push(scene, patient, usif, ['Good morning']);
    const page = await scene.page();
    await page.addInitScript((value) => {
      Object.defineProperty(navigator, 'language', { get: () => value });
      Object.defineProperty(navigator, 'languages', { get: () => [value] });
    }, language);
    await page.goto(addressOf(scene.hub.url, doctor.token, usif));
    await live(page);
    await page.locator('#messages .message', { hasText: 'Good morning' }).waitFor();
  });
}

test('a browser whose storage is full of anything, or is none, shows the chats', async () => {
  const { doctor, patient, usif } = await scene.pair();
  await push(scene, patient, usif, ['Good morning']);
  const storages = [
    (user) => {
      sessionStorage.setItem('chathub.me', '{"odd": 1}');
      for (const name of [user, '{"odd": 1}', 'undefined']) {
        sessionStorage.setItem(`chathub.drafts.${name}`, 'null');
      }
    },
    (user) => sessionStorage.setItem(`chathub.drafts.${user}`, '{"b": [5'),
    () => (Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }),
    () => Object.defineProperty(window, 'sessionStorage', { get() { throw new DOMException('no', 'SecurityError'); } }),
  ];
  for (const storage of storages) {
    const page = await scene.page();
    await page.addInitScript(storage, doctor.user);
    await page.goto(addressOf(scene.hub.url, doctor.token, usif));
    await live(page);
    await page.locator('#messages .message', { hasText: 'Good morning' }).waitFor();
    await field(page).fill('Half');
    await page.context().close();
  }
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
