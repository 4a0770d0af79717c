package io.chathub.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeliveryOracleTest {

  private final DeliveryOracle oracle = new DeliveryOracle();

  @Test
  void acknowledgedAndDeliveredOnceInOrderIsClean() {
    for (int number = 1; number <= 1_000; number++) {
      oracle.acknowledged(number);
      oracle.delivered(number);
    }

    assertThat(oracle.verdict()).isEqualTo(Verdict.CLEAN);
  }

  @Test
  void deliveryBeforeTheAcknowledgementIsClean() {
    oracle.delivered(1);
    oracle.acknowledged(1);

    assertThat(oracle.verdict()).isEqualTo(Verdict.CLEAN);
  }

  @Test
  void acknowledgedButNeverDeliveredIsLost() {
    oracle.acknowledged(1);
    oracle.acknowledged(2);
    oracle.acknowledged(3);
    oracle.delivered(1);
    oracle.delivered(3);

    assertThat(oracle.verdict()).isEqualTo(new Verdict(1, 0, 0));
  }

  @Test
  void lostAtTheEndIsFoundToo() {
    oracle.acknowledged(1);
    oracle.delivered(1);
    oracle.acknowledged(2);

    assertThat(oracle.verdict()).isEqualTo(new Verdict(1, 0, 0));
  }

  @Test
  void neverAcknowledgedIsNotLost() {
    oracle.delivered(1);
    oracle.acknowledged(1);
    oracle.delivered(3);
    oracle.acknowledged(3);

    assertThat(oracle.verdict()).isEqualTo(Verdict.CLEAN);
  }

  @Test
  void unansweredIsWhatWasNeitherAcknowledgedNorRefused() {
    oracle.acknowledged(1);
    oracle.refused(2);
    oracle.acknowledged(2);
    oracle.refused(4);

    assertThat(oracle.unanswered(5)).isEqualTo(2);
  }

  @Test
  void deliveredTwiceIsDoubledHoweverLate() {
    for (int number = 1; number <= 3; number++) {
      oracle.acknowledged(number);
      oracle.delivered(number);
    }
    oracle.delivered(3);
    oracle.delivered(1);

    assertThat(oracle.verdict()).isEqualTo(new Verdict(0, 2, 0));
  }

  @Test
  void deliveredAfterALaterOneIsReorderedNotLost() {
    for (int number : new int[] {1, 3, 2, 4}) {
      oracle.acknowledged(number);
      oracle.delivered(number);
    }

    assertThat(oracle.verdict()).isEqualTo(new Verdict(0, 0, 1));
  }

  @Test
  void verdictsAddUp() {
    assertThat(new Verdict(1, 2, 3).plus(new Verdict(10, 20, 30)))
        .isEqualTo(new Verdict(11, 22, 33));
  }
}
