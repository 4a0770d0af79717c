// The pages for those who use keys, or listen, or have large fingers.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, afterEach, test } from 'node:test';
import { until } from '../support/until.mjs';
import {
  DESK,
  PHONE,
  bubble,
  comeBack,
  field,
  push,
  rowOf,
  say,
  startScene,
  state,
  tryNow,
  unique,
} from './scene.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const scene = await startScene({ 'pages.image-origins': 'https://pictures.example' });
after(() => scene.close());
afterEach(() => scene.clear());

const LOOKS = [
  { colorScheme: 'light', viewport: PHONE, touch: true },
  { colorScheme: 'dark', viewport: PHONE, touch: true },
  { colorScheme: 'light', viewport: DESK },
  { colorScheme: 'dark', viewport: DESK },
];

for (const look of LOOKS) {
  test(`axe finds nothing: ${look.colorScheme}, ${look.viewport.width} wide`, async () => {
    const { doctor, patient, usif } = await scene.pair();
    await push(scene, doctor, usif, [
      'How are you?',
      { type: 'image', content: { url: 'https://pictures.example/knee' } },
      { type: 'image', content: { url: 'https://pictures.example/broken' } },
      { type: 'location', content: { lat: 31.2 } },
    ]);
    await scene.hub.publish({ usif }, 'The appointment was moved.');

    const page = await scene.behind(patient, look);
    await rowOf(page, usif).locator('.count').waitFor();
    assert.deepEqual(await violations(page), [], 'list');

    await rowOf(page, usif).click();
    await page.locator('.new').waitFor();
    await say(page, 'Fine');
    await state(page, 'Fine', 'sent');
    assert.deepEqual(await violations(page), [], 'chat');

    await page.locator('.options').last().evaluate((button) => button.click());
    await page.getByRole('dialog').waitFor();
    assert.deepEqual(await violations(page), [], 'menu');
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Send an image' }).click();
    assert.deepEqual(await violations(page), [], 'image dialog');
    await page.keyboard.press('Escape');

    await scene.hub.publish({ all: 1 }, 'Closed on Friday.');
    await page.locator('#notice').waitFor();
    scene.proxy.down();
    scene.proxy.cut();
    await tryNow(page).waitFor();
    await say(page, 'Waits');
    await state(page, 'Waits', 'waiting');
    assert.deepEqual(await violations(page), [], 'offline');
    await scene.putChat(usif, [doctor, patient], 'closed');
    await comeBack(page, scene.proxy);
    await state(page, 'Waits', 'failed');
    await page.getByText('This chat is closed.', { exact: true }).waitFor();
    assert.deepEqual(await violations(page), [], 'closed');

    await scene.hub.revoke({ user_id: patient.user });
    await page.getByText('Get a new token').waitFor();
    assert.deepEqual(await violations(page), [], 'signed out');
  });
}

