package io.chathub.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.model.ChatId;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What one connection may do too often. */
class ConnectionLimitsTest {

  private static final long SECOND = 1_000_000_000L;

  @Nested
  class OfBadFrames {

    private final BadFrames badFrames = new BadFrames();

    @Test
    void theTwentiethWithinTenSecondsIsTheLastStraw() {
      for (int i = 1; i < BadFrames.MAX; i++) {
        assertThat(badFrames.note(i * SECOND / 2)).isFalse();
      }
      assertThat(badFrames.note(10 * SECOND)).isTrue();
    }

    @Test
    void theTwentiethAfterTenSecondsIsNot() {
      for (int i = 0; i < BadFrames.MAX - 1; i++) {
        assertThat(badFrames.note(i)).isFalse();
      }
      assertThat(badFrames.note(10 * SECOND)).isFalse();
      assertThat(badFrames.note(10 * SECOND)).isTrue();
    }

    @Test
    void aSlowStreamOfThemIsForgiven() {
      long pause = 10 * SECOND / (BadFrames.MAX - 1) + 1;
      for (int i = 0; i < 1_000; i++) {
        assertThat(badFrames.note(i * pause)).isFalse();
      }
    }

    @Test
    void timeMayBeNegative() {
      for (int i = 0; i < BadFrames.MAX - 1; i++) {
        assertThat(badFrames.note(-5 * SECOND)).isFalse();
      }
      assertThat(badFrames.note(-SECOND)).isTrue();
    }
  }

  @Nested
  class OfTyping {

    private final TypingRate rate = new TypingRate();

    @Test
    void oneASecondIsDue() {
      assertThat(rate.isDue(chat(1), 0)).isTrue();
      assertThat(rate.isDue(chat(1), SECOND - 1)).isFalse();
      assertThat(rate.isDue(chat(1), SECOND)).isTrue();
      assertThat(rate.isDue(chat(1), SECOND + 1)).isFalse();
    }

    @Test
    void eachChatHasItsOwn() {
      for (int i = 0; i < 100; i++) {
        assertThat(rate.isDue(chat(i), i)).isTrue();
      }
      for (int i = 0; i < 100; i++) {
        assertThat(rate.isDue(chat(i), SECOND - 1)).isFalse();
      }
    }

    @Test
    void timeMayBeNegative() {
      assertThat(rate.isDue(chat(1), -SECOND / 2)).isTrue();
      assertThat(rate.isDue(chat(1), 0)).isFalse();
      assertThat(rate.isDue(chat(1), SECOND / 2)).isTrue();
    }

    private ChatId chat(int number) {
      return new ChatId("b" + number);
    }
  }
}
