// What the sample mini program makes of the client for its pages, without a hub.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Program } from '../wx-simulator/program.mjs';
import { applyData } from '../wx-simulator/data.mjs';

const folder = fileURLToPath(new URL('../miniprogram', import.meta.url));
const program = new Program(folder, {}, {}, Date.now);
const { wordsIn, whenOf, dayOf, timeOf } = program.run('words.js');
const { changes, partsOf } = program.run('changes.js');
const { chatOf: viewOf } = program.run('pages/chat/view.js');
const { listOf } = program.run('pages/list/view.js');
const { imageOf } = program.run('text.js');

const english = wordsIn('en');
const chinese = wordsIn('zh_CN');
const NOW = new Date(2026, 2, 18, 12, 30).getTime(); // a Wednesday
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const message = (seq, more) => ({
  id: `b.${seq}`,
  seq,
  from: 'doc',
  type: 'text',
  content: `m${seq}`,
  created_at: NOW - MINUTE + seq,
  is_read: 0,
  ...more,
});

const chatWith = (messages, more) => ({
  usif: 'b1',
  booking_id: '7',
  state: 'open',
  members: [
    { user_id: 'pat', role: 'patient', name: 'Pat' },
    { user_id: 'doc', role: 'doctor', name: 'Dr Wang' },
  ],
  isKnown: true,
  error: null,
  messages,
  last: messages.at(-1) ?? null,
  outbox: [],
  hasOlder: false,
  unread: 0,
  typing: [],
  ...more,
});

const hubWith = (more) => ({
  user: 'pat',
  state: 'live',
  isLoaded: true,
  chats: [],
  isOnline: (user) => user === 'doc',
  now: () => NOW,
  ...more,
});

const shown = (chat, hub = hubWith(), words = english, failed = {}) =>
  plain(viewOf(chat, hub, words, failed));

/** Without the realm it was made in. */
const plain = (value) => JSON.parse(JSON.stringify(value));

function paths(value, at = '') {
  return typeof value === 'object'
    ? Object.keys(value).flatMap((key) => paths(value[key], `${at}.${key}`))
    : [at];
}

test('both languages say the same things', () => {
  assert.deepEqual(paths(chinese).sort(), paths(english).sort());
  assert.equal(wordsIn(undefined), chinese);
  assert.equal(wordsIn('fr'), english);
});

test('a time is as short as it stays clear', () => {
  const early = new Date(2026, 2, 18, 0, 5).getTime();
  assert.equal(timeOf(early), '00:05');
  assert.equal(whenOf(early, NOW, english), '00:05');
  assert.equal(whenOf(early - 10 * MINUTE, NOW, english), 'Yesterday');
  assert.equal(whenOf(NOW - 3 * DAY, NOW, english), 'Sun');
  assert.equal(whenOf(NOW - 3 * DAY, NOW, chinese), '周日');
  assert.equal(whenOf(NOW - 30 * DAY, NOW, chinese), '2月16日');
  assert.equal(whenOf(new Date(2025, 11, 31).getTime(), NOW, english), '31 Dec 2025');
  assert.equal(dayOf(new Date(2025, 11, 31).getTime(), NOW, chinese), '2025年12月31日');
  assert.equal(dayOf(NOW + 5 * MINUTE, NOW, english), 'Today');
});

test('days stand between messages, and those of one sender belong together', () => {
  const { rows } = shown(
    chatWith([
      message(1, { created_at: NOW - DAY }),
      message(2, { created_at: NOW - DAY }),
      message(3, { created_at: NOW - MINUTE }),
      message(4, { created_at: NOW, from: 'pat', cid: 'x' }),
    ]),
  );
  assert.deepEqual(
    rows.map(({ text, follows, mark }) => [text, follows, mark]),
    [
      ['Yesterday', undefined, undefined],
      ['m1', false, ''],
      ['m2', true, ''],
      ['Today', undefined, undefined],
      ['m3', false, ''],
      ['m4', false, 'sent'],
    ],
  );
  assert.deepEqual(rows.map(({ key }) => key).slice(4), ['m:3', 'c:x']);
});

test('what is on its way comes last, and says whether there is a connection', () => {
  const item = { cid: 'x', type: 'text', content: 'hi', at: NOW, state: 'sending', error: null };
  const chat = chatWith([message(1, { from: 'pat', is_read: 1 })], { outbox: [item] });
  const marks = (hub) =>
    shown(chat, hub)
      .rows.slice(1)
      .map(({ mark }) => mark);
  assert.deepEqual(marks(hubWith()), ['read', 'sending']);
  assert.deepEqual(marks(hubWith({ state: 'waiting' })), ['read', 'queued']);
  Object.assign(item, { state: 'failed', error: { code: 41300, message: 'too large' } });
  const { why, mayRetry, markText } = shown(chat).rows.at(-1);
  assert.deepEqual([why, mayRetry, markText], ['This message is too long.', false, 'Not sent']);
});

