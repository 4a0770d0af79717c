package io.chathub.gateway;

import java.util.concurrent.ThreadLocalRandom;

/** When to come back: at random, so that not all do at once. */
final class Retry {

  private static final int SOON_MIN_MS = 200;
  private static final int SOON_MAX_MS = 2_000;

  private Retry() {}

  static long soonMs() {
    return ThreadLocalRandom.current().nextInt(SOON_MIN_MS, SOON_MAX_MS);
  }

  /** Some time within the period. */
  static long withinMs(long periodMs) {
    return ThreadLocalRandom.current().nextLong(periodMs + 1);
  }

  /** A slot to come back in, within a period. */
  static long slotMs(long periodMs) {
    return ThreadLocalRandom.current().nextLong(SOON_MIN_MS, Math.max(periodMs, SOON_MIN_MS) + 1);
  }
}
