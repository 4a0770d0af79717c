// What the pages look like, kept for people to look at.
//
// CHATHUB_SCREENSHOTS   the directory; test/output where not given

import assert from 'node:assert/strict';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, afterEach, test } from 'node:test';
import { DESK, PHONE, bubble, comeBack, push, rowOf, startScene, state } from './scene.mjs';

const DIR = process.env.CHATHUB_SCREENSHOTS ?? fileURLToPath(new URL('../output', import.meta.url));
mkdirSync(DIR, { recursive: true });

const scene = await startScene({ 'pages.image-origins': 'https://pictures.example' });
after(() => scene.close());
afterEach(() => scene.clear());

const LONG_NAME = 'Professor Dr. Maximiliane-Alexandra von Hohenberg-Unterweissenbach';
const { doctor, patient, usif } = await scene.pair();
await furnish();

for (const colorScheme of ['light', 'dark']) {
  for (const viewport of [PHONE, DESK]) {
    for (const locale of ['en-US', 'zh-CN']) {
      const look = { colorScheme, viewport, locale, touch: viewport === PHONE, mayFail: true };
      const name = `${viewport.width}-${colorScheme}-${locale.slice(0, 2)}`;
      test(`pictures of ${name}`, () => pictures(look, name));
    }
  }
}

async function pictures(look, name) {
  const keep = async (page, what) => {
    const path = join(DIR, `${what}-${name}.png`);
    await page.screenshot({ path });
    assert.ok(statSync(path).size > 0);
  };
  const page = await scene.behind(patient, look);
  await rowOf(page, usif).waitFor();
  await keep(page, 'list');

  await rowOf(page, usif).click();
  await bubble(page, 'Fine.').waitFor();
  await page.locator('.broken').waitFor();
  await page.locator('#scroller').evaluate((it) => (it.scrollTop = it.scrollHeight));
  await keep(page, 'chat');
  await page.locator('#scroller').evaluate((it) => (it.scrollTop = 120));
  await page.locator('#down').waitFor();
  await keep(page, 'chat-scrolled-up');

  await page.locator('.own .options').last().evaluate((button) => button.click());
  await page.locator('#menu[open]').waitFor();
  await keep(page, 'menu');
  await page.keyboard.press('Escape');

  scene.proxy.down();
  scene.proxy.cut();
  await page.locator('#input').fill('Written in the tunnel');
  await page.locator('#send').click();
  await state(page, 'Written in the tunnel', 'waiting');
  await page.locator('.connection-action button').filter({ visible: true }).waitFor();
  await keep(page, 'offline');

  await scene.putChat(usif, [doctor, patient], 'closed');
  await comeBack(page, scene.proxy);
  await state(page, 'Written in the tunnel', 'failed');
  await page.locator('#closed').waitFor();
  await keep(page, 'failed-in-closed-chat');
  await scene.putChat(usif, [doctor, patient]);
  await page.locator('#composer').waitFor();

  await page.evaluate(() => (location.hash = '#/chat/nothing'));
  await page.locator('#no-chat').waitFor();
  await keep(page, 'no-such-chat');

  const other = await scene.page(look);
  await other.goto(scene.hub.url);
  await other.locator('#token-form').waitFor();
  await keep(other, 'signed-out');
}

/** Chats of all kinds. */
async function furnish() {
  const nurse = await scene.person('nurse', 'nurse', '王小明');
  for (let i = 0; i < 20; i += 1) {
    const other = await scene.person(`other-${i}`, 'doctor', i % 3 === 0 ? `${LONG_NAME} ${i}` : `Dr. ${i}`);
    await scene.putChat(`other-${i}`, [other, patient]);
    const text = 'A line of a message that is as long as it can be';
    await push(scene, other, `other-${i}`, Array(i === 17 ? 120 : i % 4).fill(text));
  }
  await scene.putChat('group', [doctor, nurse, patient], 'open', '4096');
  await push(scene, nurse, 'group', ['三点给您打电话。']);
  await scene.hub.publish({ user_ids: [patient.user] }, 'Your bill was paid.');
  await push(scene, doctor, usif, ['Good morning. How did you sleep?']);
  await push(scene, patient, usif, [
    'Better, thank you.',
    'w'.repeat(90),
    'A longer story.\n\nI woke at four and could not sleep any more, so I took half a tablet, as you said.',
  ]);
  await push(scene, doctor, usif, [
    { type: 'image', content: { url: 'https://pictures.example/knee', width: 400, height: 300 } },
    { type: 'image', content: { url: 'https://pictures.example/broken' } },
  ]);
  await scene.hub.publish({ usif }, 'The appointment was moved to Friday, 10:30.');
  await push(scene, doctor, usif, ['好的，我看一下。', 'Fine.']);
}
