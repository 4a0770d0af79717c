// The demo page in a real browser, against a hub of the test's own.
//
// CHROMIUM   the browser; /usr/bin/chromium where not given

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { startHub } from '../support/hub.mjs';

const PHONE = { width: 375, height: 720 };
const DESK = { width: 1280, height: 800 };

const usif = 'page-1';

let hub;
let url;
let doctorToken;
let patientToken;
let browser;
let wrongs = [];

before(async () => {
  hub = await startHub();
  url = new URL(hub.url);
  await hub.putChat(usif, ['dr-lin', 'pat-wang']);
  doctorToken = await hub.token('dr-lin', 'doctor');
  patientToken = await hub.token('pat-wang', 'patient');
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
});

after(async () => {
  await browser?.close();
  await hub?.close();
});

afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  assert.deepEqual(wrongs.splice(0), []);
});

test('without a token the page says what to do', async () => {
  const page = await newPage();
  await page.goto(url.href);
  await page.getByRole('heading', { name: 'A session token is needed' }).waitFor();
  await page.getByText('?token=').waitFor();
});

test('an unknown token is answered by asking for a new one', async () => {
  const page = await newPage({ mayFail: true });
  await page.goto(addressOf('no-such-token'));
  await page.getByText('Get a new token').waitFor();
  await page.getByLabel('Session token').fill(doctorToken);
  await page.getByRole('button', { name: 'Open' }).click();
  await ready(page);
});

test('the token leaves the address and survives a reload', async () => {
  const page = await open(doctorToken);
  assert.equal(new URL(page.url()).search, '');
  await page.reload();
  await ready(page);
  await rowOf(page).waitFor();
});

test('two people chat, and see what was read', async () => {
  const doctor = await open(doctorToken, { viewport: DESK });
  const patient = await open(patientToken);
  const asked = unique('How are you?');

  await openChat(doctor);
  await say(doctor, asked);
  await state(doctor, asked, 'sent');
  await rowOf(patient).getByText(asked).waitFor();
  await rowOf(patient).locator('.count').waitFor();

  await openChat(patient);
  await bubble(patient, asked).waitFor();
  await state(doctor, asked, 'read');

  const answer = unique('Better');
  await patient.getByLabel('Message', { exact: true }).pressSequentially('Be');
  await doctor.locator('#typing', { hasText: 'is typing' }).waitFor();
  await say(patient, answer);
  await bubble(doctor, answer).waitFor();
  await state(patient, answer, 'read');

  await patient.getByRole('link', { name: 'Back' }).click();
  await rowOf(patient).waitFor();
  assert.equal(await rowOf(patient).locator('.count').count(), 0);
});

test('markup is shown, not run', async () => {
  const doctor = await open(doctorToken);
  const patient = await open(patientToken);
  const markup = unique('<img src=x onerror="document.title=1"><b>bold</b>');
  await openChat(doctor);
  await openChat(patient);
  await say(doctor, markup);
  await bubble(patient, markup).waitFor();
  assert.equal(await bubble(patient, markup).locator('img, b').count(), 0);
});

test('an own message can be recalled', async () => {
  const doctor = await open(doctorToken);
  const patient = await open(patientToken);
  const wrong = unique('To the wrong patient');
  await openChat(doctor);
  await openChat(patient);
  await say(doctor, wrong);
  await bubble(patient, wrong).waitFor();
  await bubble(doctor, wrong).click({ button: 'right' });
  await doctor.getByRole('button', { name: 'Recall' }).click();
  await bubble(patient, wrong).waitFor({ state: 'detached' });
  await patient.getByText('recalled a message').last().waitFor();
  await doctor.getByText('You recalled a message').last().waitFor();
});

test('what was missed while the connection was gone arrives, in its place', async () => {
  const page = await newPage();
  const line = await tap(page);
  await page.goto(addressOf(doctorToken));
  await openChat(page);
  const patient = await open(patientToken);
  await openChat(patient);

  line.isCut = true;
  line.cut();
  await page.getByText('Offline. Trying again.').waitFor();
  const missed = [1, 2, 3].map((n) => unique(`Missed ${n}`));
  for (const text of missed) {
    await say(patient, text);
    await state(patient, text, 'sent');
  }
  const meanwhile = unique('Written while offline');
  await say(page, meanwhile);
  await state(page, meanwhile, 'waiting');

  line.isCut = false;
  await page.getByRole('button', { name: 'Try now' }).click();
  await bubble(page, missed[2]).waitFor();
  await bubble(patient, meanwhile).waitFor();
  await state(page, meanwhile, 'read');
  assert.deepEqual(await lastTexts(page, 4), [...missed, meanwhile]);
  await state(patient, missed[2], 'read');
});

test('a message whose outcome the page never saw is stored once', async () => {
  const page = await newPage();
  const line = await tap(page);
  await page.goto(addressOf(doctorToken));
  await openChat(page);
  line.isDeaf = true;
  const text = unique('Once only');
  await say(page, text);
  await state(page, text, 'sending');
  await line.swallowed('pushback');

  line.isDeaf = false;
  await page.reload();
  await state(page, text, 'sent');
  const { messages } = await hub.get(`/api/chats/${usif}/messages`, doctorToken);
  assert.equal(messages.filter((message) => message.content === text).length, 1);
  assert.equal(await bubble(page, text).count(), 1);
});