test('everything can be done with keys', async () => {
  const { doctor, patient, usif } = await scene.pair();
  await push(scene, patient, usif, ['How are you?']);
  const page = await scene.open(doctor, { viewport: DESK });
  await tabTo(page, `.row[data-usif="${usif}"]`);
  await page.keyboard.press('Enter');
  await until(() => hasFocus(page, '#input'), 'the line to write in has the focus');

  const second = unique('two');
  await page.keyboard.type('one');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type(second);
  assert.equal(await field(page).inputValue(), `one\n${second}`);
  await page.keyboard.press('Enter');
  await state(page, second, 'sent');
  assert.ok(await hasFocus(page, '#input'));

  await tabTo(page, '.own .options', 'Shift+Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Options of this message' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  assert.ok(await hasFocus(page, '.own .options'));
  await page.keyboard.press('Enter');
  await tabTo(page, '#menu button:nth-child(2)');
  await page.keyboard.press('Enter');
  await bubble(page, second).waitFor({ state: 'detached' });
});

test('the focus goes along between list and chat on a phone', async () => {
  const { doctor, usif } = await scene.pair();
  const page = await scene.open(doctor, { touch: true });
  await rowOf(page, usif).click();
  await until(() => hasFocus(page, '#chat-title'), 'the chat has the focus, and no keys come up');
  await page.getByRole('link', { name: 'Back' }).click();
  await until(() => hasFocus(page, `.row[data-usif="${usif}"]`), 'its row has it');
});

test('new messages are announced, many of them as one', async () => {
  const { doctor, patient, usif } = await scene.pair();
  const page = await scene.behind(patient, { usif });
  const announced = page.locator('#announce');
  assert.equal(await announced.getAttribute('aria-live'), 'polite');
  const text = unique('Listen');
  await push(scene, doctor, usif, [text]);
  await announced.getByText(`Dr. Lin: ${text}`).waitFor({ state: 'attached' });

  scene.proxy.down();
  scene.proxy.cut();
  await push(scene, doctor, usif, ['1', '2', '3', '4', '5']);
  await scene.proxy.up();
  await announced.getByText('5 new messages', { exact: true }).waitFor({ state: 'attached' });

  await page.getByRole('link', { name: 'Back' }).click();
  await push(scene, doctor, usif, ['Elsewhere']);
  await announced.getByText('Dr. Lin: 1 new message').waitFor({ state: 'attached' });
  assert.equal(await announced.locator('p').count(), 3);
});

test('who says what, and how far it got, can be heard', async () => {
  const { doctor, patient, usif } = await scene.pair();
  await push(scene, doctor, usif, ['How are you?']);
  const page = await scene.open(patient, { usif });
  await say(page, 'Fine');
  await state(page, 'Fine', 'sent');
  const messages = page.getByRole('region', { name: 'Messages' }).getByRole('listitem');
  assert.match(await messages.filter({ hasText: 'How are you?' }).textContent(), /^Dr\. Lin: How are you\?/);
  const own = messages.filter({ hasText: 'Fine' });
  assert.match(await own.textContent(), /^You: Fine/);
  await own.getByRole('img', { name: 'Sent' }).waitFor();
});

test('what a finger is to hit is large enough', async () => {
  const { doctor, patient, usif } = await scene.pair();
  const image = { url: 'https://pictures.example/small', width: 9, height: 2 };
  await push(scene, doctor, usif, ['How are you?', { type: 'image', content: image }]);
  const page = await scene.open(patient, { touch: true });
  const small = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('a, button, input, textarea')]
        .filter((it) => it.checkVisibility() && !it.matches('.options'))
        .map((it) => ({ it, box: it.getBoundingClientRect() }))
        .filter(({ box }) => box.width < 44 || box.height < 44)
        .map(({ it, box }) => `${it.outerHTML.slice(0, 80)} ${box.width}x${box.height}`),
    );
  assert.deepEqual(await small(), []);
  await rowOf(page, usif).click();
  await page.locator('a.image').waitFor();
  assert.deepEqual(await small(), []);
  await page.getByRole('button', { name: 'Send an image' }).tap();
  assert.deepEqual(await small(), []);
  await page.keyboard.press('Escape');
  await longPress(page, bubble(page, 'How are you?'));
  await page.getByRole('dialog', { name: 'Options of this message' }).waitFor();
  assert.deepEqual(await small(), []);
  await page.getByRole('button', { name: 'Cancel' }).tap();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
});

async function violations(page) {
  await page.evaluate(AXE);
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
}

const hasFocus = (page, selector) => page.evaluate((it) => document.activeElement.matches(it), selector);

async function tabTo(page, selector, key = 'Tab') {
  for (let i = 0; i < 30; i += 1) {
    await page.keyboard.press(key);
    if (await hasFocus(page, selector)) {
      return;
    }
  }
  assert.fail(`${selector} cannot be reached`);
}

/** A finger that stays. */
async function longPress(page, target) {
  const { x, y } = await target.boundingBox();
  const session = await page.context().newCDPSession(page);
  const touchPoints = [{ x: x + 10, y: y + 10 }];
  await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints });
  await page.locator('#menu[open]').waitFor();
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
}
