package io.chathub.hub.fault.client;

import java.util.concurrent.ThreadLocalRandom;

/** How long to wait before the next attempt: longer each time, and never just as long as others. */
final class Backoff {

  private static final long FIRST_MS = 50;
  private static final int DOUBLINGS = 5;

  private int attempts;

  /** Milliseconds. */
  long next() {
    long base = FIRST_MS << Math.min(attempts++, DOUBLINGS);
    return base / 2 + ThreadLocalRandom.current().nextLong(base);
  }

  void reset() {
    attempts = 0;
  }
}
