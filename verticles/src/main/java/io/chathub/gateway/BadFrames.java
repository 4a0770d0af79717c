package io.chathub.gateway;

/** Counts bad frames of one connection. Not thread safe: owned by the connection's event loop. */
final class BadFrames {

  /** The last one within the window that is still answered. */
  static final int MAX = 20;

  private static final long WINDOW_NANOS = 10_000_000_000L;

  private final long[] at = new long[MAX]; // a ring of the last ones
  private int count;

  /** Notes one. Gives whether it is the last straw. */
  boolean note(long nowNanos) {
    int slot = count % MAX;
    at[slot] = nowNanos;
    count++;
    long oldest = at[count % MAX];
    return count >= MAX && nowNanos - oldest < WINDOW_NANOS;
  }
}
