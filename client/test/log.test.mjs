import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Log } from '../pages/log.js';

const message = (seq, more = {}) => ({ id: `c.${seq}`, seq, content: `m${seq}`, is_read: 0, ...more });
const messages = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => message(from + i));
const seqs = (log) => log.sorted().map((held) => held.seq);

test('a message ahead leaves a hole until the others are there', () => {
  const log = new Log();
  log.begin(message(7));
  log.add(message(9));
  assert.ok(log.hasHole);
  assert.equal(log.top, 7);
  log.add(message(8));
  assert.ok(!log.hasHole);
  assert.equal(log.top, 9);
});

test('what comes twice is held once, and stays read', () => {
  const log = new Log();
  log.begin(message(1));
  assert.ok(log.add(message(2, { is_read: 1 })));
  assert.ok(!log.add(message(2)));
  assert.deepEqual(seqs(log), [1, 2]);
  assert.equal(log.last.is_read, 1);
});

test('what retention took is no hole', () => {
  const log = new Log();
  log.begin(message(5));
  log.caughtUp(5, messages(70, 72), { more: 0, last_seq: 72 });
  assert.ok(!log.hasHole);
  assert.equal(log.top, 72);
});

test('what was left out on purpose is history', () => {
  const log = new Log();
  log.begin(message(5));
  log.add(message(101));
  log.caughtUp(5, messages(51, 100), { more: 1, last_seq: 100 });
  assert.equal(log.bottom, 51);
  assert.equal(log.top, 101);
  assert.ok(log.older);
  log.addOlder(messages(1, 50), 0);
  assert.deepEqual(seqs(log), seqs({ sorted: () => messages(1, 101) }));
  assert.ok(!log.older);
});

test('an answer without any of the messages that it counts begins anew', () => {
  const log = new Log();
  log.begin(message(5));
  log.caughtUp(5, [], { more: 1, last_seq: 60 });
  assert.equal(log.last, null);
  log.add(message(61));
  assert.deepEqual([log.bottom, log.top], [61, 61]);
});

test('a reset drops what was held', () => {
  const log = new Log();
  log.begin(message(40));
  const { generation } = log;
  log.caughtUp(40, messages(1, 3), { more: 0, reset: 1, last_seq: 3 });
  assert.deepEqual(seqs(log), [1, 2, 3]);
  assert.equal(log.top, 3);
  assert.notEqual(log.generation, generation);
});

test('a recall stays, whatever older copy of the message comes', () => {
  const log = new Log();
  log.begin(message(3));
  log.change(2, { recalled: 1 });
  log.addOlder(messages(1, 2), 0);
  assert.equal(log.sorted()[1].content, null);
  assert.equal(log.sorted()[1].recalled, 1);
  log.add(message(2));
  assert.equal(log.sorted()[1].content, null);
});

test('changes that were missed are made', () => {
  const log = new Log();
  log.begin(message(3));
  log.caughtUp(3, [], { more: 0, last_seq: 3, changed: [{ id: 'c.3', seq: 3, erased: 1 }] });
  assert.equal(log.last.erased, 1);
  assert.equal(log.last.content, null);
});