test('in a group the sender is named, once in a row', () => {
  const members = [...chatWith([]).members, { user_id: 'as', role: 'assistant', name: 'Anna' }];
  const { rows, about } = shown(chatWith([message(1), message(2), message(3, { from: 'as' })], { members }));
  assert.deepEqual(
    rows.slice(1).map(({ sender }) => sender),
    ['Dr Wang', '', 'Anna'],
  );
  assert.equal(about, 'Order 7');
});

test('recalled, erased and system messages are notes', () => {
  const { rows } = shown(
    chatWith([
      message(1, { recalled: 1, content: null }),
      message(2, { recalled: 1, content: null, from: 'pat' }),
      message(3, { erased: 1, content: null }),
      message(4, { from: 'system', type: 'system', content: { text: 'Confirmed' } }),
    ]),
  );
  assert.deepEqual(
    rows.slice(1).map(({ kind, text }) => `${kind}: ${text}`),
    [
      'note: Dr Wang recalled a message',
      'note: You recalled a message',
      'note: This message was erased',
      'note: Confirmed',
    ],
  );
});

test('an image needs an address that may be shown, and one that cannot be loaded is its address', () => {
  const url = 'https://example.org/a.png?b=c';
  assert.equal(imageOf({ type: 'image', content: url }), url);
  assert.equal(imageOf({ type: 'image', content: { url } }), url);
  assert.equal(imageOf({ type: 'text', content: url }), '');
  for (const content of ['javascript:alert(1)', 'data:image/png;base64,x', 'https://a b', null, { url: 7 }]) {
    assert.equal(imageOf({ type: 'image', content }), '');
  }
  const chat = chatWith([message(1, { type: 'image', content: url })]);
  assert.deepEqual([shown(chat).rows[1].image, shown(chat).rows[1].text], [url, '']);
  const broken = shown(chat, hubWith(), english, { [url]: true }).rows[1];
  assert.deepEqual([broken.image, broken.text], ['', url]);
});

test('what cannot be written in says why', () => {
  const closed = (more) => shown(chatWith([], more)).closed;
  assert.equal(closed({}), '');
  assert.equal(closed({ state: 'closed' }), 'This chat is closed.');
  assert.equal(closed({ usif: 'system:pat' }), 'Only the service writes here.');
  assert.equal(closed({ error: { code: 40300 } }), 'There is no such chat here.');
});

test('a page shows the newest thousand, and says that there are more', () => {
  const many = Array.from({ length: 1200 }, (_, i) => message(i + 1));
  const { rows, older } = shown(chatWith(many, { hasOlder: true }));
  assert.equal(rows.length, 1001);
  assert.equal(rows.at(-1).text, 'm1200');
  assert.equal(older, 'Older messages are not shown here.');
  assert.equal(shown(chatWith([message(9)], { hasOlder: true })).older, 'Show older messages');
  assert.equal(shown(chatWith([])).older, 'No messages yet.');
});

test('the list says what is newest, what waits, and who is there', () => {
  const failed = { cid: 'x', type: 'text', content: 'hi', at: NOW, state: 'failed', error: { code: 40301 } };
  const chats = [
    chatWith([message(1)], { unread: 120 }),
    chatWith([message(1, { from: 'pat' })], { usif: 'b2', outbox: [failed] }),
    chatWith([message(1, { from: 'pat' })], { usif: 'b3' }),
    chatWith([], { usif: 'b4' }),
    chatWith([message(1, { type: 'image', content: 'https://a/b' })], { usif: 'system:pat', members: [] }),
  ];
  const { rows, hint } = plain(listOf(hubWith({ chats }), english));
  assert.equal(hint, '');
  assert.deepEqual(
    rows.map(({ title, preview, unread, isOnline }) => [title, preview, unread, isOnline]),
    [
      ['Dr Wang', 'm1', '99+', true],
      ['Dr Wang', 'Not sent: hi', '', true],
      ['Dr Wang', 'You: m1', '', true],
      ['Dr Wang', 'Order 7', '', true],
      ['Notifications', '[Image]', '', false],
    ],
  );
  assert.equal(rows[0].aria, 'Dr Wang, online, 120 new messages');
  assert.equal(listOf(hubWith({ isLoaded: false }), english).hint, 'Loading…');
});

