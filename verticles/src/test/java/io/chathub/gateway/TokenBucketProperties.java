package io.chathub.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Bursts, the lasting rate, and the time that a client is told to wait. */
class TokenBucketProperties {

  private static final long SECOND = 1_000_000_000L;
  private static final long MS = 1_000_000L;

  @Example
  void aBurstIsGrantedThenTheRate() {
    TokenBucket bucket = new TokenBucket(10, 20, 0);
    for (int i = 0; i < 20; i++) {
      assertThat(bucket.take(1, 0)).isZero();
    }

    assertThat(bucket.take(1, 0)).isEqualTo(100);
    assertThat(bucket.take(1, 99 * MS)).isEqualTo(1);
    assertThat(bucket.take(1, 100 * MS)).isZero();
    assertThat(bucket.take(1, 100 * MS)).isEqualTo(100);
  }

  @Example
  void whatIsRefusedCostsNothing() {
    TokenBucket bucket = new TokenBucket(1, 2, 0);
    assertThat(bucket.take(2, 0)).isZero();
    for (int i = 0; i < 100; i++) {
      assertThat(bucket.take(1, 0)).isEqualTo(1_000);
    }

    assertThat(bucket.take(1, SECOND)).isZero();
  }

  @Example
  void noMoreThanABurstIsSaved() {
    TokenBucket bucket = new TokenBucket(10, 20, 0);

    assertThat(bucket.take(20, 365L * 86_400 * SECOND)).isZero();
    assertThat(bucket.take(1, 365L * 86_400 * SECOND)).isPositive();
  }

  @Example
  void moreThanTheBurstCostsTheBurst() {
    TokenBucket bucket = new TokenBucket(100, 400, 0);

    assertThat(bucket.take(1_000, 0)).isZero();
    assertThat(bucket.take(1, 0)).isEqualTo(10);
    assertThat(bucket.take(1_000, 0)).isEqualTo(4_000);
  }

  @Example
  void timeMayBeAnyNumber() {
    TokenBucket bucket = new TokenBucket(1, 1, Long.MAX_VALUE);

    assertThat(bucket.take(1, Long.MAX_VALUE)).isZero();
    assertThat(bucket.take(1, Long.MIN_VALUE + SECOND)).isZero();
  }

  @Property
  void whoWaitsAsToldIsGranted(
      @ForAll @IntRange(min = 1, max = 10_000) int rate,
      @ForAll @IntRange(min = 1, max = 500) int wanted,
      @ForAll List<@LongRange(min = 0, max = 2 * SECOND) Long> pauses) {
    TokenBucket bucket = new TokenBucket(rate, 4 * rate, 0);
    long now = 0;
    for (long pause : pauses) {
      now += pause;
      long wait = bucket.take(wanted, now);
      if (wait > 0) {
        now += wait * MS;
        assertThat(bucket.take(wanted, now)).isZero();
      }
    }
  }

  @Property
  void neverMoreThanBurstAndRate(
      @ForAll @IntRange(min = 1, max = 1_000) int rate,
      @ForAll List<@LongRange(min = 0, max = SECOND / 10) Long> pauses) {
    TokenBucket bucket = new TokenBucket(rate, 2 * rate, 0);
    long now = 0;
    long granted = 0;
    for (long pause : pauses) {
      now += pause;
      while (bucket.take(1, now) == 0) {
        granted++;
      }
      assertThat(granted).isLessThanOrEqualTo(2L * rate + now * rate / SECOND + 1);
    }
  }
}
