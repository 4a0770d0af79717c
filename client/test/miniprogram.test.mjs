// The sample mini program on the simulated phone, against a real hub.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, afterEach, test } from 'node:test';
import WebSocket from 'ws';
import { createChathub, web } from '../chathub.js';
import { startHub } from './support/hub.mjs';
import { startPhone, tapOn } from './support/phone.mjs';
import { until } from './support/until.mjs';

const hub = await startHub();
const ends = [];
let chats = 0;
let phone;

after(() => hub.close());

afterEach(async () => {
  const broken = phone?.errors ?? [];
  phone?.end();
  phone = null;
  ends.splice(0).forEach((end) => end());
  assert.deepEqual(broken.map(String), []);
});

/** A chat of two users of its own, the doctor connected with a plain client. */
async function scene({ settings, history = 0 } = {}) {
  chats += 1;
  const usif = `b${chats}`;
  const [pat, doc] = [`pat-${chats}`, `doc-${chats}`];
  const members = [
    { user_id: pat, role: 'patient', name: 'Pat' },
    { user_id: doc, role: 'doctor', name: 'Dr Wang' },
  ];
  await hub.putChat(usif, members);
  const doctorToken = await hub.token(doc, 'doctor', 'Dr Wang');
  const doctor = createChathub({
    url: hub.url,
    token: () => doctorToken,
    platform: web({ WebSocket, fetch }),
    storage: null,
  });
  ends.push(() => doctor.close());
  doctor.connect();
  const chat = doctor.chat(usif);
  chat.open();
  await until(() => doctor.state === 'live' && chat.isKnown, 'the doctor is there');
  for (let i = 1; i <= history; i += 1) {
    await hub.publish({ usif }, `h${i}`);
  }
  const token = await hub.token(pat, 'patient', 'Pat');
  phone = startPhone(hub, { token }, { language: 'en', ...settings });
  await phone.live();
  return { usif, pat, members, doctor, chat, token };
}

async function inChat(options) {
  const at = await scene(options);
  await phone.openChat(at.usif);
  return at;
}

const textsOf = (chat) => chat.messages.map(({ content }) => content);

/** Each message once, in the order of the hub's log, and none on its way. */
async function sameAsTheHub({ usif, token }) {
  let log;
  await until(async () => {
    log = (await hub.history(usif, token)).map(({ content }) => content);
    return phone.hub.chat(usif).outbox.length === 0 && String(phone.texts()) === String(log);
  }, 'the page shows what the hub holds');
  assert.equal(new Set(log).size, log.length);
}

/** The same chances for the same seed: a whole number below `n`. */
function chanceOf(seed) {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return Math.floor((state / 0x80000000) * n);
  };
}

/** Waits with the phone's clock ten times as fast: what waits to try again does so soon. */
const sooner = (condition, what) =>
  until(async () => {
    await phone.pass(200);
    return condition();
  }, what);

const total = ({ patient, doctor }) => patient + doctor;

test('a link leads to a chat that is far down the list', async () => {
  const { usif, members } = await scene();
  for (let i = 0; i < 120; i += 1) {
    await hub.putChat(`${usif}-${i}`, members);
  }
  phone.relaunch();
  await phone.live();
  await until(() => phone.app.hub.hasMore, 'the list goes on');
  phone.wx.navigateTo({ url: `/pages/chat/chat?usif=${usif}` });
  await until(() => phone.page.chat?.isKnown, 'it is found');
  assert.equal(phone.page.chat.member_count, 2);
});

test('the list shows a new message, how many there are, and who is there', async () => {
  const { chat, doctor, usif } = await scene();
  await until(() => phone.rows[0]?.isOnline, 'the doctor is shown as there');
  assert.deepEqual([phone.rows[0].title, phone.rows[0].unread, phone.page.data.bar], ['Dr Wang', '', '']);
  chat.send('How are you?');
  chat.send('Any better?');
  await until(() => phone.rows[0].unread === '2', 'two new messages');
  assert.equal(phone.rows[0].preview, 'Any better?');
  assert.match(phone.rows[0].aria, /Dr Wang, online, 2 new messages/);
  doctor.close();
  await until(() => !phone.rows[0].isOnline, 'the doctor is shown as gone');
  assert.equal(phone.rows[0].key, usif);
  assert.deepEqual(phone.screen.shown[0], { api: 'setNavigationBarTitle', title: 'Chats' });
});

