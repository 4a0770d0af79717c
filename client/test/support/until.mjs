// Waits for a condition, never for time.
//
//   await until(() => page.messages.length === 3, 'three messages');
//
// The condition may be async. What it throws counts as "not yet", and is in the message where the
// patience ends. Gives what the condition gave.

import { setTimeout as sleep } from 'node:timers/promises';

const PAUSE_MS = 20;

export const PATIENCE_MS = 30_000;

export async function until(condition, what, patienceMs = PATIENCE_MS) {
  const end = performance.now() + patienceMs;
  let last;
  do {
    try {
      last = await condition();
      if (last) {
        return last;
      }
    } catch (error) {
      last = error;
    }
    await sleep(PAUSE_MS);
  } while (performance.now() < end);
  const seen = last instanceof Error ? last.message : String(last);
  throw new Error(`not within ${patienceMs / 1000} s: ${what} (last: ${seen})`, {
    cause: last instanceof Error ? last : undefined,
  });
}
