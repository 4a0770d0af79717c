// The pages on a connection that comes and goes, as on a train.

import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import { until } from '../support/until.mjs';
import {
  bubble,
  comeBack,
  goOffline,
  lastTexts,
  live,
  push,
  rowOf,
  say,
  startScene,
  state,
  troubles,
  unique,
} from './scene.mjs';

const CALM_MS = 2000;

const scene = await startScene();
after(() => scene.close());

afterEach(() => scene.clear());

test('what was missed and what was written offline arrives, in its place', async () => {
  const { doctor, patient, usif } = await scene.pair();
  const train = await scene.behind(patient, { usif });
  const desk = await scene.open(doctor, { usif });
  await goOffline(train, scene.proxy);

  const missed = [1, 2, 3].map((n) => unique(`Missed ${n}`));
  for (const text of missed) {
    await say(desk, text);
    await state(desk, text, 'sent');
  }
  const meanwhile = unique('Written while offline');
  await say(train, meanwhile);
  await state(train, meanwhile, 'waiting');

  await comeBack(train, scene.proxy);
  await bubble(train, missed[2]).waitFor();
  await bubble(desk, meanwhile).waitFor();
  await state(train, meanwhile, 'read');
  assert.deepEqual(await lastTexts(train, 4), [...missed, meanwhile]);
  await state(desk, missed[2], 'read');
});

test('a message that is lost on the way leaves no hole', async () => {
  const { doctor, patient, usif } = await scene.pair();
  const page = await scene.page();
  const line = await tap(page);
  await page.goto(`${scene.hub.url}/?token=${patient.token}#/chat/${usif}`);
  await live(page);
  const texts = [1, 2].map((n) => unique(`Hole ${n}`));
  line.isDeaf = true;
  await push(scene, doctor, usif, [texts[0]]);
  await until(() => line.swallowed.includes('push'), 'it is lost');
  line.isDeaf = false;
  await push(scene, doctor, usif, [texts[1]]);
  await bubble(page, texts[0]).waitFor();
  assert.deepEqual(await lastTexts(page, 2), texts);
});