test('a message goes to the doctor and comes back as read', async () => {
  const { chat } = await inChat();
  phone.say('  hello  ');
  assert.deepEqual([phone.page.data.draft, phone.page.data.canSend], ['', false]);
  await until(() => textsOf(chat).includes('hello'), 'the doctor has it');
  await until(() => phone.row('hello')?.mark === 'sent', 'the patient sees that it was sent');
  const { key } = phone.row('hello');
  chat.markRead();
  await until(() => phone.row('hello').mark === 'read', 'the patient sees that it was read');
  assert.equal(phone.row('hello').key, key);
  chat.send('good day');
  await until(() => chat.last?.is_read === 1, 'the doctor sees that it was read');
  phone.back();
  await until(() => phone.rows[0].preview === 'good day' && phone.rows[0].unread === '', 'the list knows');
});

test('only what changed goes to the view', async () => {
  const { chat } = await inChat();
  phone.say('one');
  await until(() => phone.row('one')?.mark === 'sent', 'it was sent');
  phone.updates.length = 0;
  chat.markRead();
  await until(() => phone.row('one').mark === 'read', 'it was read');
  const keys = phone.updates.flatMap((update) => update.keys);
  assert.deepEqual(keys, ['rows[1].mark', 'rows[1].markText']);
});

test('typing shows on both sides', async () => {
  const { chat } = await inChat();
  phone.page.typed({ detail: { value: 'h' } });
  await until(() => chat.typing.length === 1, 'the doctor sees it');
  chat.writing();
  await until(() => phone.page.data.typing === 'Dr Wang is typing…', 'the patient sees it');
});

for (const [how, settings] of [
  ['it closed in time', {}],
  ['the phone took the socket and never told', { suspendAfterMs: 2000, closeNews: 'never' }],
  ['the phone took the socket and told on return', { suspendAfterMs: 2000, closeNews: 'late' }],
  ['the phone took the socket and told at once', { suspendAfterMs: 2000, closeNews: 'at once' }],
]) {
  test(`back from the background it catches up in one round trip: ${how}`, async () => {
    const at = await inChat({ settings });
    phone.say('before');
    await until(() => at.chat.last?.content === 'before', 'the doctor has it');
    const [opened, asked] = [phone.sockets.total, phone.sent('reconnect').length];
    phone.hide();
    await phone.pass(6000);
    assert.ok(phone.isSuspended);
    await until(async () => (await hub.connections(at.pat)).length === 0, 'the hub sees it gone');
    for (let i = 1; i <= 12; i += 1) {
      at.chat.send(`m${i}`);
    }
    await until(() => at.chat.outbox.length === 0 && at.chat.last.content === 'm12', 'they are stored');
    await phone.pass(60_000);
    phone.show();
    await phone.live();
    await sameAsTheHub(at);
    assert.equal(phone.sockets.total, opened + 1, 'one new socket');
    assert.equal(phone.sent('reconnect').length, asked + 1, 'one question');
    assert.equal(phone.sockets.most, 1);
    assert.equal(phone.page.data.bar, '');
  });
}

test('a socket that is gone after a short time in the background is noticed on return', async () => {
  const at = await inChat({ settings: { suspendAfterMs: 1000 } });
  phone.hide();
  await phone.pass(2000);
  at.chat.send('meanwhile');
  await until(() => at.chat.outbox.length === 0, 'it is stored');
  phone.show();
  await until(() => phone.sockets.total === 2, 'it opens another one');
  await phone.live();
  await sameAsTheHub(at);
  assert.equal(phone.sockets.most, 1);
});

test('it closes by itself before the phone takes the socket', async () => {
  const { pat } = await scene();
  phone.hide();
  await phone.pass(4900);
  assert.ok(!phone.isSuspended);
  assert.equal(phone.hub.state, 'asleep');
  await until(() => phone.sockets.tasks[0].closed?.code === 1000, 'the socket is closed in order');
  await until(async () => (await hub.connections(pat)).length === 0, 'the hub knows');
});

test('a short time in the background keeps the socket', async () => {
  const at = await inChat();
  phone.hide();
  await phone.pass(2000);
  at.chat.send('still there?');
  await until(() => phone.hub.chat(at.usif).last?.content === 'still there?', 'it came in the background');
  const { received } = phone.sockets.tasks[0];
  phone.show();
  await until(() => phone.texts().at(-1) === 'still there?', 'it is shown');
  await until(() => phone.sockets.tasks[0].received > received, 'it looked whether the socket still lives');
  assert.equal(phone.sockets.total, 1);
  assert.equal(phone.hub.state, 'live');
});

