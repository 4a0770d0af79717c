// A real hub, started from the jar, on the embedded store.
//
//   const hub = await startHub({ 'http.heartbeat': '2s' });
//   after(() => hub.close());
//   await hub.putChat('b1', ['doc', { user_id: 'pat', role: 'patient' }]);
//   const token = await hub.token('doc', 'doctor');
//   … hub.url, hub.pause(), hub.resume(), hub.disconnect('doc') …
//   await hub.kill();
//   await hub.start();
//
// It keeps its ports and its data over all its lives, and ends with the test's process, however that
// one ends. What it wrote is in `logText()`, and in the error where it does not start.
//
// CHATHUB_JAR   the jar; ../hub/target/chathub.jar where not given
// JAVA_HOME     whose java runs it; the one on the PATH where not given
// CHATHUB_LOGS  a directory in which the hubs' logs stay; they go with the test where not given

import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ask, demand } from './ask.mjs';
import { Child } from './child.mjs';
import { freePort } from './ports.mjs';
import { until } from './until.mjs';

const CLIENT = fileURLToPath(new URL('../..', import.meta.url));
const JAR = resolve(process.env.CHATHUB_JAR ?? join(CLIENT, '../hub/target/chathub.jar'));
const JAVA = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin', 'java') : 'java';
// What begins with CHATHUB_ is a setting to a hub, and these are not.
const ENV = Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.startsWith('CHATHUB_')));
const JVM = ['-Xmx160m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
const PATIENCE_MS = 60_000;

let count = 0;

/** Starts a hub and waits until it is ready. `settings` are those of `chathub config`. */
export async function startHub(settings) {
  const hub = new Hub(await freePort(), await freePort());
  try {
    await hub.start(settings);
    return hub;
  } catch (error) {
    await hub.close();
    throw error;
  }
}

export class Hub {
  /** Its data, while it lives. */
  dir = mkdtempSync(join(tmpdir(), 'chathub-'));
  #child = null;
  #log;
  #settings = {};

  constructor(port, internalPort) {
    this.port = port;
    this.internalPort = internalPort;
    count += 1;
    const logs = process.env.CHATHUB_LOGS ?? this.dir;
    mkdirSync(logs, { recursive: true });
    this.#log = join(logs, `${basename(process.argv[1] ?? 'hub')}-${count}.log`);
    writeFileSync(this.#log, '');
  }

  // Its lives.

  /** Starts it, again on the same ports and data; settings are added to those of before. */
  async start(settings = {}) {
    if (this.isAlive) {
      throw new Error('the hub runs');
    }
    Object.assign(this.#settings, settings);
    const log = openSync(this.#log, 'a');
    try {
      this.#child = new Child(JAVA, this.#command(), { dir: this.dir, env: ENV, output: log });
    } finally {
      closeSync(log);
    }
    try {
      await until(() => this.#isReady(), 'the hub is ready', PATIENCE_MS);
      if (!this.isAlive) {
        throw new Error(`the hub ended: ${this.#child.end}`);
      }
    } catch (error) {
      await this.kill();
      throw new Error(`${error.message}\n${this.logText()}`);
    }
  }

  /** SIGKILL. */
  async kill() {
    this.#child?.signal('SIGKILL');
    await this.#child?.ended(PATIENCE_MS);
  }

  /** SIGTERM: it drains and ends; gives the exit code. */
  stop() {
    this.#child.signal('SIGTERM');
    return this.#child.ended(PATIENCE_MS);
  }

  /** SIGSTOP: it stands still, its sockets stay open. */
  pause() {
    this.#child.signal('SIGSTOP');
  }

  /** SIGCONT: it goes on. */
  resume() {
    this.#child.signal('SIGCONT');
  }

  /** Ends it for good and removes its data. */
  async close() {
    await this.kill();
    rmSync(this.dir, { recursive: true, force: true, maxRetries: 5 });
  }

  get isAlive() {
    return this.#child?.isAlive === true;
  }

  get pid() {
    return this.#child?.pid;
  }

  /** Where clients connect. */
  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  /** What it wrote, in all its lives. */
  logText() {
    return readFileSync(this.#log, 'utf8');
  }

  // What internal services and operators ask of it.

  /** A session's token. */
  async token(user, role = 'patient', name = undefined) {
    return (await this.internal('/internal/v1/sessions', { user_id: user, role, name })).token;
  }

  /** Ends a session, `{ token }`, or all of a user, `{ user_id }`. */
  revoke(whom) {
    return this.internal('/internal/v1/sessions/revoke', whom);
  }

  /** Makes or changes a chat. A member is an id, of role `member`, or `{ user_id, role, name? }`. */
  putChat(usif, members, state = 'open', bookingId = '1024') {
    return this.internal(
      `/internal/v1/chats/${encodeURIComponent(usif)}`,
      {
        usif,
        booking_id: bookingId,
        state,
        members: members.map((it) => (typeof it === 'string' ? { user_id: it, role: 'member' } : it)),
      },
      'PUT',
    );
  }

  /** A system message: `target` is `{ usif }`, `{ user_ids }`, `{ role }` or `{ all: 1 }`. */
  publish(target, content, more = {}) {
    return this.internal('/internal/v1/system-messages', { target, content, ...more });
  }

  /** Erases what a user wrote. */
  erase(user) {
    return this.internal('/internal/v1/users/erase', { user_id: user });
  }

  /** Closes a user's connections with 1012, as an operator does. */
  disconnect(user) {
    return this.internal(`/admin/v1/users/${encodeURIComponent(user)}/disconnect`, {});
  }

  /** A user's connections as the hub sees them. */
  async connections(user) {
    return (await this.internal(`/admin/v1/users/${encodeURIComponent(user)}`)).connections;
  }

  /** Asks the internal port; with a body by POST. */
  internal(path, json, method) {
    return demand(`http://127.0.0.1:${this.internalPort}${path}`, { json, method });
  }

  // What clients ask of it.

  /** Asks the clients' HTTP interface as the bearer of a token. */
  get(path, token) {
    return demand(`${this.url}${path}`, { token });
  }

  /** The whole log of a chat, oldest first. */
  async history(usif, token) {
    const all = [];
    let page;
    do {
      const after = all.at(-1)?.seq ?? 0;
      page = await this.get(
        `/api/chats/${encodeURIComponent(usif)}/messages?limit=200&after=${after}`,
        token,
      );
      all.push(...page.messages);
    } while (page.more === 1);
    return all;
  }

  #command() {
    const settings = {
      'http.port': this.port,
      'internal.port': this.internalPort,
      'store.path': join(this.dir, 'store'),
      ...this.#settings,
    };
    const sets = Object.entries(settings).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
    return [...JVM, '-jar', JAR, 'serve', ...sets];
  }

  async #isReady() {
    if (!this.isAlive) {
      return true;
    }
    return (await ask(`http://127.0.0.1:${this.internalPort}/health/ready`)).status === 200;
  }
}
