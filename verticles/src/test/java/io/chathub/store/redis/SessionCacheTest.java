package io.chathub.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.model.Session;
import io.chathub.model.SessionId;
import io.chathub.model.UserId;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SessionCacheTest {

  private static final long LEASE = SessionCache.LEASE_NANOS;
  private static final Session SESSION =
      new Session(
          SessionId.ofToken("t1"), new UserId("ann"), "patient", Optional.empty(), 1_000_000);

  private final AtomicLong now = new AtomicLong();
  private final SessionCache cache = new SessionCache(now::get);

  @Test
  void looksThatFollowOneAnotherCloselyKeepWhatIsKnown() {
    cache.heard(0);
    cache.put(cache.ticket(), SESSION);

    now.set(LEASE - 1);
    cache.heard(LEASE / 2);

    assertThat(cache.get(SESSION.id())).contains(SESSION);
  }

  @Test
  void aLookThatEndsTooLateAfterTheOneBeforeForgetsWhatIsKnown() {
    cache.heard(0);
    cache.put(cache.ticket(), SESSION);

    now.set(LEASE);
    cache.heard(LEASE / 2);

    assertThat(cache.get(SESSION.id())).isEmpty();
  }
}