test('a socket that died without a word costs no message', async () => {
  const at = await inChat();
  phone.killSockets();
  at.chat.send('meanwhile');
  phone.say('into the void');
  await until(() => phone.row('into the void')?.mark === 'sent', 'it was sent after all');
  await sameAsTheHub(at);
  assert.deepEqual([...textsOf(at.chat)].sort(), ['into the void', 'meanwhile']);
  assert.equal(phone.sockets.total, 2);
  assert.equal(phone.sockets.most, 1);
});

test('off the network it waits, says so after a while, and goes on by itself', async () => {
  const at = await inChat();
  phone.network({ isConnected: false });
  phone.say('from the tunnel');
  at.chat.send('where are you?');
  await until(() => at.chat.outbox.length === 0, 'it is stored');
  assert.equal(phone.row('from the tunnel').mark, 'sending');
  phone.killSockets({ tell: true });
  assert.equal(phone.page.data.bar, '');
  await phone.pass(1900);
  assert.equal(phone.page.data.bar, '');
  await phone.pass(200);
  assert.notEqual(phone.page.data.bar, '');
  phone.network({ isConnected: true, networkType: '4g' });
  await phone.live();
  assert.equal(phone.page.data.bar, '');
  await sameAsTheHub(at);
  assert.equal(phone.sockets.most, 1);
});

test('another network under an open socket is noticed', async () => {
  const at = await inChat();
  phone.network({ isConnected: false });
  phone.network({ isConnected: true, networkType: '5g' });
  phone.say('from the new network');
  // The old socket says nothing; the probe that the change asked for goes unanswered.
  await phone.pass(5100);
  await until(() => phone.row('from the new network')?.mark === 'sent', 'it was sent');
  await sameAsTheHub(at);
  assert.equal(phone.sockets.most, 1);
});

for (const closeAfterError of [false, true]) {
  const news = closeAfterError ? 'an error and a close' : 'an error alone';
  test(`a hub that is started anew finds the phone again, where a refusal shows as ${news}`, async () => {
    const at = await inChat({ settings: { closeAfterError } });
    phone.say('before');
    await until(() => phone.row('before')?.mark === 'sent', 'it was sent');
    await hub.kill();
    phone.say('meanwhile');
    await sooner(() => phone.sockets.total > 3, 'it tries again');
    await hub.start();
    at.doctor.connect();
    await sooner(() => phone.row('meanwhile').mark === 'sent', 'it was sent');
    await until(() => textsOf(at.chat).length === 2, 'the doctor has both');
    await sameAsTheHub(at);
    assert.equal(phone.sockets.most, 1);
  });
}

test('what was being sent when the app ended is sent by the next one', async () => {
  const at = await inChat();
  phone.network({ isConnected: false });
  phone.say('first');
  phone.say('second');
  await until(() => phone.rows.filter(({ mark }) => mark === 'sending').length === 2, 'both wait');
  phone.relaunch();
  await until(() => phone.hub.state === 'waiting', 'the new one has no network, either');
  phone.network({ isConnected: true });
  await until(() => textsOf(at.chat).length === 2, 'the doctor has both');
  assert.deepEqual(textsOf(at.chat), ['first', 'second']);
  await phone.openChat(at.usif);
  await sameAsTheHub(at);
  assert.deepEqual(JSON.parse(phone.wx.getStorageSync('chathub.outbox') || '[]'), []);
});

test('what was sent in vain keeps its place before what came after it', async () => {
  const at = await inChat();
  phone.network({ isConnected: false });
  const now = phone.clock.now();
  phone.clock.now = () => now; // within one millisecond
  phone.say('first');
  phone.say('second');
  delete phone.clock.now;
  const frames = () => phone.sent('push').filter(({ data }) => data.content === 'first').length;
  await phone.pass(16_000);
  assert.equal(frames(), 1, 'the connection is given up before the next try');
  phone.network({ isConnected: true });
  phone.relaunch();
  await until(() => textsOf(at.chat).length === 2, 'the doctor has both');
  assert.deepEqual(textsOf(at.chat), ['first', 'second']);
});

