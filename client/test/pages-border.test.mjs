// What the pages take from the browser: whatever it is, they go on.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

const NOW = new Date(2026, 2, 18, 12, 30).getTime();
let count = 0;

function put(name, value) {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}

/** The module as a new page has it: those that it imports are the same for all. */
const fresh = (name) => import(`../pages/${name}.js?${(count += 1)}`);

class Items {
  map = new Map();
  getItem = (key) => this.map.get(key) ?? null;
  setItem(key, value) {
    this.map.set(key, value);
    this[key] = value;
  }
  removeItem(key) {
    this.map.delete(key);
    delete this[key];
  }
}

const isBroken = () => {
  throw new Error('denied');
};

put('navigator', { language: 'en' });
put('sessionStorage', new Items());
const { browserLanguage, formatOf, isChinese, localeOf } = await fresh('locale');
const { memory } = await import('../pages/memory.js');
const { Drafts } = await import('../pages/drafts.js');

beforeEach(() => {
  put('sessionStorage', new Items());
  memory.clear();
});

const ODD = ['en-US@posix', 'C', 'POSIX', 'zh_CN', 'zh_CN.UTF-8', 'zh-Hans-CN@calendar=x', '', ' ', '-', '@', '../x', '中文', 'x'.repeat(999)];

test('any language has a locale that times can be written in', () => {
  for (const name of ODD) {
    const format = new Intl.DateTimeFormat(localeOf(name), { dateStyle: 'full' });
    assert.ok(format.format(NOW).length > 5, name);
  }
  assert.equal(localeOf('en-US@posix'), 'en-US');
  assert.equal(localeOf('zh_CN.UTF-8'), 'zh-CN');
  assert.equal(localeOf('C'), 'en');
});

test('Chinese is told by whatever name', () => {
  for (const name of ['zh', 'zh-CN', 'ZH_cn', 'zh_CN.UTF-8', 'zh-Hant', 'zh@x']) {
    assert.ok(isChinese(name), name);
  }
  for (const name of ['en', 'zhx', '', 'C']) {
    assert.ok(!isChinese(name), name);
  }
});

test('a browser without a language, or without a navigator, is an English one', () => {
  for (const value of [{}, { language: null }, { language: '' }, { language: 5 }, { languages: [] }, undefined, null]) {
    put('navigator', value);
    assert.equal(browserLanguage(), 'en');
  }
  put('navigator', { get language() { return isBroken(); } });
  assert.equal(browserLanguage(), 'en');
  put('navigator', { language: '', languages: ['zh-CN'] });
  assert.equal(browserLanguage(), 'zh-CN');
});

test('words and times are there in any language', async () => {
  for (const language of [...ODD, undefined, null, 7, {}]) {
    put('navigator', { language });
    const { t, locale } = await fresh('words');
    assert.ok(t.title.length > 0);
    const time = formatOf(locale, { hour: 'numeric', minute: '2-digit' }, () => 'plain');
    assert.match(time(NOW), /12:30/);
  }
});

test('times are written without Intl, and what is no time is not', (t) => {
  const plain = (at) => new Date(at).toISOString();
  assert.equal(formatOf('en', { dateStyle: 'full' }, plain)(NaN), '');
  const kept = globalThis.Intl;
  t.after(() => put('Intl', kept));
  for (const broken of [undefined, {}, { DateTimeFormat: isBroken, getCanonicalLocales: isBroken }]) {
    put('Intl', broken);
    const format = formatOf(localeOf('zh_CN'), { dateStyle: 'full' }, plain);
    assert.equal(format(NOW), new Date(NOW).toISOString());
    assert.equal(format(NaN), '');
  }
});

test('a storage that throws, is full or is not there is made up for', () => {
  const full = new Items();
  full.setItem = isBroken;
  const denied = { getItem: isBroken, setItem: isBroken, removeItem: isBroken };
  for (const storage of [full, denied, undefined, null, 5]) {
    put('sessionStorage', storage);
    memory.setItem('chathub.token', 'a');
    assert.equal(memory.getItem('chathub.token'), 'a');
    memory.removeItem('chathub.token');
    assert.equal(memory.getItem('chathub.token'), null);
    new Drafts('pat').set('b1', 'half');
    assert.equal(new Drafts('pat').get('b1'), 'half');
    memory.clear();
    assert.equal(new Drafts('pat').get('b1'), '');
  }
});

test('drafts that are none are passed over, and new ones are kept', () => {
  const odd = ['null', '5', '"a"', '[]', '[1,2]', '{', '', '{"b1":5,"b2":null,"b3":["x"]}', 'undefined'];
  for (const text of odd) {
    sessionStorage.setItem('chathub.drafts.pat', text);
    const drafts = new Drafts('pat');
    assert.equal(drafts.get('b1'), '', text);
    drafts.set('b1', 'half');
    assert.equal(drafts.get('b1'), 'half', text);
    assert.equal(drafts.get('constructor'), '', text);
  }
});

test('what is not a text in storage is nothing', () => {
  sessionStorage.getItem = () => ({});
  assert.equal(memory.getItem('chathub.token'), null);
});

test('clearing leaves nothing of the pages, and what is others’ alone', () => {
  memory.setItem('chathub.token', 'a');
  new Drafts('pat').set('b1', 'half');
  sessionStorage.setItem('other', 'kept');
  memory.clear();
  assert.deepEqual([...sessionStorage.map.keys()], ['other']);
});
