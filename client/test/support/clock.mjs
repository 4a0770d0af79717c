// Time of a test's own: it stands still until the test moves it, and then goes from timer to timer,
// with all that promises do in between, also for timers that others set on the way.
//
//   const clock = startClock(t);
//   await clock.pass(1_000);

const EPOCH_MS = 1_767_225_600_000;

export function startClock(t) {
  let now = EPOCH_MS;
  let latest = 0;
  const timers = new Map();

  t.mock.method(Date, 'now', () => now);
  t.mock.method(globalThis, 'setTimeout', (task, ms, ...args) => {
    latest += 1;
    timers.set(latest, { at: now + Math.max(0, Number(ms) || 0), task, args });
    return latest;
  });
  t.mock.method(globalThis, 'clearTimeout', (id) => timers.delete(id));

  function next(end) {
    let first;
    for (const [id, { at }] of timers) {
      if (at <= end && (!first || at < timers.get(first).at)) {
        first = id;
      }
    }
    return first;
  }

  return {
    /** How many timers wait. */
    get waiting() {
      return timers.size;
    },

    async pass(ms) {
      const end = now + ms;
      await flush();
      for (let id = next(end); id; id = next(end)) {
        const { at, task, args } = timers.get(id);
        timers.delete(id);
        now = at;
        task(...args);
        await flush();
      }
      now = end;
    },
  };
}

/** Until all promises that can go on have done so. */
export function flush() {
  return new Promise((done) => setImmediate(done));
}
