package io.chathub.hub.fault.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChatCopyTest {

  private final ChatCopy copy = new ChatCopy("c1");

  @Test
  void whatComesAheadWaitsForTheHoleToBeFilled() {
    assertThat(copy.place(message(1, "a"), 10)).isTrue();
    assertThat(copy.place(message(3, "c"), 20)).isTrue();

    assertThat(copy.index()).isOne();
    assertThat(copy.hasHoleFor(5, 24)).isFalse();
    assertThat(copy.hasHoleFor(5, 25)).isTrue();

    assertThat(copy.place(message(2, "b"), 30)).isTrue();

    assertThat(copy.index()).isEqualTo(3);
    assertThat(copy.hasHole()).isFalse();
  }

  @Test
  void theSecondOfTheSameIsDropped() {
    assertThat(copy.place(message(1, "a"), 0)).isTrue();
    assertThat(copy.place(message(1, "a"), 0)).isFalse();

    assertThat(copy.faults()).isEmpty();
  }

  @Test
  void theSecondThatIsNotTheSameIsAFault() {
    assertThat(copy.place(message(1, "a"), 0)).isTrue();
    assertThat(copy.place(message(1, "b"), 0)).isFalse();

    assertThat(copy.faults()).hasSize(1);
  }

  @Test
  void aResetForgetsAll() {
    assertThat(copy.place(message(1, "a"), 0)).isTrue();

    copy.reset();

    assertThat(copy.index()).isZero();
    assertThat(copy.fingerprints()).isEmpty();
  }

  @Test
  void orderIsThatOfOneEntryAndOneChat() {
    LiveOrder order = new LiveOrder();

    assertThat(order.allows("c1", "n1", 2)).isTrue();
    assertThat(order.allows("c1", "n2", 1)).isTrue();
    assertThat(order.allows("c2", "n1", 1)).isTrue();
    assertThat(order.allows("c1", "n1", 3)).isTrue();
    assertThat(order.allows("c1", "n1", 2)).isFalse();
    assertThat(order.allows("c1", "n1", 3)).isFalse();
    assertThat(order.allows("c1", "n2", 1)).isFalse();
  }

  private static Received message(long seq, String content) {
    return new Received("c1." + seq + ".x", "c1", seq, "u-" + seq, "u", content, 0);
  }
}