for (const seed of [1, 2, 3]) {
  test(`whatever happens to the phone, each message is there once and in order: ${seed}`, async () => {
    const at = await inChat({ settings: { closeNews: ['never', 'late', 'at once'][seed - 1] } });
    const chance = chanceOf(seed);
    const counts = { patient: 0, doctor: 0 };
    const things = [
      () => phone.isSuspended || phone.say(`patient ${(counts.patient += 1)}`),
      () => at.chat.send(`doctor ${(counts.doctor += 1)}`),
      () => phone.killSockets({ tell: chance(2) === 0 }),
      () => phone.hide(),
      () => phone.show(),
      () => phone.pass(chance(8000)),
      () => phone.network({ isConnected: false }),
      () => phone.network({ isConnected: true }),
      () => sooner(() => phone.isSuspended || !phone.isConnected || phone.hub.state === 'live', 'a rest'),
    ];
    for (let step = 0; step < 60; step += 1) {
      await things[chance(things.length)]();
      assert.ok(phone.sockets.open <= 1);
    }
    phone.show();
    phone.network({ isConnected: true });
    // A socket that hangs is given up when its pong does not come.
    const isSent = () => phone.hub.state === 'live' && phone.hub.chat(at.usif).outbox.length === 0;
    await sooner(isSent, 'all is sent');
    await until(
      () => at.chat.outbox.length === 0 && at.chat.messages.length === total(counts),
      'all is there',
    );
    await sameAsTheHub(at);
    for (const who of ['patient', 'doctor']) {
      const own = Array.from({ length: counts[who] }, (_, i) => `${who} ${i + 1}`);
      assert.deepEqual(
        phone.texts().filter((text) => text.startsWith(who)),
        own,
      );
    }
    assert.equal(phone.sockets.most, 1);
  });
}

test('a message is recalled by a long press', async () => {
  const { chat } = await inChat();
  phone.say('oops');
  await until(() => phone.row('oops')?.mark === 'sent', 'it was sent');
  await phone.choose(phone.row('oops'), 'Recall');
  await until(() => phone.row('You recalled a message')?.kind === 'note', 'it is gone here');
  await until(() => chat.last.recalled === 1, 'it is gone there');
  chat.send('hm');
  await until(() => phone.row('hm'), 'the answer is there');
  phone.page.pressed(tapOn({ key: phone.row('hm').key }));
  await until(() => phone.screen.dialog !== null, 'the choices are there');
  assert.deepEqual(phone.screen.dialog.choices, ['Copy', 'Cancel']);
  phone.tap('Copy');
  await until(() => phone.screen.shown.at(-1).api === 'setClipboardData', 'it is copied');
  assert.equal(phone.screen.shown.at(-1).data, 'hm');
});

test('what was refused says why, and can be sent again or discarded', async () => {
  const at = await inChat();
  const long = 'x'.repeat(9000);
  phone.say(long);
  await until(() => phone.screen.shown.at(-1)?.title === 'This message is too long.', 'it says why');
  assert.equal(phone.page.data.draft, long, 'it stays in the field');
  assert.equal(phone.row(long), undefined);
  phone.page.setData({ draft: '' });

  await hub.putChat(at.usif, at.members, 'closed');
  await until(() => phone.page.data.closed === 'This chat is closed.', 'the page says that it is closed');
  phone.say('one more thing');
  await until(() => phone.row('one more thing')?.mark === 'failed', 'refused');
  assert.equal(phone.row('one more thing').why, 'This chat is closed.');
  await hub.putChat(at.usif, at.members, 'open');
  await until(() => phone.page.data.closed === '', 'it is open again');
  phone.page.retry(tapOn({ cid: phone.row('one more thing').cid }));
  await until(() => phone.row('one more thing').mark === 'sent', 'it was sent');
  await sameAsTheHub(at);
});

test('what is sent once more goes behind what is on its way, and waits for nothing else', async () => {
  const at = await inChat();
  await hub.putChat(at.usif, at.members, 'closed');
  await until(() => phone.page.data.closed !== '', 'it is closed');
  phone.say('again');
  await until(() => phone.row('again')?.mark === 'failed', 'refused');
  await hub.putChat(at.usif, at.members, 'open');
  await until(() => phone.page.data.closed === '', 'it is open again');
  phone.say('on its way');
  phone.page.retry(tapOn({ cid: phone.row('again').cid }));
  // Well before what is not acknowledged would be sent again.
  await until(() => textsOf(at.chat).length === 2, 'the doctor has both', 10_000);
  assert.deepEqual(textsOf(at.chat), ['on its way', 'again']);
});

