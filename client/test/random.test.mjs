// Whatever the order in which pushes, answers, history, recalls and breaks come: the client holds what
// the hub's log holds, without a hole, and told of each new message once and in order.
//
// CHATHUB_SEED   runs this one walk alone, as a failure names it

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flush, startClock } from './support/clock.mjs';
import { randomOf } from './support/random.mjs';
import { scene } from './support/scene.mjs';

const WALKS = 60;
const STEPS = 150;
const CHATS = ['b1', 'b2', 'b3'];
const first = Number(process.env.CHATHUB_SEED ?? 1);
const last = process.env.CHATHUB_SEED ? first : WALKS;

class Walk {
  /** What is on its way to the client: any of it may come next, and pushes twice. */
  coming = [];

  constructor(t, seed) {
    this.random = randomOf(seed);
    t.mock.method(Math, 'random', () => this.random.next());
    this.s = scene(t, { clock: startClock(t) });
    this.s.hold('push', 'reconnect', 'get', 'recall');
    this.s.platform.onGet = (asked) => this.#asked(asked);
    const { onFrame } = this.s.platform;
    this.s.platform.onFrame = (socket, frame) => {
      onFrame(socket, frame);
      if (this.s.held.has(frame.action)) {
        this.#answered(socket, frame);
      }
    };
    for (const usif of CHATS) {
      this.s.server.putChat(usif);
      this.s.server.posts(usif, 'v', this.random.below(4));
    }
  }

  #asked(asked) {
    const isEarly = this.random.chance(0.5);
    const early = isEarly && this.s.server.get('u', asked.path);
    this.coming.push(() =>
      this.random.chance(0.1) ? asked.fail() : asked.answer(early || this.s.server.get('u', asked.path)),
    );
  }

  #answered(socket, frame) {
    const { server } = this.s;
    if (frame.action === 'reconnect') {
      server.room = this.random.chance(0.3) ? this.random.below(20) + 1 : Infinity;
      const { data, meta } = server.reconnect('u', frame.data);
      this.#say(socket, 'reconnect', data, { meta, ref: frame.ref });
    } else if (frame.action === 'push') {
      const { usif, content, cid } = frame.data;
      this.#say(socket, 'pushback', server.post(usif, 'u', content, cid), { ref: frame.ref });
    }
  }

  #say(socket, type, data, more) {
    this.coming.push(() => socket.isClosed || socket.say(type, structuredClone(data), more));
  }

  get chat() {
    return this.s.client.chat(this.random.of(CHATS));
  }

  async step() {
    const { s, random } = this;
    const { usif } = this.chat;
    await random.of([
      () => this.post(usif),
      () => this.post(usif),
      () => this.post(usif),
      () => this.burst(usif),
      () => this.deliver(),
      () => this.deliver(),
      () => this.deliver(),
      () => this.deliver(),
      () => this.deliver(),
      () => s.client.chat(usif).send('mine'),
      () => this.recall(usif),
      () => s.client.chat(usif).open(),
      () => random.chance(0.3) && s.client.chat(usif).close(),
      () => s.client.chat(usif).markRead(),
      () => void s.client.chat(usif).older().catch(() => {}),
      () => s.clock.pass(random.below(700)),
      () => random.chance(0.3) && this.breaks(),
    ])();
    await flush();
    this.check();
  }

  post(usif) {
    const from = this.random.chance(0.8) ? 'v' : 'u';
    const message = this.s.server.post(usif, from);
    // Lost with some connections, as far as anybody can see.
    if (this.s.socket && this.random.chance(0.9)) {
      this.#say(this.s.socket, 'push', message);
      if (this.random.chance(0.1)) {
        this.#say(this.s.socket, 'push', message);
      }
    }
  }

  burst(usif) {
    if (this.random.chance(0.2)) {
      this.s.server.posts(usif, 'v', this.random.below(300));
    }
  }

  recall(usif) {
    const { log } = this.s.server.chats.get(usif);
    const message = log.length > 0 && this.random.of(log);
    if (message && !message.recalled) {
      this.#say(this.s.socket, 'recall', this.s.server.recall(usif, message.seq));
    }
  }

  async deliver() {
    if (this.coming.length > 0) {
      const at = this.random.chance(0.6) ? 0 : this.random.below(this.coming.length);
      this.coming.splice(at, 1)[0]();
      await flush();
    }
  }

  async breaks() {
    this.s.socket.drop();
    const chat = this.chat;
    this.post(chat.usif);
    if (this.random.chance(0.5)) {
      this.s.server.posts(chat.usif, 'v', this.random.below(130));
    }
    await this.s.back();
  }

  async settles() {
    for (let round = 0; round < 40; round++) {
      while (this.coming.length > 0) {
        this.coming.shift()();
        await flush();
      }
      await this.s.clock.pass(1_000);
    }
  }

  /** At any time. */
  check() {
    for (const usif of CHATS) {
      const { messages } = this.s.client.chat(usif);
      messages.forEach((message, i) => {
        assert.equal(message.seq, messages[0].seq + i, `${usif} has no hole`);
        assert.equal(message.id, this.s.server.message(usif, message.seq).id);
      });
      const news = this.s.news(usif);
      news.forEach((seq, i) => assert.ok(i === 0 || seq > news[i - 1], `${usif} in order: ${news}`));
    }
  }

  /** Once nothing is on its way. */
  checkEnd() {
    const { client, server } = this.s;
    assert.equal(client.state, 'live');
    for (const usif of CHATS) {
      const { log } = server.chats.get(usif);
      const chat = client.chat(usif);
      const held = chat.messages;
      assert.deepEqual(chat.outbox, []);
      assert.equal(held.length === 0 ? 0 : held[held.length - 1].seq, log.length, `${usif} up to its end`);
      const gist = ({ id, content, recalled }) => ({ id, content, recalled });
      assert.deepEqual(held.map(gist), log.slice(log.length - held.length).map(gist));
      assert.equal(chat.hasOlder, held.length < log.length);
      assert.equal(chat.unread, server.unread(usif, 'u'), `${usif} unread`);
      const isWhole = !this.s.of('gap').some(([gone]) => gone === chat);
      const news = this.s.news(usif);
      if (isWhole && news.length > 0) {
        assert.equal(news[news.length - 1] - news[0], news.length - 1, `${usif} misses no news`);
        assert.equal(news[news.length - 1], log.length);
      }
    }
  }
}

test('the client holds what the log holds, whatever comes when', async (t) => {
  for (let seed = first; seed <= last; seed++) {
    await t.test(`walk ${seed}`, async (t) => {
      const walk = new Walk(t, seed);
      walk.s.client.connect();
      await walk.s.accepted();
      for (let i = 0; i < STEPS; i++) {
        await walk.step();
      }
      await walk.settles();
      await walk.breaks();
      await walk.settles();
      walk.check();
      walk.checkEnd();
    });
  }
});
