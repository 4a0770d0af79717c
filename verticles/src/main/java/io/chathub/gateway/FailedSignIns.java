package io.chathub.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How often an address came with a token that is none, in the last minute. Beyond the bound its
 * tokens are not looked up until the minute is over. Of more addresses than it can hold, those seen
 * least are forgotten. Thread safe.
 */
final class FailedSignIns {

  static final int MAX = 60;
  static final Duration WINDOW = Duration.ofMinutes(1);
  private static final int ADDRESSES_MAX = 50_000;

  private final Cache<String, AtomicInteger> counts;

  FailedSignIns() {
    this(Ticker.systemTicker());
  }

  FailedSignIns(Ticker ticker) {
    counts =
        Caffeine.newBuilder()
            .expireAfterWrite(WINDOW)
            .maximumSize(ADDRESSES_MAX)
            .ticker(ticker)
            .build();
  }

  void note(String address) {
    counts.get(address, a -> new AtomicInteger()).incrementAndGet();
  }

  boolean isBlocked(String address) {
    AtomicInteger count = counts.getIfPresent(address);
    return count != null && count.get() >= MAX;
  }
}
