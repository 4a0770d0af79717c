package io.chathub.store.redis;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.chathub.model.Session;
import io.chathub.model.SessionId;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Sessions that were looked up, for as long as it is sure that none of them was revoked: while
 * everything revoked until half a second ago has been heard of. Why that is safe is said in {@code
 * docs/decisions/0005-session-cache.md}. Thread safe; bounded, the least used are looked up again.
 */
final class SessionCache {

  /** What is in here counts for so long after the start of a look at the revocations. */
  static final long LEASE_NANOS = 500_000_000;

  private static final long SESSIONS_MAX = 100_000;

  /** However sure it is, it is looked up again after that. */
  private static final Duration KEPT = Duration.ofMinutes(1);

  private final Cache<SessionId, Session> cache =
      Caffeine.newBuilder()
          .maximumSize(SESSIONS_MAX)
          .expireAfterWrite(KEPT)
          .executor(Runnable::run)
          .build();
  private final LongSupplier nanos;
  private volatile Heard heard;

  /** A look at the revocations that came to their end, and when it started. */
  private record Heard(long sinceNanos) {}

  private long revoked; // guarded by this

  /**
   * @param nanos a clock that goes on while the process is stopped
   */
  SessionCache(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** The session, where it is known and surely not revoked. */
  Optional<Session> get(SessionId id) {
    Heard last = heard;
    if (last == null || nanos.getAsLong() - last.sinceNanos >= LEASE_NANOS) {
      return Optional.empty();
    }
    return Optional.ofNullable(cache.getIfPresent(id));
  }

  /** To be taken before a session is looked up, and given with it. */
  synchronized long ticket() {
    return revoked;
  }

  /** Keeps what was looked up, unless something was revoked since then. */
  synchronized void put(long ticket, Session session) {
    if (ticket == revoked) {
      cache.put(session.id(), session);
    }
  }

  /** Forgets what was revoked; gives what was known of them. */
  synchronized Collection<Session> revoke(Collection<SessionId> ids) {
    revoked++;
    Collection<Session> known = cache.getAllPresent(ids).values();
    cache.invalidateAll(ids);
    return known;
  }

  /** Forgets one that has come to its end. */
  void forget(SessionId id) {
    cache.invalidate(id);
  }

  /** Forgets everything, what is being looked up just now included. */
  synchronized void clear() {
    revoked++;
    heard = null;
    cache.invalidateAll();
  }

  /**
   * Everything revoked before then has been passed to {@link #revoke}. Where it came to its end too
   * late after the look before it began, something may have been lost in between: what was known
   * until then is forgotten.
   */
  synchronized void heard(long sinceNanos) {
    if (heard != null && nanos.getAsLong() - heard.sinceNanos >= LEASE_NANOS) {
      clear();
    }
    heard = new Heard(sinceNanos);
  }
}
