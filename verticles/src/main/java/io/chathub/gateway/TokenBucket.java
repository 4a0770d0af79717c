package io.chathub.gateway;

/**
 * A rate with a burst: so many a second for good, so many at once. Not thread safe: owned by the
 * connection's event loop.
 */
final class TokenBucket {

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final double perNano;
  private final int burst;
  private double tokens;
  private long lastNanos;

  /**
   * @param nowNanos {@code System.nanoTime()}
   */
  TokenBucket(int perSecond, int burst, long nowNanos) {
    this.perNano = (double) perSecond / NANOS_PER_SECOND;
    this.burst = burst;
    this.tokens = burst;
    this.lastNanos = nowNanos;
  }

  /**
   * Takes tokens where there are enough. More than the burst counts as the burst, else it could
   * never be granted.
   *
   * @return 0 where granted, else the milliseconds until they are there
   */
  long take(int count, long nowNanos) {
    tokens = Math.min(burst, tokens + (nowNanos - lastNanos) * perNano);
    lastNanos = nowNanos;
    int wanted = Math.min(count, burst);
    if (tokens >= wanted) {
      tokens -= wanted;
      return 0;
    }
    return Math.max(1, (long) Math.ceil((wanted - tokens) / perNano / 1_000_000));
  }
}