test('a message that is lost leaves no hole', async () => {
  const page = await newPage();
  const line = await tap(page);
  await page.goto(addressOf(doctorToken));
  await openChat(page);
  const patient = await open(patientToken);
  await openChat(patient);
  const texts = [1, 2].map((n) => unique(`Hole ${n}`));
  line.isDeaf = true;
  await say(patient, texts[0]);
  await line.swallowed('push');
  line.isDeaf = false;
  await say(patient, texts[1]);
  await bubble(page, texts[0]).waitFor();
  assert.deepEqual(await lastTexts(page, 2), texts);
});

test('replaced by another place, it stays away until told otherwise', async () => {
  const page = await newPage();
  const line = await tap(page);
  await page.goto(addressOf(doctorToken));
  await ready(page);
  line.cut(4409);
  await page.getByText('open in another place').waitFor();
  await page.waitForTimeout(1500);
  assert.equal(line.connections, 1);
  await page.getByRole('button', { name: 'Use here' }).click();
  await ready(page);
});

test('older messages come by scrolling up, and nothing jumps', async () => {
  const patient = await open(patientToken);
  await pushDirectly(patient, patientToken, Array.from({ length: 60 }, () => unique('Much to tell')));
  const doctor = await open(doctorToken);
  await openChat(doctor);
  await doctor.locator('#messages .message').nth(40).waitFor();
  const before = await doctor.locator('#messages .message').count();
  await doctor.locator('#scroller').evaluate((scroller) => (scroller.scrollTop = 100));
  await doctor.waitForFunction(
    (count) => document.querySelectorAll('#messages .message').length > count,
    before,
  );
  assert.ok((await doctor.locator('#scroller').evaluate((scroller) => scroller.scrollTop)) > 100);
  const seqs = await doctor
    .locator('#messages [data-seq]')
    .evaluateAll((rows) => rows.map((row) => Number(row.dataset.seq)));
  assert.deepEqual(seqs, seqs.map((_, i) => seqs[0] + i));
});

test('nothing is wider than a phone', async () => {
  const page = await open(doctorToken);
  const overflow = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(await overflow(), 0);
  await openChat(page);
  await say(page, unique('w'.repeat(300)));
  assert.equal(await overflow(), 0);
});

// The page and what is on it.

async function newPage({ viewport = PHONE, mayFail = false } = {}) {
  const context = await browser.newContext({ viewport, locale: 'en-US' });
  // Pictures of elsewhere are not what is tested.
  const picture = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>';
  await context.route(
    (address) => address.host !== url.host,
    (route) => route.fulfill({ contentType: 'image/svg+xml', body: picture }),
  );
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on('pageerror', (error) => wrongs.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && !mayFail) {
      wrongs.push(message.text());
    }
  });
  return page;
}

async function open(token, options) {
  const page = await newPage(options);
  await page.goto(addressOf(token));
  await ready(page);
  return page;
}

function addressOf(token) {
  const address = new URL(url);
  address.searchParams.set('token', token);
  return address.href;
}

const ready = (page) => page.locator('body[data-connection=ready]').waitFor();
const rowOf = (page) => page.locator(`.row[data-usif="${usif}"]`);
const bubble = (page, text) => page.locator('#messages .message .bubble', { hasText: text });

async function openChat(page) {
  await rowOf(page).click();
  await page.getByLabel('Message', { exact: true }).waitFor();
}

async function say(page, text) {
  await page.getByLabel('Message', { exact: true }).fill(text);
  await page.getByRole('button', { name: 'Send' }).click();
}

async function state(page, text, wanted) {
  await page.locator(`#messages .message[data-state=${wanted}]`, { hasText: text }).waitFor();
}

async function lastTexts(page, count) {
  const texts = await page.locator('#messages .message .text').allTextContents();
  return texts.slice(-count);
}

/** A hand on the page's WebSocket. */
async function tap(page) {
  const seen = [];
  const line = {
    connections: 0,
    isCut: false, // nothing gets through
    isDeaf: false, // what the server says is lost
    cut: () => {},
    swallowed: async (type) => {
      for (let i = 0; !seen.includes(type); i++) {
        assert.ok(i < 100, `no ${type} came`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
  };
  await page.routeWebSocket(/\/ws(\?|$)/, (socket) => {
    line.connections += 1;
    if (line.isCut) {
      socket.close({ code: 1013 });
      return;
    }
    const server = socket.connectToServer();
    server.onMessage((frame) => {
      if (line.isDeaf) {
        seen.push(JSON.parse(frame).msgType);
      } else {
        socket.send(frame);
      }
    });
    // What the page said just before a cut must not go to a socket that closes: the browser warns.
    let isOver = false;
    socket.onMessage((frame) => {
      if (!isOver) {
        server.send(frame);
      }
    });
    line.cut = (code = 1013) => {
      isOver = true;
      socket.close({ code });
      server.close();
    };
  });
  return line;
}

let counter = 0;
function unique(text) {
  counter += 1;
  return `${text} #${Date.now().toString(36)}-${counter}`;
}

// The node, past the page.

/** Over a WebSocket of its own. */
async function pushDirectly(page, token, texts) {
  await page.evaluate(
    ([token, usif, texts]) =>
      new Promise((resolve, reject) => {
        const socket = new WebSocket(new URL('ws', location.href.replace(/^http/, 'ws')), [token]);
        const next = () => {
          if (texts.length > 0) {
            socket.send(JSON.stringify({ action: 'push', data: { usif, content: texts.shift() } }));
          } else {
            socket.close();
            resolve();
          }
        };
        socket.onerror = reject;
        socket.onmessage = ({ data }) => {
          const { msgType, errmsg, errcode } = JSON.parse(data);
          if (errcode !== 0) {
            reject(new Error(errmsg));
          } else if (msgType === 'ready' || msgType === 'pushback') {
            next();
          }
        };
      }),
    [token, usif, texts],
  );
}
