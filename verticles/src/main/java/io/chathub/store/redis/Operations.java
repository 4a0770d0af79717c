package io.chathub.store.redis;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Names for operations, never the same twice anywhere. A script that runs again after a lost
 * connection knows by it that it ran before, and gives the same outcome. Thread safe.
 */
final class Operations {

  private static final int RADIX = 36;

  private final String node = Long.toString(new SecureRandom().nextLong() >>> 1, RADIX) + '-';
  private final AtomicLong count = new AtomicLong();

  String next() {
    return node + Long.toString(count.incrementAndGet(), RADIX);
  }
}
