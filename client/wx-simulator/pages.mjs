import path from 'node:path';
import { applyData } from './data.mjs';
import { handlersOf, namesOf } from './wxml.mjs';

const LIMIT = 10;
const KEPT = 1000;

/** The app, its pages and their stack. Templates are not drawn, but what they bind has to be there. */
export class Pages {
  stack = [];
  app = null;
  /** `{route, keys, bytes}` of each setData, oldest first; the latest 1000. */
  updates = [];
  #phone;
  #program;
  #declared = new Map();
  #loading = null;

  constructor(phone) {
    this.#phone = phone;
  }

  globals() {
    return {
      App: (app) => void (this.app = app),
      Page: (page) => this.#declare(page),
      Component: (component) => this.#declare(pageOf(component)),
      getApp: () => this.app,
      getCurrentPages: () => [...this.stack],
    };
  }

  api() {
    const { callbacks } = this.#phone;
    return {
      navigateTo: callbacks.api('navigateTo', ({ url }) => this.#push(url)),
      redirectTo: callbacks.api('redirectTo', ({ url }) => {
        const place = this.#placeOf(url);
        this.#pop();
        this.#open(place);
      }),
      reLaunch: callbacks.api('reLaunch', ({ url }) => {
        const place = this.#placeOf(url);
        while (this.stack.length > 0) {
          this.#pop();
        }
        this.#open(place);
      }),
      navigateBack: callbacks.api('navigateBack', ({ delta = 1 }) => this.#back(delta)),
    };
  }

  launch(program, options) {
    this.#program = program;
    const config = program.json('app.json');
    this.routes = config.pages;
    program.run('app.js');
    if (this.app === null) {
      throw new Error('app.js does not call App()');
    }
    const start = options.path ?? this.routes[0];
    const query = options.query ?? {};
    const how = { path: start, query, scene: 1001 };
    this.#life(this.app, 'onLaunch', how);
    this.#life(this.app, 'onShow', how);
    this.#open({ route: start, query });
  }

  /** The way back at the top of the page, or a swipe. */
  back() {
    this.#back(1);
  }

  hide() {
    this.#life(this.stack.at(-1), 'onHide');
    this.#life(this.app, 'onHide');
  }

  show(how) {
    this.#life(this.app, 'onShow', how);
    this.#life(this.stack.at(-1), 'onShow');
  }

  #declare(page) {
    if (this.#loading === null) {
      throw new Error('Page() outside of a page that is being loaded');
    }
    this.#declared.set(this.#loading, page);
  }

  #push(url) {
    const place = this.#placeOf(url);
    if (this.stack.length >= LIMIT) {
      throw new Error(`webview count limit exceed: ${LIMIT}`);
    }
    this.#life(this.stack.at(-1), 'onHide');
    this.#open(place);
  }

  #back(delta) {
    const count = Math.min(delta, this.stack.length - 1);
    for (let i = 0; i < count; i += 1) {
      this.#pop();
    }
    if (count > 0) {
      this.#life(this.stack.at(-1), 'onShow');
    }
  }

  #pop() {
    const page = this.stack.pop();
    this.#life(page, 'onUnload');
    page.setData = () => this.#phone.report(new Error(`setData on ${page.route}, which is unloaded`));
  }

  #placeOf(url) {
    const [target, query = ''] = url.split('?');
    const from = `/${path.posix.dirname(this.stack.at(-1)?.route ?? '')}`;
    const route = path.posix.resolve(from, target).slice(1);
    if (!this.routes.includes(route)) {
      throw new Error(`page "${route}" is not found`);
    }
    // As WeChat hands them over: not decoded.
    const pairs = query
      .split('&')
      .filter(Boolean)
      .map((pair) => pair.split(/=(.*)/s));
    return { route, query: Object.fromEntries(pairs.map(([name, value = '']) => [name, value])) };
  }

  #open({ route, query }) {
    const page = this.#make(route, query);
    this.stack.push(page);
    this.#life(page, 'onLoad', { ...query });
    this.#life(page, 'onShow');
    this.#phone.callbacks.later(() => page === this.stack.at(-1) && page.onReady?.());
  }

  #make(route, options) {
    if (!this.#declared.has(route)) {
      this.#loading = route;
      this.#program.run(`${route}.js`);
      this.#loading = null;
    }
    const { data = {}, ...declared } = this.#declared.get(route);
    const page = { route, options, data: JSON.parse(JSON.stringify(data)) };
    Object.entries(declared).forEach(([name, value]) => {
      page[name] = typeof value === 'function' ? value.bind(page) : value;
    });
    page.setData = (patch, done) => {
      const bytes = applyData(page.data, patch);
      this.updates.push({ route, keys: Object.keys(patch), bytes });
      this.updates.splice(0, this.updates.length - KEPT);
      this.#phone.callbacks.later(done?.bind(page));
    };
    this.#checkTemplate(page);
    return page;
  }

  #checkTemplate(page) {
    const wxml = this.#program.read(`${page.route}.wxml`);
    if (wxml === null) {
      throw new Error(`${page.route}.wxml is missing`);
    }
    const unbound = handlersOf(wxml).filter((name) => typeof page[name] !== 'function');
    const unknown = namesOf(wxml).filter((name) => !Object.hasOwn(page.data, name));
    if (unbound.length > 0 || unknown.length > 0) {
      throw new Error(
        `${page.route}.wxml names what its page does not have: ${[...unbound, ...unknown].join(', ')}`,
      );
    }
  }

  #life(owner, name, ...args) {
    if (typeof owner?.[name] === 'function') {
      this.#phone.callbacks.run(() => owner[name](...args));
    }
  }
}

/** A page may be written as a component: its methods are the page's. */
function pageOf({ data, methods = {}, lifetimes = {} }) {
  const known = Object.entries(methods).filter(([, method]) => typeof method === 'function');
  const page = { data, ...Object.fromEntries(known) };
  const load = page.onLoad;
  page.onLoad = function (options) {
    lifetimes.attached?.call(this);
    load?.call(this, options);
  };
  return page;
}
