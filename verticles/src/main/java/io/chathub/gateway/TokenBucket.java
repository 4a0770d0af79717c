package io.chathub.gateway;

/**
 * A rate with a burst: so many a second for good, so many at once. Not thread safe: owned by the
 * connection's event loop.
 */
final class TokenBucket {

  /** A token in shares: a rate of one a second earns one share a nanosecond. */
  private static final long TOKEN = 1_000_000_000L;

  private static final long NANOS_PER_MS = 1_000_000L;

  private final int perSecond;
  private final int burst;
  private long shares;
  private long lastNanos;

  /**
   * @param nowNanos {@code System.nanoTime()}
   */
  TokenBucket(int perSecond, int burst, long nowNanos) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.shares = burst * TOKEN;
    this.lastNanos = nowNanos;
  }

  /**
   * Takes tokens where there are enough. More than the burst counts as the burst, else it could
   * never be granted.
   *
   * @return 0 where granted, else the milliseconds until they are there
   */
  long take(int count, long nowNanos) {
    earn(nowNanos - lastNanos);
    lastNanos = nowNanos;
    long missing = Math.min(count, burst) * TOKEN - shares;
    if (missing <= 0) {
      shares = -missing;
      return 0;
    }
    long perMs = perSecond * NANOS_PER_MS;
    return (missing + perMs - 1) / perMs;
  }

  private void earn(long nanos) {
    long full = burst * TOKEN;
    // Compared first: what a long pause earns is no long.
    shares = nanos > (full - shares) / perSecond ? full : shares + nanos * perSecond;
  }
}
