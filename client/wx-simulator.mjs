/**
 * A phone with one WeChat mini program on it, for tests in Node 18 and newer (needs `ws`). The
 * platform's habits are WeChat's; the sockets and the requests below are real.
 *
 *   const phone = new Phone();
 *   phone.launch('path/to/miniprogram');          // app.js, then the first page
 *   phone.page.onTap({ currentTarget: { dataset: { id: 7 } } });
 *   phone.page.data.rows;                         // what the page shows
 *   phone.hide(); await phone.pass(6000); phone.show();
 *   phone.end();                                  // in the test's `after`
 *
 * Code without an app can be given `phone.wx` alone: `wechat(phone.wx)`.
 *
 * Habits:
 * - At most five sockets; the sixth fails. `send` succeeds or fails by callback, never by a throw.
 * - In the background JavaScript goes on for 5 s, then everything of the app stands still: timers,
 *   callbacks, events. Requests fail ("interrupted"), and the sockets are gone. Whether `onClose`
 *   tells of it is up to `closeNews`: `never`, `late` (on return), `at once`. `send` on such a
 *   socket fails with "task not found".
 * - A handshake that was refused shows no status; `onError` tells, and `onClose` does not
 *   (`closeAfterError: true`: both do).
 * - `wx.request` takes ten at once; storage 10 MB; `setData` 1 MB, copied as JSON; ten pages.
 * - The app's code sees the language and mini program's globals: no window, fetch, URL, process,
 *   eval, Intl, globalThis. Objects handed in come from another realm: `instanceof Object` is false.
 * - Templates are not drawn; the functions and the data that they name have to exist.
 *
 * Settings: `new Phone({ suspendAfterMs, closeNews, closeAfterError, language, theme, files })`;
 * `files` stands in for files of the app's folder, as text by path.
 *
 * To do to it: `launch`, `relaunch` (ended and started anew; storage stays), `hide`, `show`,
 * `pass(ms)` (time goes on at once, but for what is on its way over the network),
 * `network({isConnected, networkType})` (off: what is open hangs and nobody hears of it, what is new
 * fails; back on, the hung ones stay so), `killSockets({tell})`, `tap(label)` (in the open dialog),
 * `back()`, `end`.
 * To look at: `app`, `page`, `pages`, `sockets` (`open` now, `most` at once, `total`, `held` with those
 * that are closing, `tasks[].sent`), `requests` (`total`, `running`), `screen` (`shown`, `dialog`),
 * `updates` (every setData), `errors` (what the app threw), `isSuspended`.
 */
import { Callbacks, Listeners } from './wx-simulator/callbacks.mjs';
import { Clock } from './wx-simulator/clock.mjs';
import { Pages } from './wx-simulator/pages.mjs';
import { Program } from './wx-simulator/program.mjs';
import { Requests } from './wx-simulator/requests.mjs';
import { Screen } from './wx-simulator/screen.mjs';
import { Sockets } from './wx-simulator/sockets.mjs';
import { Storage } from './wx-simulator/storage.mjs';

const DEFAULTS = {
  suspendAfterMs: 5000,
  closeNews: 'never',
  closeAfterError: false,
  language: 'zh_CN',
  theme: 'light',
  files: {},
};

export class Phone {
  errors = [];
  isConnected = true;
  networkType = 'wifi';
  clock = new Clock();
  #storage = new Storage();
  #life = 'front';
  #suspension = null;
  #launched = null;
  #pages;
  #heard;

  constructor(settings = {}) {
    this.settings = { ...DEFAULTS, ...settings };
    this.#boot();
  }

  get app() {
    return this.#pages.app;
  }

