package io.chathub.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.chathub.bus.ReplayApi;
import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.chathub.model.UserId;
import java.time.Duration;
import java.util.Optional;

/**
 * What users read, paid for in bytes: so many a second for good, eight times that at once,
 * whichever sockets and requests it goes by. An answer is paid when it is there; until then its
 * largest size is set aside. Thread safe; of more users than it can hold those who read longest ago
 * are forgotten.
 */
final class ReadRates {

  static final int BURST = 8;

  /** The price of an answer, at least: it costs the node something to say that there is nothing. */
  static final int PRICE_MIN = 1024;

  private static final int USERS_MAX = 50_000;
  private static final Duration FULL_AGAIN = Duration.ofMinutes(1);
  private static final long NANOS_PER_MS = 1_000_000L;
  private static final long SOON_MS = 50;

  private final long perSecond;
  private final Cache<UserId, Account> accounts =
      Caffeine.newBuilder().expireAfterAccess(FULL_AGAIN).maximumSize(USERS_MAX).build();

  ReadRates(int perSecond) {
    this.perSecond = perSecond;
  }

  /** Lets a user read, or says when to come back; who reads says what it was. */
  Grant ask(UserId user, long nowNanos) {
    return accounts.get(user, u -> new Account(nowNanos)).ask(nowNanos);
  }

  /**
   * @param account to be paid from; null where refused
   */
  record Grant(Account account, Optional<Refusal> refusal) {

    /** The answer is there; its price is due. */
    void pay(long bytes) {
      account.pay(Math.max(PRICE_MIN, bytes));
    }
  }

  /** What one user may read. */
  final class Account {

    private long bytes = BURST * perSecond;
    private long lastNanos;
    private int underWay;

    Account(long nowNanos) {
      lastNanos = nowNanos;
    }

    private synchronized Grant ask(long nowNanos) {
      earn(nowNanos);
      long free = bytes - (long) underWay * ReplayApi.BYTES_MAX;
      if (free <= 0) {
        long waitMs = bytes > 0 ? SOON_MS : (-bytes * 1_000 + perSecond - 1) / perSecond + 1;
        return new Grant(
            null,
            Optional.of(
                Refusal.later(
                    ErrorCode.TOO_FAST, "too much was read; wait " + waitMs + " ms", waitMs)));
      }
      underWay++;
      return new Grant(this, Optional.empty());
    }

    private synchronized void pay(long price) {
      underWay--;
      bytes -= price;
    }

    private void earn(long nowNanos) {
      long full = BURST * perSecond;
      long ms = Math.max(0, nowNanos - lastNanos) / NANOS_PER_MS;
      long fullInMs = (full - bytes) * 1_000 / perSecond + 1;
      if (ms >= fullInMs) {
        bytes = full;
        lastNanos = nowNanos;
      } else if (ms > 0) {
        bytes += ms * perSecond / 1_000;
        lastNanos += ms * NANOS_PER_MS;
      }
    }
  }
}
