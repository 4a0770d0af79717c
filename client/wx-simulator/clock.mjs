/** The phone's time: real, and moved ahead on demand. The app's timers stand still while it is suspended. */
export class Clock {
  #ahead = 0;
  #isFrozen = false;
  #lastId = 0;
  #timers = new Map();
  #real = null;

  now() {
    return Date.now() + this.#ahead;
  }

  /** Timers of the app are `isApps`; the phone's own never freeze. */
  start(task, ms, { isApps = false, every = null } = {}) {
    const id = ++this.#lastId;
    this.#timers.set(id, { id, task, isApps, every, at: this.now() + Math.max(0, Number(ms) || 0) });
    this.#arm();
    return id;
  }

  stop(id) {
    this.#timers.delete(id);
    this.#arm();
  }

  freeze() {
    this.#isFrozen = true;
    this.#arm();
  }

  thaw() {
    this.#isFrozen = false;
    this.#arm();
  }

  /** Lets time pass at once: what is due within it runs in its order, and input comes in between. */
  async advance(ms) {
    const end = this.now() + ms;
    for (let next = this.#next(); next && next.at <= end; next = this.#next()) {
      this.#ahead += Math.max(0, next.at - this.now());
      this.#run(next);
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#ahead += Math.max(0, end - this.now());
    this.#arm();
  }

  clear() {
    this.#timers.clear();
    this.#isFrozen = false;
    this.#arm();
  }

  #next() {
    let first = null;
    for (const timer of this.#timers.values()) {
      const runs = !(timer.isApps && this.#isFrozen);
      if (runs && (first === null || timer.at < first.at)) {
        first = timer;
      }
    }
    return first;
  }

  #run(timer) {
    if (timer.every === null) {
      this.#timers.delete(timer.id);
    } else {
      timer.at = this.now() + Math.max(1, timer.every);
    }
    timer.task();
  }

  #arm() {
    clearTimeout(this.#real);
    const next = this.#next();
    if (next) {
      this.#real = setTimeout(() => this.#due(), Math.max(0, next.at - this.now()));
    }
  }

  #due() {
    const next = this.#next();
    if (next && next.at <= this.now()) {
      this.#run(next);
    }
    this.#arm();
  }
}
