// The simulator of WeChat's phone: what the tests of the mini program rest on.

import assert from 'node:assert/strict';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { WebSocketServer } from 'ws';
import { Phone } from '../wx-simulator.mjs';
import { until } from './support/until.mjs';

let server;
let sockets;
let url;
let phone;
const folders = [];

before(async () => {
  server = createServer((request, response) => {
    if (request.url === '/silent') {
      return;
    }
    const isJson = request.url.startsWith('/json');
    response.writeHead(isJson ? 200 : 404, { 'content-type': 'text/plain', 'x-seen': request.method });
    response.end(
      isJson ? JSON.stringify({ url: request.url, token: request.headers.authorization }) : 'nothing',
    );
  });
  sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    if (request.url === '/refused') {
      socket.end('HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (peer) => {
      sockets.emit('connection', peer);
      peer.on('message', (data, isBinary) => peer.send(data, { binary: isBinary }));
      if (request.url === '/bye') {
        peer.close(4401, 'no token');
      }
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `ws://127.0.0.1:${server.address().port}`;
});

after(() => {
  server.closeAllConnections();
  server.close();
});

afterEach(async () => {
  phone?.end();
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
});

/** Calls a `wx` function by its callbacks. */
const asked = (api, options = {}) =>
  new Promise((resolve) =>
    api({ ...options, success: (it) => resolve(['success', it]), fail: (it) => resolve(['fail', it]) }),
  );

const http = () => url.replace('ws:', 'http:');

function socket(where = '') {
  const heard = { opened: 0, messages: [], closed: [], errors: [], failed: [] };
  const task = phone.wx.connectSocket({ url: url + where, fail: (why) => heard.failed.push(why.errMsg) });
  task.onOpen(() => (heard.opened += 1));
  task.onMessage(({ data }) => heard.messages.push(data));
  task.onClose((why) => heard.closed.push(why));
  task.onError(({ errMsg }) => heard.errors.push(errMsg));
  return { task, heard };
}

async function openSocket() {
  const it = socket();
  await until(() => it.heard.opened === 1, 'open');
  return it;
}

const said = (task, data) => asked(task.send, { data });

async function program(files) {
  const folder = await mkdtemp(path.join(tmpdir(), 'wx-'));
  folders.push(folder);
  const all = { 'app.json': '{"pages":["pages/one/one","pages/two/two"]}', 'app.js': 'App({})', ...files };
  for (const route of JSON.parse(all['app.json']).pages) {
    all[`${route}.js`] ??= 'Page({})';
    all[`${route}.wxml`] ??= '<view></view>';
  }
  for (const [name, text] of Object.entries(all)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
  return folder;
}

test('a socket talks in text and bytes, and tells how it ended', async () => {
  phone = new Phone();
  const { task, heard } = socket();
  assert.deepEqual((await said(task, 'too early'))[0], 'fail');
  await until(() => heard.opened === 1, 'heard.opened === 1');
  assert.equal(task.readyState, 1);
  assert.deepEqual(await said(task, 'hello'), ['success', { errMsg: 'sendSocketMessage:ok' }]);
  task.send({ data: new Uint8Array([1, 2]).buffer });
  await until(() => heard.messages.length === 2, 'heard.messages.length === 2');
  assert.equal(heard.messages[0], 'hello');
  assert.deepEqual([...new Uint8Array(heard.messages[1])], [1, 2]);
  assert.deepEqual(phone.sockets.tasks[0].sent, ['hello']);
  task.close({ code: 1000, reason: 'done' });
  await until(() => heard.closed.length === 1, 'heard.closed.length === 1');
  assert.deepEqual(heard.closed, [{ code: 1000, reason: 'done' }]);
  assert.match((await said(task, 'too late'))[1].errMsg, /readyState is not OPEN/);
  assert.equal(phone.sockets.open, 0);

  const left = socket('/bye');
  await until(() => left.heard.closed.length === 1, 'left.heard.closed.length === 1');
  assert.deepEqual(left.heard.closed, [{ code: 4401, reason: 'no token' }]);
});

test('a refused handshake shows an error without a status, and no close', async () => {
  phone = new Phone();
  const { heard } = socket('/refused');
  await until(() => heard.errors.length === 1, 'heard.errors.length === 1');
  assert.match(heard.errors[0], /^connectSocket:fail /);
  assert.deepEqual(heard.closed, []);
  phone.end();
  phone = new Phone({ closeAfterError: true });
  const other = socket('/refused');
  await until(() => other.heard.closed.length === 1, 'other.heard.closed.length === 1');
  assert.equal(other.heard.closed[0].code, 1006);
});

test('the sixth socket fails until one of five is gone', async () => {
  phone = new Phone();
  const five = await Promise.all([1, 2, 3, 4, 5].map(openSocket));
  const sixth = socket();
  await until(() => sixth.heard.failed.length === 1, 'sixth.heard.failed.length === 1');
  assert.match(sixth.heard.failed[0], /^connectSocket:fail .*max.* 5$/);
  assert.match((await said(sixth.task, 'x'))[1].errMsg, /task not found/);
  five[0].task.close();
  await until(() => phone.sockets.held === 4, 'one is gone');
  await openSocket();
  assert.equal(phone.sockets.total, 6);
  assert.equal(phone.sockets.most, 5);
});

for (const closeNews of ['never', 'late', 'at once']) {
  test(`after 5 s in the background the socket is gone, and the news of it comes: ${closeNews}`, async () => {
    phone = new Phone({ closeNews });
    const { task, heard } = await openSocket();
    const before = sockets.clients.size;
    phone.hide();
    await phone.pass(4900);
    assert.equal((await said(task, 'still there'))[0], 'success');
    await phone.pass(200);
    assert.ok(phone.isSuspended);
    await until(() => sockets.clients.size === before - 1, 'the peer sees it');
    assert.equal(heard.closed.length, closeNews === 'at once' ? 1 : 0);
    phone.show();
    assert.equal(heard.closed.length, closeNews === 'never' ? 0 : 1);
    assert.deepEqual(await said(task, 'x'), ['fail', { errMsg: 'sendSocketMessage:fail task not found' }]);
    assert.deepEqual(await asked(task.close), ['fail', { errMsg: 'closeSocket:fail task not found' }]);
  });
}

test('a short time in the background harms nothing', async () => {
  phone = new Phone();
  const { task, heard } = await openSocket();
  phone.hide();
  await phone.pass(4000);
  phone.show();
  await phone.pass(4000);
  assert.equal((await said(task, 'here'))[0], 'success');
  await until(() => heard.messages.length === 1, 'heard.messages.length === 1');
});

test('suspended, the timers stand still and the callbacks wait', async () => {
  const files = { 'app.js': 'App({ ticks: 0, onLaunch() { setInterval(() => (this.ticks += 1), 1000); } })' };
  phone = new Phone().launch(await program(files));
  const answers = [];
  await phone.pass(3500);
  assert.equal(phone.app.ticks, 3);
  phone.hide();
  const [shows, hides] = [[], []];
  phone.wx.onAppShow(() => shows.push(phone.app.ticks));
  phone.wx.onAppHide(() => hides.push(1));
  phone.wx.request({ url: `${http()}/silent`, fail: ({ errMsg }) => answers.push(errMsg) });
  await phone.pass(60_000);
  const before = phone.app.ticks;
  assert.ok(before <= 9, `${before} ticks`);
  assert.deepEqual(answers, []);
  phone.show();
  await until(() => answers.length === 1, 'answers.length === 1');
  assert.deepEqual(answers, ['request:fail interrupted']);
  assert.deepEqual([shows, hides], [[before], []]);
  await until(() => phone.app.ticks === before + 1, 'what was due meanwhile comes once');
});

test('off the network what is open hangs, and what is new fails', async () => {
  phone = new Phone();
  const { task, heard } = await openSocket();
  const told = [];
  phone.wx.onNetworkStatusChange((how) => told.push(how));
  phone.network({ isConnected: false });
  assert.equal((await said(task, 'into the void'))[0], 'success');
  const other = socket();
  await until(() => other.heard.errors.length === 1, 'other.heard.errors.length === 1');
  assert.match((await asked(phone.wx.request, { url: `${http()}/json` }))[1].errMsg, /^request:fail /);
  assert.deepEqual(await asked(phone.wx.getNetworkType), [
    'success',
    { networkType: 'none', errMsg: 'getNetworkType:ok' },
  ]);
  phone.network({ isConnected: true, networkType: '5g' });
  assert.deepEqual(told, [
    { isConnected: false, networkType: 'none' },
    { isConnected: true, networkType: '5g' },
  ]);
  const fresh = await openSocket();
  await said(fresh.task, 'back');
  await until(() => fresh.heard.messages.length === 1, 'fresh.heard.messages.length === 1');
  assert.deepEqual([heard.messages, heard.closed, heard.errors], [[], [], []]);
});

test('sockets can be killed with and without a word', async () => {
  phone = new Phone();
  const first = await openSocket();
  phone.killSockets();
  assert.match((await said(first.task, 'x'))[1].errMsg, /task not found/);
  assert.deepEqual(first.heard.closed, []);
  const second = await openSocket();
  phone.killSockets({ tell: true });
  assert.deepEqual(second.heard.closed, [{ code: 1006, reason: 'abnormal closure' }]);
});

test('a request reads JSON, takes any status for a success, and can be given up', async () => {
  phone = new Phone();
  const { request } = phone.wx;
  const [, json] = await asked(request, {
    url: `${http()}/json`,
    data: { a: 1 },
    header: { Authorization: 'Bearer t' },
  });
  assert.deepEqual(json.data, { url: '/json?a=1', token: 'Bearer t' });
  const [how, missing] = await asked(request, { url: `${http()}/none`, method: 'POST', data: {} });
  assert.deepEqual(
    [how, missing.statusCode, missing.data, missing.header['x-seen']],
    ['success', 404, 'nothing', 'POST'],
  );
  const slow = asked(request, { url: `${http()}/silent`, timeout: 3000 });
  await phone.pass(3000);
  assert.deepEqual(await slow, ['fail', { errMsg: 'request:fail timeout' }]);
  let given;
  const task = request({ url: `${http()}/silent`, fail: (it) => (given = it.errMsg) });
  task.abort();
  await until(() => given === 'request:fail abort', 'it comes');
});

test('the eleventh request waits for one of ten', async () => {
  phone = new Phone();
  const silent = Array.from({ length: 10 }, () => phone.wx.request({ url: `${http()}/silent` }));
  let answer;
  phone.wx.request({ url: `${http()}/json`, success: (it) => (answer = it.data) });
  assert.equal(phone.requests.running, 10);
  silent[3].abort();
  await until(() => answer?.url === '/json', 'it comes');
});

test('storage keeps values as they are, up to 10 MB, over a relaunch', async () => {
  phone = new Phone().launch(await program({ 'app.js': 'App({ found: wx.getStorageSync("k") })' }));
  assert.equal(phone.app.found, '');
  phone.wx.setStorageSync('k', { a: [1] });
  phone.relaunch();
  assert.deepEqual(phone.app.found, { a: [1] });
  const block = 'x'.repeat(1024 * 1024 - 100);
  assert.throws(() => phone.wx.setStorageSync('big', block + block), /limit/);
  assert.throws(() => {
    for (let i = 0; i < 11; i += 1) {
      phone.wx.setStorageSync(`b${i}`, block);
    }
  }, /exceed storage max size/);
  assert.ok(phone.wx.getStorageInfoSync().currentSize <= 10240);
});

test('the app sees what mini programs have, and nothing else', async () => {
  const names = `window document fetch WebSocket URL URLSearchParams TextEncoder AbortController crypto process
    Buffer localStorage globalThis global self navigator Intl queueMicrotask structuredClone WebAssembly`;
  const files = {
    'lib/a.js': 'exports.b = require("./b").name; exports.again = require("../lib/b.js") === require("./b");',
    'lib/b.js': 'module.exports = { name: "b" };',
    'app.js': `
      const there = (name) => { try { return new Function("return typeof " + name)(); } catch (e) { return e.name; } };
      const kinds = [${names
        .split(/\s+/)
        .map((name) => `typeof ${name}`)
        .join(', ')}];
      const known = [typeof wx, typeof setTimeout, typeof Promise, typeof getApp, typeof console.log];
      let outside; try { require('../../x.js'); } catch (e) { outside = e.message; }
      let inner; try { eval('1'); } catch (e) { inner = e.name; }
      App({ kinds, known, made: there('x'), inner, outside, lib: require('./lib/a.js'),
        imports: () => import('./lib/a.js').catch(() => 'refused') });`,
  };
  phone = new Phone().launch(await program(files));
  const { kinds, known, made, inner, outside, lib, imports } = phone.app;
  assert.deepEqual([...new Set(kinds)], ['undefined']);
  assert.deepEqual([...known], ['object', 'function', 'function', 'function', 'function']);
  assert.deepEqual([made, inner], ['EvalError', 'EvalError']);
  assert.match(outside, /is not defined/);
  assert.deepEqual({ ...lib }, { b: 'b', again: true });
  assert.equal(await imports(), 'refused');
});

test('files may be stood in for', async () => {
  const folder = await program({ 'app.js': 'App(require("./made.js"))' });
  phone = new Phone({ files: { 'made.js': 'module.exports = { from: "the test" };' } }).launch(folder);
  assert.equal(phone.app.from, 'the test');
});

test('pages come and go in their order, and the tenth is the last', async () => {
  const log = (name) => `
    const log = (what) => getApp().log.push('${name} ' + what);
    Page({ onLoad(o) { log('load ' + (o.id || '')); }, onShow() { log('show'); }, onReady() { log('ready'); },
      onHide() { log('hide'); }, onUnload() { log('unload'); } });`;
  const files = {
    'app.js':
      'App({ log: [], onHide() { this.log.push("app hide"); }, onShow() { this.log.push("app show"); } })',
    'pages/one/one.js': log('one'),
    'pages/two/two.js': log('two'),
  };
  phone = new Phone().launch(await program(files));
  const taken = () => [...phone.app.log.splice(0)];
  await until(() => phone.app.log.includes('one ready'), 'it comes');
  assert.deepEqual(taken(), ['app show', 'one load ', 'one show', 'one ready']);
  await phone.wx.navigateTo({ url: '../two/two?id=a%20b' });
  await until(() => phone.app.log.includes('two ready'), 'it comes');
  assert.deepEqual(taken(), ['one hide', 'two load a%20b', 'two show', 'two ready']);
  phone.hide();
  phone.show();
  assert.deepEqual(taken(), ['two hide', 'app hide', 'app show', 'two show']);
  phone.back();
  assert.deepEqual(taken(), ['two unload', 'one show']);
  for (let i = 0; i < 9; i += 1) {
    await phone.wx.navigateTo({ url: '/pages/two/two' });
  }
  await assert.rejects(phone.wx.navigateTo({ url: '/pages/two/two' }), /limit exceed: 10/);
  await assert.rejects(phone.wx.navigateTo({ url: '/pages/three/three' }), /not found/);
  await phone.wx.reLaunch({ url: '/pages/one/one' });
  assert.deepEqual(
    phone.pages.map((page) => page.route),
    ['pages/one/one'],
  );
});

test('setData takes paths, copies, and refuses what WeChat drops', async () => {
  phone = new Phone().launch(
    await program({ 'pages/one/one.js': 'Page({ data: { a: { b: [{ c: 1 }] } } })' }),
  );
  const { page } = phone;
  const given = { deep: [1] };
  let isDrawn = false;
  page.setData({ 'a.b[0].c': 2, 'a.b[1]': { c: 3 }, 'new[0].x': given }, () => (isDrawn = true));
  given.deep.push(2);
  assert.deepEqual(page.data, { a: { b: [{ c: 2 }, { c: 3 }] }, new: [{ x: { deep: [1] } }] });
  await until(() => isDrawn, 'isDrawn');
  assert.throws(() => page.setData({ a: undefined }), /undefined is invalid/);
  assert.throws(() => page.setData({ a: { f() {} } }), /is a function/);
  assert.throws(() => page.setData({ a: 'x'.repeat(1024 * 1024) }), /the limit/);
  assert.throws(() => page.setData({ 'a[b]': 1 }), /no path/);
  assert.deepEqual(
    phone.updates.map(({ keys }) => keys),
    [['a.b[0].c', 'a.b[1]', 'new[0].x']],
  );
});

test('setData on a page that is gone is an error', async () => {
  const two =
    'Page({ data: { n: 0 }, onLoad() { this.timer = setInterval(() => this.setData({ n: 1 }), 100); } })';
  phone = new Phone().launch(await program({ 'pages/two/two.js': two }));
  await phone.wx.navigateTo({ url: '/pages/two/two' });
  await phone.pass(150);
  assert.deepEqual(phone.errors, []);
  phone.back();
  await phone.pass(150);
  assert.match(String(phone.errors[0]), /unloaded/);
});

test('a template that names what its page does not have is refused', async () => {
  const wxml = `<view wx:for="{{rows}}" wx:for-item="row" wx:key="k" bindtap="open" class="a {{row.on ? 'b' : c}}">
    {{row.name + missing.x}} <text catch:tap="none"/></view><!-- {{not.this}} -->`;
  const files = {
    'pages/one/one.wxml': wxml,
    'pages/one/one.js': 'Page({ data: { rows: [], c: "" }, open() {} })',
  };
  phone = new Phone();
  const folder = await program(files);
  assert.throws(() => phone.launch(folder), /does not have: none, missing$/);
});

test('what the app throws is kept, and ends nothing', async () => {
  const files = {
    'pages/one/one.js': 'Page({ onLoad() { throw new Error("oops"); }, onShow() { this.seen = true; } })',
  };
  phone = new Phone().launch(await program(files));
  assert.deepEqual(
    phone.errors.map((error) => error.message),
    ['oops'],
  );
  assert.ok(phone.page.seen);
});

test('a dialog waits for a tap', async () => {
  phone = new Phone();
  const chosen = asked(phone.wx.showActionSheet, { itemList: ['Copy', 'Recall'] });
  await until(() => phone.screen.dialog !== null, 'phone.screen.dialog !== null');
  assert.throws(() => phone.tap('Delete'), /Copy, Recall/);
  phone.tap('Recall');
  assert.deepEqual(await chosen, ['success', { tapIndex: 1, errMsg: 'showActionSheet:ok' }]);
  const asks = phone.wx.showModal({ title: 'Sure?' });
  await until(() => phone.screen.dialog !== null, 'phone.screen.dialog !== null');
  phone.tap('Cancel');
  assert.equal((await asks).cancel, true);
  await phone.wx.showToast({ title: 'Saved' });
  assert.deepEqual(phone.screen.shown.at(-1), { api: 'showToast', title: 'Saved' });
});

test('a relaunch drops what the app was doing', async () => {
  const files = {
    'app.js': `App({ n: 0, onLaunch() { setInterval(() => { wx.setStorageSync('n', (this.n += 1)); }, 100);
      this.task = wx.connectSocket({ url: '${url}' }); } })`,
  };
  phone = new Phone().launch(await program(files));
  await until(() => phone.app.task.readyState === 1, 'phone.app.task.readyState === 1');
  const before = sockets.clients.size;
  const old = phone.app;
  await phone.pass(250);
  phone.relaunch();
  assert.notEqual(phone.app, old);
  await phone.pass(150);
  assert.deepEqual([old.n, phone.app.n, phone.wx.getStorageSync('n')], [2, 1, 1]);
  await until(
    () => phone.app.task.readyState === 1 && sockets.clients.size === before,
    'phone.app.task.readyState === 1 && sockets.clients.size === before',
  );
  assert.equal(phone.sockets.total, 1);
});
