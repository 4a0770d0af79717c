package io.chathub.gateway;

/**
 * Counts what was refused to one connection, second by second. Not thread safe: owned by the
 * connection's event loop.
 */
final class RefusedActions {

  /** The last one within the window that is still answered. */
  static final int MAX = 1_000;

  private static final int WINDOW_S = 10;
  private static final long NANOS_PER_S = 1_000_000_000L;

  private final short[] counts = new short[WINDOW_S]; // of the last seconds; a ring
  private long second;
  private int sum;

  RefusedActions(long nowNanos) {
    second = Math.floorDiv(nowNanos, NANOS_PER_S);
  }

  /** Notes one. Gives whether it is the last straw. */
  boolean note(long nowNanos) {
    long now = Math.floorDiv(nowNanos, NANOS_PER_S);
    for (long s = Math.max(second + 1, now - WINDOW_S + 1); s <= now; s++) {
      int slot = Math.floorMod(s, WINDOW_S);
      sum -= counts[slot];
      counts[slot] = 0;
    }
    second = Math.max(second, now);
    int slot = Math.floorMod(second, WINDOW_S);
    if (sum < MAX) {
      counts[slot]++;
      sum++;
    }
    return sum >= MAX;
  }
}