test('a short break is passed over, a long one is said without moving anything', async () => {
  const { patient, usif } = await scene.pair();
  const page = await scene.behind(patient, { usif });
  await page.evaluate(() => {
    const seen = (globalThis.seen = { words: [], breaks: [] });
    let since = 0;
    new MutationObserver(() => {
      const isLive = document.body.dataset.connection === 'live';
      if (!isLive && !since) {
        since = performance.now();
      } else if (isLive && since) {
        seen.breaks.push(performance.now() - since);
        since = 0;
      }
      const text = document.querySelector('#chat .connection-text').textContent;
      if (text) {
        seen.words.push(text);
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  });
  const seen = () => page.evaluate(() => globalThis.seen);
  const isShort = async () => {
    const count = (await seen()).breaks.length;
    const said = (await seen()).words.length;
    scene.proxy.cut();
    const now = await until(async () => ((await seen()).breaks.length > count ? seen() : null), 'it is back');
    if (now.breaks.at(-1) > CALM_MS * 0.9) {
      return false; // a slow machine: once more
    }
    assert.equal(now.words.length, said);
    return true;
  };
  await until(isShort, 'a break that was short');

  const place = () => page.locator('#scroller').boundingBox();
  const before = await place();
  await goOffline(page, scene.proxy);
  assert.deepEqual(await place(), before);
  await comeBack(page, scene.proxy);
  await troubles(page).waitFor({ state: 'hidden' });
  assert.deepEqual(await place(), before);
});

test('a chat that was loaded can be read offline, and one that was not says so', async () => {
  const { doctor, patient, usif } = await scene.pair();
  await push(scene, doctor, usif, ['First', 'Second']);
  const page = await scene.behind(patient, { usif });
  await bubble(page, 'Second').waitFor();
  await page.getByRole('link', { name: 'Back' }).click();
  await goOffline(page, scene.proxy);
  await rowOf(page, usif).click();
  await bubble(page, 'First').waitFor();
  await page.evaluate(() => (location.hash = '#/chat/elsewhere'));
  await page.getByText('will be shown once the connection is back').waitFor();
});

test('without a network the page says so, and the head speaks of the other one alone', async () => {
  const { patient, doctor, usif } = await scene.pair();
  const page = await scene.open(doctor, { usif, mayFail: true });
  await page.locator('#chat-about', { hasText: 'Patient · offline' }).waitFor();
  await page.context().setOffline(true);
  await troubles(page).filter({ hasText: 'No network on this device.' }).waitFor();
  assert.doesNotMatch(await page.locator('#chat > header').textContent(), /network|connection/i);
  const strip = await troubles(page).boundingBox();
  const [scroller, composer] = await Promise.all(
    ['#scroller', '#composer'].map((place) => page.locator(place).boundingBox()),
  );
  assert.ok(strip.y >= scroller.y + scroller.height && strip.y + strip.height <= composer.y + 1);
  await page.context().setOffline(false);
  await troubles(page).waitFor({ state: 'hidden' });
  assert.ok(patient);
});

test('a message that gets no answer is trouble, until the answer is there', async () => {
  const { patient, usif } = await scene.pair();
  const page = await scene.behind(patient, { usif });
  scene.proxy.stall('toClient');
  const text = unique('Into the dark');
  await say(page, text);
  await troubles(page).filter({ hasText: /not answer|Trying again/ }).waitFor();
  scene.proxy.flow();
  await state(page, text, 'sent');
  await troubles(page).waitFor({ state: 'hidden' });
});

test('who waits for a hub that does not answer is told so', async () => {
  const { patient, usif } = await scene.pair();
  const page = await scene.behind(patient, { usif });
  await goOffline(page, scene.proxy);
  await troubles(page).filter({ hasText: 'The service does not answer.' }).waitFor();
  await page.getByRole('link', { name: 'Back' }).click();
  await troubles(page).filter({ hasText: 'The service does not answer.' }).waitFor();
  await comeBack(page, scene.proxy);
  await troubles(page).waitFor({ state: 'hidden' });
});

test('a hub that goes for a while is said to restart', async () => {
  const { patient, usif } = await scene.pair();
  const page = await scene.page({ mayFail: true });
  let isFirst = true;
  await page.routeWebSocket(/\/ws(\?|$)/, (socket) => {
    if (isFirst) {
      isFirst = false;
      const server = socket.connectToServer();
      server.onMessage((frame) => {
        socket.send(frame);
        if (JSON.parse(frame).msgType === 'reconnect') {
          const data = { code: 1012, reason: 'drain', retry_after_ms: 600_000 };
          socket.send(JSON.stringify({ msgType: 'bye', errcode: 0, errmsg: '', data }));
          socket.close({ code: 1012 });
        }
      });
    } else {
      socket.connectToServer();
    }
  });
  await page.goto(`${scene.hub.url}/?token=${patient.token}#/chat/${usif}`);
  await troubles(page).filter({ hasText: 'The service restarts.' }).waitFor();
  await page.getByRole('button', { name: 'Try now' }).filter({ visible: true }).click();
  await live(page);
  await troubles(page).waitFor({ state: 'hidden' });
});

test('why the client is not live is said in words, and a reason without words as a break', async () => {
  const page = await scene.page();
  await page.route('**/chathub.js', (route) => route.fulfill({ contentType: 'text/javascript', body: CLIENT }));
  await page.goto(`${scene.hub.url}/?token=any`);
  const become = (state, why) => page.evaluate((to) => globalThis.hub.become(...to), [state, why]);
  const says = (words) => troubles(page).filter({ hasText: words }).waitFor();
  await become('waiting', { code: 0, reason: 'one-of-tomorrow', message: 'for developers' });
  await says('No connection. Trying again.');
  await become('waiting', { code: 1013, reason: 'lost' });
  await says('The service is busy.');
  await become('syncing', { code: 0, reason: 'http', message: 'for developers' });
  await says('The service answers in part only.');
  await become('live', null);
  await troubles(page).waitFor({ state: 'hidden' });
  await become('live', { code: 0, reason: 'silent' });
  await says('The service does not answer.');
  await page.evaluate(() => globalThis.hub.learn(null)); // without another state
  await troubles(page).waitFor({ state: 'hidden' });
  await page.evaluate(() => globalThis.hub.learn({ code: 0, reason: 'offline' }));
  await says('No network on this device.');
  await become('failed', { code: 0, reason: 'url' });
  await says('This page has a wrong address of the service.');
  await become('failed', { code: 1008, reason: 'constructor' });
  await says('Connection refused.');
});

/** A client that says what it is told to. */
const CLIENT = `export function createChathub() {
  const listeners = {};
  const hub = {
    state: 'connecting', why: null, user: 'u', chats: [], isLoaded: true, hasMore: false, unread: 0,
    now: () => Date.now(),
    on: (event, listener) => (listeners[event] ??= []).push(listener),
    connect: () => (globalThis.hub = hub),
    become(state, why) {
      Object.assign(hub, { state, why });
      listeners.state.forEach((listener) => listener(state, why));
    },
    learn(why) {
      hub.why = why;
      listeners.change.forEach((listener) => listener([]));
    },
  };
  return hub;
}`;

/** A hand on the page's WebSocket: while it is deaf, what the hub says is lost. */
async function tap(page) {
  const line = { isDeaf: false, swallowed: [] };
  await page.routeWebSocket(/\/ws(\?|$)/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((frame) => {
      if (line.isDeaf) {
        line.swallowed.push(JSON.parse(frame).msgType);
      } else {
        socket.send(frame);
      }
    });
  });
  return line;
}
