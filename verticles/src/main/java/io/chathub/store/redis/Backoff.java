package io.chathub.store.redis;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * The pause before each attempt: a random part of a bound that doubles with every failure, so that
 * many who lost the same server do not come back to it at once. Not thread safe.
 */
final class Backoff {

  private static final int MOST_DOUBLINGS = 30;

  private final long minNanos;
  private final long maxNanos;
  private final RandomGenerator random;
  private int failures;

  Backoff(Duration min, Duration max, RandomGenerator random) {
    this.minNanos = min.toNanos();
    this.maxNanos = max.toNanos();
    this.random = random;
  }

  /** The pause before the next attempt, in nanoseconds; the bound grows. */
  long next() {
    double bound = (double) minNanos * (1L << Math.min(failures, MOST_DOUBLINGS));
    failures++;
    return random.nextLong((long) Math.min(bound, (double) maxNanos) + 1);
  }

  /** It worked. */
  void reset() {
    failures = 0;
  }
}
