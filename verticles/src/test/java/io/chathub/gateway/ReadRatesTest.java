package io.chathub.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.chathub.model.UserId;
import org.junit.jupiter.api.Test;

/** A user pays for what it reads, wherever it reads. */
class ReadRatesTest {

  private static final UserId ANN = new UserId("ann");
  private static final long SECOND = 1_000_000_000L;
  private static final int RATE = 1024 * 1024;

  private final ReadRates rates = new ReadRates(RATE);

  private Refusal refusal(long now) {
    return rates.ask(ANN, now).refusal().orElse(null);
  }

  private void read(long bytes, long now) {
    ReadRates.Grant grant = rates.ask(ANN, now);
    assertThat(grant.refusal()).isEmpty();
    grant.pay(bytes);
  }

  @Test
  void eightSecondsMayBeReadAtOnceAndThenOneASecond() {
    for (int i = 0; i < 8 * 4; i++) {
      read(RATE / 4, 0);
    }
    Refusal refused = refusal(0);
    assertThat(refused.code()).isEqualTo(ErrorCode.TOO_FAST);
    assertThat(refused.retryAfterMs()).isPresent();

    read(RATE, SECOND);
    assertThat(refusal(SECOND)).isNotNull();
    assertThat(rates.ask(new UserId("bob"), SECOND).refusal()).isEmpty();
  }

  @Test
  void whoReadTooMuchIsToldWhenThatIsPaid() {
    read(10 * RATE, 0);
    assertThat(refusal(0).retryAfterMs()).hasValue(2_001);
    assertThat(refusal(2 * SECOND - 10_000_000)).isNotNull();
    read(1, 2 * SECOND + 10_000_000);
  }

  @Test
  void anAnswerHasAPriceHoweverSmall() {
    for (int i = 0; i < 8 * 1024; i++) {
      read(2, 0);
    }
    assertThat(refusal(0)).isNotNull();
  }

  @Test
  void whatIsUnderWayIsSetAside() {
    for (int i = 0; i < 8 * 4; i++) {
      assertThat(refusal(0)).isNull();
    }
    assertThat(refusal(0).retryAfterMs()).isPresent();
    assertThat(refusal(SECOND)).isNotNull();
  }

  @Test
  void afterALongTimeItIsAllThereAgainAndNoMore() {
    read(8 * RATE, 0);
    read(8L * RATE, 1_000_000 * SECOND);
    assertThat(refusal(1_000_000 * SECOND)).isNotNull();
  }
}