test('history comes by scrolling up, and the reader stays where he is', async () => {
  await inChat({ history: 120 });
  const notes = () => phone.rows.filter(({ kind }) => kind === 'note').map(({ text }) => text);
  await until(() => notes().length >= 50, 'the newest fifty are there');
  await until(() => phone.page.data.into === 'end', 'the page is at the end');
  assert.equal(phone.page.data.older, 'Show older messages');
  const scroll = (scrollTop) => phone.page.scrolled({ detail: { scrollTop, scrollHeight: 4000 } });
  scroll(3300);
  scroll(20);
  const [{ anchor }, count] = [phone.rows.find((row) => row.anchor), notes().length];
  phone.page.cameToTop();
  await until(() => notes().length === count + 50, 'fifty more');
  await until(() => phone.page.data.into === anchor, 'what was first is where it was');
  phone.page.cameToTop();
  await until(() => notes().length === 120, 'all');
  assert.deepEqual(
    notes(),
    Array.from({ length: 120 }, (_, i) => `h${i + 1}`),
  );
  assert.equal(phone.page.data.older, '');
  phone.page.cameToTop();
  assert.ok(Math.max(...phone.updates.map(({ bytes }) => bytes)) < 300_000);
});

test('older messages that do not load can be asked for again', async () => {
  const { usif } = await inChat({ history: 60 });
  await until(() => phone.hub.chat(usif).messages.length >= 50, 'the newest fifty are there');
  const { request } = phone.wx;
  phone.wx.request = ({ fail }) => fail({ errMsg: 'request:fail timeout' });
  phone.page.cameToTop();
  await until(() => phone.page.data.older === 'Could not load. Tap to try again.', 'it says so');
  phone.wx.request = request;
  phone.page.loadOlder();
  await until(
    () => phone.page.data.older === '' && phone.hub.chat(usif).messages.length === 60,
    'all are there',
  );
});

test('images, days, and what the service says', async () => {
  const { chat, usif } = await inChat();
  const url = 'https://example.org/a.png';
  chat.send({ url }, 'image');
  chat.send('javascript:alert(1)', 'image');
  await until(() => chat.messages.length === 2, 'both are stored');
  await hub.publish({ usif }, 'Your appointment is tomorrow.');
  await until(() => phone.row('Your appointment is tomorrow.')?.kind === 'note', 'the note is there');
  assert.deepEqual(phone.rows.map(({ kind, text }) => [kind, text]).slice(0, 3), [
    ['day', 'Today'],
    ['message', ''],
    ['message', 'javascript:alert(1)'],
  ]);
  assert.equal(phone.rows[1].image, url);
  phone.page.preview(tapOn({ url }));
  await until(() => phone.screen.shown.at(-1).api === 'previewImage', 'it is shown large');
  assert.deepEqual(phone.screen.shown.at(-1), { api: 'previewImage', current: url, urls: [url] });
  phone.page.imageFailed(tapOn({ url }));
  assert.deepEqual([phone.rows[1].image, phone.rows[1].text], ['', url]);
  await hub.publish({ all: 1 }, 'Back in five minutes');
  await until(() => phone.screen.shown.at(-1).title === 'Back in five minutes', 'a notice is shown');
});

test('a page that was left draws nothing more', async () => {
  const { chat } = await inChat();
  phone.back();
  phone.updates.length = 0;
  chat.send('after');
  await until(() => phone.rows[0].preview === 'after', 'the list has it');
  assert.deepEqual([...new Set(phone.updates.map(({ route }) => route))], ['pages/list/list']);
});

test('in Chinese where the phone is', async () => {
  await inChat({ settings: { language: 'zh_CN' } });
  phone.say('你好');
  await until(() => phone.row('你好')?.markText === '已发送', 'it was sent');
  assert.equal(phone.row('今天').kind, 'day');
  assert.match(phone.page.data.about, /^医生 · 在线 · 订单 1024$/);
});

test('the token comes from the service by wx.login, again when it was revoked', async () => {
  const codes = [];
  let given = 200;
  const service = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) {
      body += part;
    }
    codes.push(JSON.parse(body).code);
    response.writeHead(given, { 'content-type': 'application/json' });
    response.end(JSON.stringify(given === 200 ? { token: await hub.token('login', 'patient') } : {}));
  });
  await new Promise((resolve) => service.listen(0, '127.0.0.1', resolve));
  ends.push(
    () => service.closeAllConnections(),
    () => service.close(),
  );
  const address = `http://127.0.0.1:${service.address().port}/login`;
  phone = startPhone(hub, { service: address }, { language: 'en' });
  await phone.live();
  assert.equal(phone.hub.user, 'login');
  await hub.revoke({ user_id: 'login' });
  await until(() => codes.length === 2, 'it asks again');
  await phone.live();
  given = 401;
  await hub.revoke({ user_id: 'login' });
  await until(() => phone.page.data.bar.includes('sign in again'), 'it says that there is none');
  given = 200;
  phone.page.connect();
  await phone.live();
  assert.equal(phone.page.data.bar, '');
  assert.notEqual(codes[0], codes.at(-1));
});
