package io.chathub.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A thousand refused actions within ten seconds are the last straw. */
class RefusedActionsTest {

  private static final long SECOND = 1_000_000_000L;

  @Test
  void theThousandthWithinTenSecondsIsTheLast() {
    RefusedActions refused = new RefusedActions(0);
    for (int i = 1; i < 1_000; i++) {
      assertThat(refused.note(i * 9L * SECOND / 1_000)).isFalse();
    }
    assertThat(refused.note(9 * SECOND)).isTrue();
  }

  @Test
  void whatIsLongAgoDoesNotCount() {
    RefusedActions refused = new RefusedActions(-5 * SECOND);
    for (long second = -5; second < 100; second++) {
      for (int i = 0; i < 99; i++) {
        assertThat(refused.note(second * SECOND + i)).isFalse();
      }
    }
    assertThat(refused.note(1_000 * SECOND)).isFalse();
  }
}
