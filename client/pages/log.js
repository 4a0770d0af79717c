// What this page holds of one chat: an unbroken run of its messages, and what came ahead of it.

/**
 * Every message from `bottom` to `top` is held (or is gone from the server for good); `older` says
 * whether the server has some below. Messages above `top + 1` leave a hole.
 */
export class Log {
  constructor() {
    this.clear();
  }

  clear() {
    this.bySeq = new Map();
    this.changes = new Map(); // by seq: also of what is not held (yet)
    this.bottom = 1;
    this.top = 0;
    this.older = false;
    this.generation = (this.generation ?? 0) + 1;
  }

  get hasHole() {
    return this.last !== null && this.last.seq > this.top;
  }

  /** The newest message, null where none is held. */
  get last() {
    let last = null;
    for (const message of this.bySeq.values()) {
      if (last === null || message.seq > last.seq) {
        last = message;
      }
    }
    return last;
  }

  sorted() {
    return [...this.bySeq.values()].sort((a, b) => a.seq - b.seq);
  }

  /** The first message that is known of the chat, somewhere in its middle. */
  begin(message) {
    this.#put(message);
    this.bottom = message.seq;
    this.top = message.seq;
    this.older = message.seq > 1;
  }

  /** A message that came live, or once more. Whether it is new here. */
  add(message) {
    const held = this.bySeq.get(message.seq);
    if (held) {
      this.#put({ ...message, is_read: Math.max(held.is_read, message.is_read) });
      return false;
    }
    if (message.seq < this.bottom) {
      return false; // history brings it
    }
    this.#put(message);
    this.#climb();
    return true;
  }

  /** What a `reconnect` after `index` gave of this chat. */
  caughtUp(index, messages, meta) {
    if (meta.reset) {
      this.clear();
    }
    if (meta.more) {
      // Left out on purpose, for history to fill: begin anew above it.
      const first = messages.length > 0 ? messages[0].seq : meta.last_seq + 1;
      for (const seq of [...this.bySeq.keys()]) {
        if (seq < first) {
          this.bySeq.delete(seq);
        }
      }
      this.bottom = first;
      this.older = true;
      this.generation += 1;
    } else if (meta.reset) {
      this.bottom = messages.length > 0 ? messages[0].seq : 1;
    }
    for (const message of messages) {
      this.add(message);
    }
    if (meta.more || meta.reset || index <= this.top) {
      this.top = Math.max(this.top, meta.last_seq);
    }
    this.#climb();
    for (const change of meta.changed ?? []) {
      this.change(change.seq, change);
    }
  }

  /** A page of what is nearest below. */
  addOlder(messages, more) {
    for (const message of messages) {
      if (!this.bySeq.has(message.seq)) {
        this.#put(message);
      }
      this.bottom = Math.min(this.bottom, message.seq);
    }
    this.older = Boolean(more);
  }

  /** A message was recalled or erased. */
  change(seq, { recalled, erased }) {
    const known = this.changes.get(seq);
    this.changes.set(seq, {
      ...(known?.recalled || recalled ? { recalled: 1 } : {}),
      ...(known?.erased || erased ? { erased: 1 } : {}),
    });
    if (this.bySeq.has(seq)) {
      this.#put(this.bySeq.get(seq));
    }
  }

  /** An older copy of a message must not bring back what was recalled. */
  #put(message) {
    if (message.recalled || message.erased) {
      this.changes.set(message.seq, { recalled: message.recalled, erased: message.erased });
    }
    const change = this.changes.get(message.seq);
    this.bySeq.set(message.seq, change ? { ...message, ...change, content: null } : message);
  }

  #climb() {
    while (this.bySeq.has(this.top + 1)) {
      this.top += 1;
    }
  }
}
