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

    private final FailedSignIns failures = new FailedSignIns();

    @Test
    void theWorstAddressIsNamedAndTheOthersCounted() {
      note("192.0.2.1", FailedSignIns.MANY);
      note("192.0.2.2", 10 * FailedSignIns.MANY);
      note("192.0.2.3", FailedSignIns.MANY - 1);

      FailedSignIns.Worst worst = failures.worst().orElseThrow();

      assertThat(worst.address()).hasToString("192.0.2.2");
      assertThat(worst.count()).isEqualTo(10 * FailedSignIns.MANY);
      assertThat(worst.others()).isEqualTo(1);
    }

    @Test
    void aMinuteIsForgottenWhenItIsOver() {
      note("192.0.2.1", FailedSignIns.MANY);

      failures.endMinute();

      assertThat(failures.worst()).isEmpty();
    }

    @Test
    void fewAreNotMany() {
      note("192.0.2.1", FailedSignIns.MANY - 1);

      assertThat(failures.worst()).isEmpty();
    }

    private void note(String address, int times) {
      for (int i = 0; i < times; i++) {
        failures.note(IpAddress.parse(address).orElseThrow());
      }
    }
  }

  @Nested
  class AfterALookUp {

    private static final long MINUTE = 60 * SECOND;

    private long nowNanos;
    private final TokenMemory memory = new TokenMemory(() -> nowNanos);
    private final SessionId token = SessionId.ofToken("t");

    @Test
    void whatWasNotFoundIsKnownForFiveMinutesHoweverOftenItComes() {
      memory.noteRefused(token);
      for (int i = 0; i < 4; i++) {
        nowNanos += MINUTE;
        assertThat(memory.isRefused(token)).isTrue();
      }

      nowNanos += MINUTE;

      assertThat(memory.isRefused(token)).isFalse();
    }

    @Test
    void whatWasFoundIsKnownAsLongAsItIsUsed() {
      memory.noteGood(token);
      for (int i = 0; i < 10; i++) {
        nowNanos += 14 * MINUTE;
        assertThat(memory.isGood(token)).isTrue();
      }

      nowNanos += 15 * MINUTE;

      assertThat(memory.isGood(token)).isFalse();
    }

    @Test
    void whatHasEndedIsGoodNoMore() {
      memory.noteGood(token);

      memory.noteRefused(token);

      assertThat(memory.isGood(token)).isFalse();
      assertThat(memory.isRefused(token)).isTrue();
      assertThat(memory.isRefused(SessionId.ofToken("u"))).isFalse();
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