const rowsOf = (...keys) => keys.map((key) => ({ key, text: `t${key}` }));

test('changes lead from one state to the next, whatever it is', () => {
  const states = [
    { rows: [], n: 1 },
    { rows: rowsOf(3, 4), n: 1 },
    { rows: rowsOf(3, 4, 5), n: 2 },
    { rows: [{ key: 3, text: 'other' }, ...rowsOf(4, 5)], n: 2 },
    { rows: rowsOf(1, 2, 3, 4, 5), n: 2 },
    { rows: rowsOf(...Array.from({ length: 170 }, (_, i) => i)), n: 2 },
    { rows: rowsOf(4), n: 2 },
    { rows: [{ key: 4, text: 't4', more: true }], n: 2 },
    { rows: [], n: 2 },
  ];
  const data = { rows: [], n: 0 };
  for (const state of states) {
    partsOf(changes(data, state)).forEach((part) => applyData(data, part));
    assert.deepEqual(data, state);
    assert.deepEqual(plain(changes(data, state)), {});
  }
});

test('one changed field is one path, and one more row is one row', () => {
  const before = { rows: rowsOf(1, 2), n: 1 };
  const after = { rows: [{ key: 1, text: 'new' }, ...rowsOf(2, 3)], n: 1 };
  assert.deepEqual(plain(changes(before, after)), {
    'rows[0].text': 'new',
    'rows[2]': { key: 3, text: 't3' },
  });
});

test('much is shown in parts that the phone takes', () => {
  const next = { rows: Array.from({ length: 1000 }, (_, key) => ({ key, text: '长'.repeat(2600) })) };
  const data = { rows: [] };
  const sizes = partsOf(changes(data, next)).map((part) => applyData(data, part));
  assert.deepEqual(data, next);
  assert.ok(Math.max(...sizes) <= 512 * 1024, String(sizes));
});

test('what is neither text nor picture is said in words, in the chat and in the list', () => {
  const voice = message(1, { type: 'voice', content: { url: 'https://files.example/v', duration: 72 } });
  const file = message(2, { type: 'file', content: { file: 'f1', name: 'knee.pdf', deep: { er: 1 } } });
  const other = message(3, { type: 'constructor', content: { a: [1], b: 2 } });
  const told = message(4, { type: 'order', content: { text: 'On its way', id: 7 } });
  const chat = chatWith([voice, file, other, told]);
  const bubbles = shown(chat).rows.filter(({ kind }) => kind === 'message');
  assert.deepEqual(
    bubbles.map(({ label, text }) => [label, text]),
    [
      ['Voice message', '1:12\nhttps://files.example/v'],
      ['File', 'knee.pdf'],
      ['constructor', 'b: 2'],
      ['', 'On its way'],
    ],
  );
  const list = plain(listOf(hubWith({ chats: [chatWith([file])] }), chinese));
  assert.equal(list.rows[0].preview, '[文件 · knee.pdf]');
  for (const content of [{}, [], [1], { x: null }, 5, null, true]) {
    const [row] = shown(chatWith([message(1, { content })])).rows.slice(-1);
    assert.doesNotMatch(row.text, /[{}"]|object|undefined/);
  }
});

test('a closed chat looks closed, and nothing in it can be tried again', () => {
  const item = { cid: 'c1', type: 'text', content: 'late', at: NOW, state: 'failed', error: { code: 40301 } };
  const open = shown(chatWith([message(1)], { outbox: [item] }));
  assert.equal(open.rows.at(-1).mayRetry, true);
  const chat = chatWith([message(1)], { outbox: [item], state: 'closed' });
  const closed = shown(chat);
  assert.match(closed.about, /^Closed · /);
  assert.equal(closed.rows.at(-1).mayRetry, false);
  const { rows } = plain(listOf(hubWith({ chats: [chat] }), english));
  assert.match(rows[0].when, /^Closed · /);
});

test('a text that is too long can be edited, a picture cannot', () => {
  const item = { cid: 'c1', at: NOW, state: 'failed', error: { code: 41300 } };
  const rowOf = (more) => shown(chatWith([], { outbox: [{ ...item, ...more }] })).rows.at(-1);
  assert.equal(rowOf({ type: 'text', content: 'long' }).mayEdit, true);
  assert.equal(rowOf({ type: 'image', content: { url: 'https://a.example/long' } }).mayEdit, false);
});
