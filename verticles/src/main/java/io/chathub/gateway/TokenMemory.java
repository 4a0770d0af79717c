package io.chathub.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.chathub.model.SessionId;
import java.time.Duration;

/**
 * Which tokens were found to be good lately, and which to be none: the hub makes tokens at random,
 * so none becomes good later. Both are hints of where to look, or not to: a good one is looked up
 * all the same. Holds 64 bits of each token's hash; the least used are forgotten, and then count as
 * unknown. Thread safe.
 */
final class TokenMemory {

  /** Since it was last used, or its connection last pinged. */
  static final Duration GOOD_KEPT = Duration.ofMinutes(15);

  /** Since it was looked up. */
  static final Duration REFUSED_KEPT = Duration.ofMinutes(5);

  private static final int GOOD_MAX = 100_000;
  private static final int REFUSED_MAX = 50_000;
  private static final int HEX_DIGITS = 16;

  private final Cache<Long, Boolean> good;
  private final Cache<Long, Boolean> refused;

  TokenMemory(Ticker ticker) {
    good =
        Caffeine.newBuilder()
            .expireAfterAccess(GOOD_KEPT)
            .maximumSize(GOOD_MAX)
            .executor(Runnable::run)
            .ticker(ticker)
            .build();
    refused =
        Caffeine.newBuilder()
            .expireAfterWrite(REFUSED_KEPT)
            .maximumSize(REFUSED_MAX)
            .executor(Runnable::run)
            .ticker(ticker)
            .build();
  }

  /** It was found, or is used by a connection. */
  void noteGood(SessionId id) {
    good.put(key(id), true);
  }

  /** It was not found, or has come to its end. */
  void noteRefused(SessionId id) {
    good.invalidate(key(id));
    refused.put(key(id), true);
  }

  boolean isGood(SessionId id) {
    return good.getIfPresent(key(id)) != null;
  }

  boolean isRefused(SessionId id) {
    return refused.getIfPresent(key(id)) != null;
  }

  private static Long key(SessionId id) {
    return Long.parseUnsignedLong(id.hex(), 0, HEX_DIGITS, 16);
  }
}
