// Own messages that the server has not said success to yet. Survives a reload of the page.

const KEY = 'chathub.outbox';
const ANSWER_WITHIN_MS = 15_000;
const TRIES_MAX = 5;

/**
 * Sends one message of a chat at a time, so that they keep their order; always with the `cid` they
 * began with, so that none is stored twice.
 */
export class Outbox {
  constructor(storage, { send, onChange }) {
    this.storage = storage;
    this.send = send;
    this.onChange = onChange;
    this.user = null;
    this.items = [];
    try {
      this.items = JSON.parse(storage.getItem(KEY) ?? '[]');
    } catch {
      // Not ours, or broken: nothing to send.
    }
    this.timers = new Map(); // by cid: on its way, or waiting to go again
  }

  of(usif) {
    return this.items.filter((item) => item.usif === usif);
  }

  add(usif, content) {
    this.items.push({ cid: newId(), usif, content, at: Date.now(), user: this.user, tries: 0 });
    this.#changed();
    this.#flush(usif);
  }

  /** The connection is ready for this user: everything goes (again). */
  ready(user) {
    this.user = user;
    this.items = this.items.filter((item) => item.user === null || item.user === user);
    this.items.forEach((item) => (item.user = user));
    this.#forgetTimers();
    this.#changed();
    new Set(this.items.map((item) => item.usif)).forEach((usif) => this.#flush(usif));
  }

  lost() {
    this.#forgetTimers();
  }

  delivered(cid) {
    this.#remove(cid);
  }

  refused(cid, retryable, retryAfterMs, why) {
    const item = this.items.find((candidate) => candidate.cid === cid);
    if (!item) {
      return;
    }
    this.#clearTimer(cid);
    item.tries += 1;
    if (retryable && item.tries < TRIES_MAX) {
      this.#wait(item, retryAfterMs ?? 1000 * item.tries);
    } else {
      item.failed = true;
      item.why = why;
      this.#changed();
      this.#flush(item.usif);
    }
  }

  retry(cid) {
    const item = this.items.find((candidate) => candidate.cid === cid);
    if (item) {
      item.failed = false;
      item.tries = 0;
      this.#changed();
      this.#flush(item.usif);
    }
  }

  discard(cid) {
    this.#remove(cid);
  }

  #remove(cid) {
    const item = this.items.find((candidate) => candidate.cid === cid);
    if (item) {
      this.#clearTimer(cid);
      this.items = this.items.filter((other) => other !== item);
      this.#changed();
      this.#flush(item.usif);
    }
  }

  #flush(usif) {
    const item = this.items.find((candidate) => candidate.usif === usif && !candidate.failed);
    if (item && !this.timers.has(item.cid)) {
      const data = { usif, cid: item.cid, type: 'text', content: item.content };
      if (this.send('push', data, item.cid)) {
        this.#wait(item, ANSWER_WITHIN_MS);
      }
    }
  }

  #wait(item, ms) {
    const again = () => {
      this.timers.delete(item.cid);
      this.#flush(item.usif);
    };
    this.timers.set(item.cid, setTimeout(again, ms));
  }

  #clearTimer(cid) {
    clearTimeout(this.timers.get(cid));
    this.timers.delete(cid);
  }

  #forgetTimers() {
    this.timers.forEach((timer) => clearTimeout(timer));
    this.timers.clear();
  }

  #changed() {
    this.storage.setItem(KEY, JSON.stringify(this.items));
    this.onChange();
  }
}

/** `crypto.randomUUID` is missing on pages that came over plain HTTP from another host. */
export function newId() {
  if (crypto.randomUUID) {
    return crypto.randomUUID();
  }
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}
