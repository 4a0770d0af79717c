package io.chathub.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.bus.CloseOrder;
import io.chathub.model.Session;
import io.chathub.model.SessionId;
import io.chathub.model.UserId;
import io.chathub.protocol.CloseCode;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose token is not accepted, or not any more. */
class SignInLimitsTest {

  private static final long SECOND = 1_000_000_000L;

  @Nested
  class AfterFailures {

    private long nowNanos;
    private final FailedSignIns failures = new FailedSignIns(() -> nowNanos);

    @Test
    void anAddressIsBlockedAtTheBound() {
      note(FailedSignIns.MAX - 1);
      assertThat(failures.isBlocked("a")).isFalse();

      note(1);

      assertThat(failures.isBlocked("a")).isTrue();
      assertThat(failures.isBlocked("b")).isFalse();
    }

    @Test
    void itIsForgivenWhenTheMinuteIsOver() {
      note(FailedSignIns.MAX);

      nowNanos += FailedSignIns.WINDOW.toNanos() - 1;
      assertThat(failures.isBlocked("a")).isTrue();

      nowNanos += 1;
      assertThat(failures.isBlocked("a")).isFalse();
    }

    @Test
    void failuresDoNotProlongTheMinute() {
      note(FailedSignIns.MAX);
      nowNanos += 59 * SECOND;
      note(FailedSignIns.MAX);

      nowNanos += SECOND;

      assertThat(failures.isBlocked("a")).isFalse();
    }

    private void note(int times) {
      for (int i = 0; i < times; i++) {
        failures.note("a");
      }
    }
  }

  @Nested
  class AfterRevocations {

    private static final UserId ANN = new UserId("ann");

    private final RecentRevocations revocations = new RecentRevocations();
    private final Session first = session("1");
    private final Session second = session("2");

    @Test
    void aSignInThatBeganBeforeIsConcerned() {
      revocations.note(CloseOrder.all(ANN, CloseCode.REVOKED), 10);

      assertThat(revocations.concern(first, 9)).isTrue();
      assertThat(revocations.concern(first, 10)).isTrue();
      assertThat(revocations.concern(first, 11)).isFalse();
    }

    @Test
    void onlyTheRevokedSessionIsConcerned() {
      revocations.note(CloseOrder.ofSession(ANN, first.id(), CloseCode.REVOKED), 10);

      assertThat(revocations.concern(first, 0)).isTrue();
      assertThat(revocations.concern(second, 0)).isFalse();
    }

    @Test
    void onlyTheUserIsConcerned() {
      revocations.note(CloseOrder.all(new UserId("bob"), CloseCode.REVOKED), 10);

      assertThat(revocations.concern(first, 0)).isFalse();
    }

    @Test
    void aRevocationIsKeptForLongerThanASignInTakes() {
      long longest = 2 * Deadlines.TIMEOUT_MS * 1_000_000;
      revocations.note(CloseOrder.ofSession(ANN, first.id(), CloseCode.REVOKED), 0);

      revocations.note(CloseOrder.ofSession(ANN, second.id(), CloseCode.REVOKED), longest);
      assertThat(revocations.concern(first, 0)).isTrue();

      revocations.note(CloseOrder.ofSession(ANN, second.id(), CloseCode.REVOKED), 10 * longest);
      assertThat(revocations.concern(first, 0)).isFalse();
      assertThat(revocations.concern(second, 10 * longest)).isTrue();
    }

    private Session session(String token) {
      return new Session(SessionId.ofToken(token), ANN, "doctor", Optional.empty(), Long.MAX_VALUE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "A-z_09", "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"})
  void aTokenIsOfBase64url(String token) {
    assertThat(SessionTokens.isWellFormed(token)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a=", "a+", "a/", "a.b", "a\n", "\u00e9", "\u0661"})
  void whatIsNoneIsNotLookedUp(String token) {
    assertThat(SessionTokens.isWellFormed(token)).isFalse();
  }

  @Test
  void aTokenHasABound() {
    assertThat(SessionTokens.isWellFormed("t".repeat(512))).isTrue();
    assertThat(SessionTokens.isWellFormed("t".repeat(513))).isFalse();
  }
}
