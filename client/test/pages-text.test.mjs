// What the pages make of texts and contents, without a browser.

import assert from 'node:assert/strict';
import { test } from 'node:test';

Object.defineProperty(globalThis, 'navigator', { value: { language: 'en-GB' }, configurable: true });
const { partsOf } = await import('../pages/links.js');
const { cardOf, plain } = await import('../pages/card.js');
const { further, goBack, newIn } = await import('../pages/unread.js');

const linksIn = (text) => partsOf(text).filter((part) => typeof part !== 'string');
const writtenIn = (text) => linksIn(text).map(({ written }) => written);

test('an address in a text is a link, without the punctuation around it', () => {
  const found = {
    'See https://a.example/b.': 'https://a.example/b',
    'https://a.example, then': 'https://a.example',
    '(https://a.example/b)': 'https://a.example/b',
    '(see https://a.example/b_(c))': 'https://a.example/b_(c)',
    '"https://a.example/b"': 'https://a.example/b',
    '<https://a.example/b>': 'https://a.example/b',
    'Is it https://a.example/b?c=1&d=2#e?!': 'https://a.example/b?c=1&d=2#e',
    '请看https://a.example/b，谢谢': 'https://a.example/b',
    '请看https://a.example/b谢谢': 'https://a.example/b',
    '（https://a.example/b）': 'https://a.example/b',
    '在https://a.example。': 'https://a.example',
    '《https://a.example/b》': 'https://a.example/b',
    'HTTP://A.Example:8080/B': 'HTTP://A.Example:8080/B',
    'https://xn--bcher-kva.example/': 'https://xn--bcher-kva.example/',
  };
  for (const [text, written] of Object.entries(found)) {
    assert.deepEqual(writtenIn(text), [written], text);
  }
});

test('what is put together again is the text as it was written', () => {
  const text = 'a https://a.example/x, b HTTPS://B.example. 看https://c.example/路 javascript:alert(1)';
  const parts = partsOf(text);
  assert.equal(parts.map((part) => part.written ?? part).join(''), text);
  assert.deepEqual(writtenIn(text), ['https://a.example/x', 'HTTPS://B.example', 'https://c.example/']);
});

test('nothing but the web is a link, and nothing that leads elsewhere than it says', () => {
  const none = [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,<b>',
    'file:///etc/hosts',
    'ftp://a.example',
    'mailto:a@a.example',
    'www.a.example',
    'xhttps://a.example',
    'https://',
    'https:///a.example',
    'https://.',
    'https://bank.example@evil.example/',
    'https://bank.example:x@evil.example/',
    'https://p\u0430ypal.example/', // a Cyrillic letter
    'https://bank.example.\u0435vil.example/',
    'https://bank\u200b.example/',
    'https://bank.example\u202e/elpmaxe.live',
    'https://%62ank.example/',
    'https://0x7f.1/',
    'https://2130706433/',
    'https://a.example:99999/',
    'https://xn--a/',
  ];
  for (const text of none) {
    assert.deepEqual(writtenIn(text), [], text);
    assert.deepEqual(partsOf(text), [text]);
  }
});

test('many addresses and much punctuation take no time', () => {
  const text = `https://a.example/${'('.repeat(4000)}${')'.repeat(60000)}${'.'.repeat(4000)} `.repeat(4);
  assert.equal(linksIn(text).length, 4);
});

test('a content without a text is a card that a reader can use', () => {
  assert.deepEqual(cardOf({ url: 'https://a.example/v', duration: 72, size: 34567 }, 'voice'), {
    kind: 'Voice message',
    name: '',
    details: ['1:12', '34 KB'],
    address: 'https://a.example/v',
  });
  assert.deepEqual(cardOf({ file: 'f1', name: 'knee.pdf', size: 1_234_567 }, 'file'), {
    kind: 'File',
    name: 'knee.pdf',
    details: ['1.2 MB'],
    address: null,
  });
  assert.deepEqual(cardOf({ lat: 31.2, at: null, more: { deep: 1 } }, 'location').details, ['lat: 31.2']);
  assert.equal(cardOf({ url: 'javascript:alert(1)' }, 'file').address, null);
});

test('a text is none', () => {
  for (const content of ['a', 1, true, null, undefined, { text: 'a', url: 'https://a.example' }]) {
    assert.equal(cardOf(content, 'text'), null);
  }
  assert.equal(plain({ text: 'a', more: 1 }, 'text'), 'a');
  assert.equal(plain(42), '42');
  assert.equal(plain(null), '');
});

test('no content is shown as JSON, whatever it holds', () => {
  const contents = [
    {},
    [],
    [1, { a: 1 }],
    { a: { b: 1 } },
    { name: 5, duration: 'long', size: -1, url: 7 },
    { duration: NaN, size: Infinity },
    { name: 'n'.repeat(5000), x: 'y'.repeat(5000) },
    Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`k${i}`, i])),
  ];
  for (const content of contents) {
    for (const type of ['file', 'voice', 'text', 'constructor', 'x-y']) {
      const text = plain(content, type);
      assert.doesNotMatch(text, /[{}"]|object|function|undefined|NaN/, JSON.stringify(content));
      assert.ok(text.length < 800, `${text.length}`);
      assert.equal(typeof cardOf(content, type).kind, 'string');
    }
  }
});

const message = (seq, from = 'doc') => ({ seq, from });
const run = (from, to, who) => Array.from({ length: to - from + 1 }, (_, i) => message(from + i, who?.(from + i)));

test('the first unread message is found from the hub’s count, own ones left out', () => {
  const messages = run(1, 20, (seq) => (seq % 2 ? 'doc' : 'pat'));
  assert.deepEqual(newIn({ messages, unread: 3 }, 'pat'), { seq: 15, missing: 0 });
  assert.equal(newIn({ messages, unread: 0 }, 'pat'), null);
});

test('where more is new than is held, the place goes back with the older ones', () => {
  const held = { messages: run(71, 120), unread: 120 };
  const place = newIn(held, 'pat');
  assert.deepEqual(place, { seq: 71, missing: 70 });
  const more = { messages: run(21, 120), unread: 0 }; // read meanwhile, and more came
  assert.deepEqual(further(place, more, 'pat'), { seq: 21, missing: 20 });
  const all = { messages: run(1, 125), unread: 5 };
  assert.deepEqual(further(place, all, 'pat'), { seq: 1, missing: 0 });
  assert.deepEqual(further(place, held, 'pat'), place);
  assert.equal(further(null, all, 'pat'), null);
});

test('of own messages alone none is new', () => {
  assert.deepEqual(goBack(run(1, 5, () => 'pat'), 'pat', 2), { seq: null, missing: 2 });
});