  get pages() {
    return [...this.#pages.stack];
  }

  get page() {
    return this.#pages.stack.at(-1);
  }

  get updates() {
    return this.#pages.updates;
  }

  get isSuspended() {
    return this.#life === 'suspended';
  }

  /** Runs the app in `folder`, at its first page or at `path` with `query`. */
  launch(folder, { path, query } = {}) {
    this.#launched = [folder, { path, query }];
    const globals = { wx: this.wx, console, ...this.#timers(), ...this.#pages.globals() };
    const program = new Program(folder, this.settings.files, globals, () => this.clock.now());
    this.#pages.launch(program, { path, query });
    return this;
  }

  /** WeChat ended the app, wherever it was, and the user opens it again. */
  relaunch() {
    this.#stop();
    this.#boot();
    return this.launch(...this.#launched);
  }

  hide() {
    if (this.#life === 'front') {
      this.#life = 'back';
      // Before the app hears of it: the platform's five seconds are over before the app's are.
      this.#suspension = this.clock.start(() => this.#suspend(), this.settings.suspendAfterMs);
      this.#pages.hide();
      this.#heard.hide.tell({ reason: 0 });
    }
  }

  show() {
    if (this.#life === 'front') {
      return;
    }
    const wasSuspended = this.isSuspended;
    this.#life = 'front';
    this.clock.stop(this.#suspension);
    const how = { path: this.page?.route ?? '', query: this.page?.options ?? {}, scene: 1001 };
    if (wasSuspended) {
      this.callbacks.release();
      this.sockets.tellLate();
    }
    this.#pages.show(how);
    this.#heard.show.tell(how);
    this.clock.thaw();
  }

  pass(ms) {
    return this.clock.advance(ms);
  }

  network({ isConnected, networkType = isConnected ? 'wifi' : 'none' }) {
    this.isConnected = isConnected;
    this.networkType = networkType;
    if (!isConnected) {
      this.sockets.hang();
    }
    this.#heard.network.tell({ isConnected, networkType });
  }

  /** The platform takes every socket; with `tell` the app hears of it. */
  killSockets({ tell = false } = {}) {
    this.sockets.take(tell ? 'at once' : 'never', 'abnormal closure');
  }

  tap(label) {
    this.screen.tap(label);
  }

  back() {
    this.#pages.back();
  }

  end() {
    this.#stop();
  }

  /** What the app threw. */
  report(error) {
    this.errors.push(error);
  }

  #suspend() {
    this.#life = 'suspended';
    this.sockets.take(this.settings.closeNews, 'interrupted');
    this.callbacks.hold();
    this.requests.interrupt();
    this.clock.freeze();
  }

  #stop() {
    this.callbacks.end();
    this.sockets.end();
    this.requests.end();
    this.clock.clear();
  }

  #boot() {
    this.#life = 'front';
    this.callbacks = new Callbacks((error) => this.report(error));
    const heard = () => new Listeners(this.callbacks);
    this.#heard = { show: heard(), hide: heard(), network: heard() };
    this.sockets = new Sockets(this);
    this.requests = new Requests(this);
    this.screen = new Screen(this);
    this.#pages = new Pages(this);
    this.wx = this.#wx();
  }

  #wx() {
    const { callbacks } = this;
    const { show, hide, network } = this.#heard;
    const { language, theme } = this.settings;
    const base = { SDKVersion: '3.8.0', version: '8.0.57', language, theme, enableDebug: false };
    const size = { pixelRatio: 2, windowWidth: 375, windowHeight: 720, screenWidth: 375, screenHeight: 812 };
    return {
      connectSocket: this.sockets.connect,
      request: this.requests.request,
      ...this.#storage.api,
      ...this.screen.api(),
      ...this.#pages.api(),
      onAppShow: show.on,
      offAppShow: show.off,
      onAppHide: hide.on,
      offAppHide: hide.off,
      onNetworkStatusChange: network.on,
      offNetworkStatusChange: network.off,
      getNetworkType: callbacks.api('getNetworkType', () => ({ networkType: this.networkType })),
      login: callbacks.api('login', () => {
        if (!this.isConnected) {
          throw new Error('net::ERR_INTERNET_DISCONNECTED');
        }
        return { code: `code-${this.clock.now()}` };
      }),
      getAppBaseInfo: () => ({ ...base }),
      getWindowInfo: () => ({ ...size, statusBarHeight: 44, safeArea: { top: 44, bottom: 778 } }),
      getSystemInfoSync: () => ({ ...base, ...size, brand: 'devtools', platform: 'ios', system: 'iOS 17.0' }),
      nextTick: (task) => callbacks.later(task),
    };
  }

  #timers() {
    const start = (task, ms, every) => {
      const run = () => this.callbacks.run(task);
      return this.clock.start(run, ms, { isApps: true, every });
    };
    return {
      setTimeout: (task, ms, ...args) => start(() => task(...args), ms, null),
      setInterval: (task, ms, ...args) => start(() => task(...args), ms, Number(ms) || 1),
      clearTimeout: (id) => this.clock.stop(id),
      clearInterval: (id) => this.clock.stop(id),
    };
  }
}
