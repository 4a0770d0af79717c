// The pages in a real browser, on a hub of their own.
//
//   const scene = await startScene();
//   after(() => scene.close());
//   afterEach(() => scene.clear());       closes the pages; fails where one reported an error
//   const doctor = await scene.person('doc', 'doctor', 'Dr. Lin');
//   const page = await scene.open(doctor, { viewport: DESK });
//
// CHROMIUM   the browser; /usr/bin/chromium where not given

import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';
import WebSocket from 'ws';
import { startHub } from '../support/hub.mjs';
import { startProxy } from '../support/proxy.mjs';

export const PHONE = { width: 375, height: 720 };
export const DESK = { width: 1280, height: 800 };

const PATIENCE_MS = 30_000;
const PICTURE =
  '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300">' +
  '<rect width="400" height="300" fill="#7a9"/></svg>';

export async function startScene(settings) {
  const hub = await startHub({ 'limits.push-rate': 1000, ...settings });
  try {
    const browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    });
    return new Scene(hub, browser);
  } catch (error) {
    await hub.close();
    throw error;
  }
}

class Scene {
  wrongs = [];
  proxy = null; // of the test under way, from its first page behind one
  #counter = 0;

  constructor(hub, browser) {
    this.hub = hub;
    this.browser = browser;
  }

  async close() {
    await this.browser.close();
    await this.hub.close();
  }

  async clear() {
    await Promise.all(this.browser.contexts().map((context) => context.close()));
    this.proxy?.close();
    this.proxy = null;
    assert.deepEqual(this.wrongs.splice(0), []);
  }

  /** Somebody who is signed in. */
  async person(user, role, name) {
    return { user, user_id: user, role, name, token: await this.hub.token(user, role, name) };
  }

  /** Two people, whom no other test knows, and their chat. */
  async pair() {
    this.#counter += 1;
    const n = this.#counter;
    const doctor = await this.person(`doc-${n}`, 'doctor', 'Dr. Lin');
    const patient = await this.person(`pat-${n}`, 'patient', 'Wang Wei');
    const usif = `chat-${n}`;
    await this.putChat(usif, [doctor, patient]);
    return { doctor, patient, usif };
  }

  putChat(usif, people, state, bookingId) {
    const members = people.map(({ user, role, name }) => ({ user_id: user, role, name }));
    return this.hub.putChat(usif, members, state, bookingId);
  }

  /**
   * A tab in a browser of its own, or in `context`; `touch` makes it a phone's. With `mayFail` the
   * console may report errors: a browser does for each connection that breaks.
   */
  async page({ context, touch = false, mayFail = false, viewport = PHONE, ...options } = {}) {
    const own =
      context ??
      (await this.browser.newContext({
        viewport,
        locale: 'en-US',
        ...(touch && { hasTouch: true, isMobile: true }),
        ...options,
      }));
    if (!context) {
      await own.route(
        (address) => address.hostname !== '127.0.0.1',
        (route) =>
          /broken/.test(route.request().url())
            ? route.abort()
            : route.fulfill({ contentType: 'image/svg+xml', body: PICTURE }),
      );
    }
    const page = await own.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    page.on('pageerror', (error) => this.wrongs.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' && !mayFail) {
        this.wrongs.push(message.text());
      }
    });
    return page;
  }

  /** The page of a person, connected; with `usif`, in that chat. `base` where not the hub itself. */
  async open({ token }, { base = this.hub.url, usif, ...options } = {}) {
    const page = await this.page(options);
    await page.goto(addressOf(base, token, usif));
    await live(page);
    if (usif) {
      await field(page).waitFor();
    }
    return page;
  }

  /** A page whose way to the hub is the proxy. */
  async behind(person, options) {
    this.proxy ??= await startProxy(this.hub.port);
    return this.open(person, { base: this.proxy.url, mayFail: true, ...options });
  }
}

export function addressOf(base, token, usif) {
  return `${base}/?token=${encodeURIComponent(token)}${usif ? `#/chat/${encodeURIComponent(usif)}` : ''}`;
}

export const live = (page) => page.locator('body[data-connection=live]').waitFor();
export const field = (page) => page.getByLabel('Message', { exact: true });
export const rowOf = (page, usif) => page.locator(`.row[data-usif="${usif}"]`);
export const bubble = (page, text) => page.locator('#messages .message .bubble', { hasText: text });

export async function say(page, text) {
  await field(page).fill(text);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
}

/** Waits until the message has come that far. */
export async function state(page, text, wanted) {
  await page.locator(`#messages .message[data-state=${wanted}]`, { hasText: text }).waitFor();
}

export async function lastTexts(page, count) {
  const texts = await page.locator('#messages .message .text').allTextContents();
  return texts.slice(-count);
}

/** What the page says of the connection. */
export const troubles = (page) => page.locator('.connection-text').filter({ visible: true });
export const tryNow = (page) => page.getByRole('button', { name: 'Try now' }).filter({ visible: true });

/** Takes away the page's way to the hub, and waits until the page says so. */
export async function goOffline(page, proxy) {
  proxy.down();
  proxy.cut();
  await troubles(page).filter({ hasText: 'No connection. Trying again.' }).waitFor();
}

/** Gives it back; presses "Try now" where the page has not come back by itself meanwhile. */
export async function comeBack(page, proxy) {
  await proxy.up();
  await page.evaluate(() => document.querySelector('.connection-action button')?.click());
}

let counter = 0;
export function unique(text) {
  counter += 1;
  return `${text} #${Date.now().toString(36)}-${counter}`;
}

/** Sends messages as a person, past the page. */
export function push({ hub }, { token }, usif, contents) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${hub.url.replace('http', 'ws')}/ws`, [token]);
    const rest = [...contents];
    const next = () => {
      if (rest.length === 0) {
        socket.close();
        resolve();
        return;
      }
      const content = rest.shift();
      const data = typeof content === 'object' && content.type ? content : { content };
      socket.send(JSON.stringify({ action: 'push', data: { usif, ...data } }));
    };
    socket.on('error', reject);
    socket.on('message', (data) => {
      const { msgType, errcode, errmsg } = JSON.parse(data);
      if (errcode !== 0) {
        reject(new Error(errmsg));
      } else if (msgType === 'ready' || msgType === 'pushback') {
        next();
      }
    });
  });
}
