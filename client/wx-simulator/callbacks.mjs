/** Calls into the app: held back while it is suspended, dropped once it has ended. */
export class Callbacks {
  #report;
  #held = null;
  #hasEnded = false;

  /** @param report gets what the app's own functions throw */
  constructor(report) {
    this.#report = report;
  }

  run(task, ...args) {
    if (this.#hasEnded || typeof task !== 'function') {
      return;
    }
    if (this.#held !== null) {
      this.#held.push(() => this.run(task, ...args));
      return;
    }
    try {
      task(...args);
    } catch (error) {
      this.#report(error);
    }
  }

  /** As the platform answers: never within the call. */
  later(task, ...args) {
    setImmediate(() => this.run(task, ...args));
  }

  /** Ends a call of `wx.<name>`: `success` or `fail`, then `complete`. */
  answer(options, name, { fail, ...result }) {
    const isOk = fail === undefined;
    const outcome = { ...result, errMsg: isOk ? `${name}:ok` : `${name}:fail ${fail}` };
    this.later(isOk ? options?.success : options?.fail, outcome);
    this.later(options?.complete, outcome);
    return outcome;
  }

  /**
   * A `wx` function that answers by callbacks, or by a promise where it is given none. `work`
   * returns the result, or throws the text behind `name:fail`.
   */
  api(name, work) {
    return (options = {}) => {
      const hasCallback = [options.success, options.fail, options.complete].some((it) => it !== undefined);
      const done = Promise.resolve()
        .then(() => work(options))
        .then(
          (result) => ({ ...result }),
          (error) => ({ fail: error.message }),
        );
      if (hasCallback) {
        done.then((outcome) => this.answer(options, name, outcome));
        return undefined;
      }
      return new Promise((resolve, reject) => {
        done.then((outcome) =>
          this.answer(
            { success: resolve, fail: (why) => reject(Object.assign(new Error(why.errMsg), why)) },
            name,
            outcome,
          ),
        );
      });
    };
  }

  hold() {
    this.#held ??= [];
  }

  release() {
    const held = this.#held ?? [];
    this.#held = null;
    held.forEach((task) => task());
  }

  end() {
    this.#hasEnded = true;
    this.#held = null;
  }
}

/** What `wx.onX` and `wx.offX` keep. */
export class Listeners {
  #all = new Set();

  constructor(callbacks) {
    this.callbacks = callbacks;
  }

  on = (listener) => void this.#all.add(listener);

  /** Without a listener: all of them. */
  off = (listener) => void (listener === undefined ? this.#all.clear() : this.#all.delete(listener));

  tell(...args) {
    [...this.#all].forEach((listener) => this.callbacks.run(listener, ...args));
  }
}
