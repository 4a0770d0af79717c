package io.chathub.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LongSummaryStatistics;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BackoffTest {

  private static final long MIN = Duration.ofMillis(50).toNanos();
  private static final long MAX = Duration.ofSeconds(2).toNanos();

  /** Draws the largest number that it may. */
  private static final RandomGenerator LARGEST =
      new RandomGenerator() {
        @Override
        public long nextLong() {
          return -1;
        }

        @Override
        public long nextLong(long bound) {
          return bound - 1;
        }
      };

  @Test
  void theBoundDoublesUpToTheLargestAndStartsAnewAfterASuccess() {
    Backoff backoff = backoff(LARGEST);

    assertThat(LongStream.generate(backoff::next).limit(8))
        .containsExactly(MIN, 2 * MIN, 4 * MIN, 8 * MIN, 16 * MIN, 32 * MIN, MAX, MAX);
    for (int i = 0; i < 100; i++) {
      assertThat(backoff.next()).isEqualTo(MAX);
    }
    backoff.reset();
    assertThat(backoff.next()).isEqualTo(MIN);
  }

  @Test
  void theFirstPauseIsSpreadAsWell() {
    Random random = new Random(7);
    LongSummaryStatistics pauses =
        LongStream.generate(() -> backoff(random).next()).limit(1_000).summaryStatistics();

    assertThat(pauses.getMin()).isLessThan(MIN / 10);
    assertThat(pauses.getMax()).isBetween(MIN * 9 / 10, MIN);
    assertThat(pauses.getAverage()).isBetween(MIN * 0.4, MIN * 0.6);
  }

  private static Backoff backoff(RandomGenerator random) {
    return new Backoff(Duration.ofNanos(MIN), Duration.ofNanos(MAX), random);
  }
}
