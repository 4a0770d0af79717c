package io.chathub.store;

import static io.chathub.store.StoreScene.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.store.SoundClock.Past;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SoundClockTest {

  private static final long DAY = 86_400_000;
  private static final long FAR = 400 * DAY;
  private static final long MINUTE = 60_000;

  private final AtomicLong wall = new AtomicLong(T0);
  private final AtomicLong steady = new AtomicLong(77);
  private long floor;
  private SoundClock clock = started();

  private SoundClock started() {
    return new SoundClock(
        new Clocks(
            wall::get, steady::get, () -> TimeUnit.MILLISECONDS.toNanos(steady.get()), floor));
  }

  /** Started on data that a hub has run on for long, and that was in use until now. */
  private SoundClock resumed() {
    SoundClock resumed = started();
    resumed.resume(new Past(wall.get(), 2 * DAY));
    return resumed;
  }

  private void pass(long ms) {
    wall.addAndGet(ms);
    steady.addAndGet(ms);
  }

  private void assertTime(long best, long sure) {
    assertThat(clock.getAsLong()).as("best").isEqualTo(best);
    assertThat(clock.sure()).as("sure").isEqualTo(sure);
  }

  @Test
  void aClockThatGoesOnIsFollowed() {
    for (int i = 0; i < 200; i++) {
      pass(i * 7_919L);
      assertTime(wall.get(), wall.get());
    }
    assertThat(clock.doubt()).isEmpty();
    assertThat(clock.note()).isEmpty();
  }

  @Test
  void aSmallStepIsTakenAndManyAreNot() {
    wall.addAndGet(50_000);
    pass(1_000);
    assertTime(T0 + 51_000, T0 + 51_000);
    wall.addAndGet(50_000);
    assertTime(T0 + 1_010, T0 + 1_010); // the line: it came after by a hundredth
    assertThat(clock.doubt().orElseThrow()).contains("100 s ahead of");

    wall.addAndGet(-50_000);
    pass(6_000_000);
    assertTime(wall.get(), wall.get());
    wall.addAndGet(50_000);
    assertTime(wall.get(), wall.get());
  }

  @ParameterizedTest
  @ValueSource(longs = {FAR, DAY, -DAY, -FAR, -T0, 61_000, -61_000})
  void aJumpIsNotFollowedAndHealsAtOnce(long jump) {
    clock = resumed();
    for (int round = 0; round < 3; round++) {
      long right = wall.get();
      wall.addAndGet(jump);
      assertTime(right, right);
      pass(3_000);
      assertTime(right + 3_000, right + 3_000);
      assertThat(clock.doubt().orElseThrow()).startsWith("clock: this node's is ");
      wall.addAndGet(-jump);
      pass(1_000);
      assertTime(right + 4_000, right + 4_000);
      assertThat(clock.doubt()).isEmpty();
    }
  }

  @Test
  void aJumpForwardThatStandsIsBelievedButNotForWhatCannotBeUndone() {
    clock = resumed();
    wall.addAndGet(3 * DAY);
    pass(1_000);
    assertTime(T0 + 1_000, T0 + 1_000);

    pass(ClockJudge.FORWARD_AFTER_MS - 1_000);
    assertThat(clock.getAsLong()).isEqualTo(T0 + ClockJudge.FORWARD_AFTER_MS);
    pass(1_000);
    assertThat(clock.getAsLong()).isEqualTo(wall.get());
    assertThat(wall.get() - clock.sure()).isBetween(3 * DAY, 3 * DAY + 1_000);
    assertThat(clock.doubt()).isEmpty();
    assertThat(clock.note().orElseThrow()).contains("24 h");

    pass(ClockJudge.SURE_AFTER_MS - 1_000);
    assertThat(clock.sure()).isLessThan(wall.get() - 2 * DAY);
    pass(2_000);
    assertTime(wall.get(), wall.get());
    assertThat(clock.note()).isEmpty();
  }

  @Test
  void aBelievedJumpThatIsTakenBackHealsAtOnce() {
    clock = resumed();
    wall.addAndGet(FAR);
    pass(1_000);
    assertThat(clock.doubt()).isPresent();
    pass(ClockJudge.FORWARD_AFTER_MS);
    assertThat(clock.getAsLong()).isEqualTo(wall.get());

    wall.addAndGet(-FAR);
    pass(1_000);
    assertTime(wall.get(), wall.get());
    assertThat(clock.note()).isEmpty();
  }

  @Test
  void aStartAheadOfWhatWasNotedIsBelievedForDatesAlone() {
    Past before = new Past(T0, 2 * DAY);
    wall.addAndGet(FAR);
    clock = started();
    clock.resume(before);

    assertTime(T0 + FAR, T0);
    assertThat(clock.doubt()).isEmpty();
    assertThat(clock.note()).isPresent();
    assertThat(clock.past().sure()).isEqualTo(T0);
    pass(MINUTE);
    assertTime(T0 + FAR + MINUTE, T0 + MINUTE);
    wall.addAndGet(-FAR);
    assertTime(T0 + MINUTE, T0 + MINUTE);
    assertThat(clock.note()).isEmpty();
  }

  @Test
  void aStartAfterAPauseIsSureAfterADay() {
    Past before = new Past(T0, 2 * DAY);
    wall.addAndGet(5 * DAY);
    clock = started();
    clock.resume(before);
    pass(DAY - 1_000);
    assertTime(wall.get(), T0 + DAY - 1_000);
    pass(1_000);
    assertTime(wall.get(), wall.get());
  }

  @Test
  void aStartBehindWhatWasNotedGoesOnFromThere() {
    Past before = new Past(T0, 2 * DAY);
    wall.addAndGet(-FAR);
    clock = started();
    clock.resume(before);

    assertTime(T0, T0);
    pass(1_000);
    assertTime(T0 + 1_000, T0 + 1_000);
    assertThat(clock.doubt().orElseThrow()).contains("400 d behind");
    wall.addAndGet(FAR);
    pass(1_000);
    assertTime(T0 + 2_000, T0 + 2_000);
    assertThat(clock.doubt()).isEmpty();
  }

  @Test
  void aStartBehindWhatWasNotedIsSetRightAtOnceHoweverLongAgoThatWas() {
    Past before = new Past(T0, 2 * DAY);
    wall.addAndGet(-FAR);
    clock = started();
    clock.resume(before);
    assertTime(T0, T0);

    wall.set(T0 + 3_600_000); // the hub was stopped for an hour
    pass(1_000);
    assertTime(T0 + 3_601_000, T0 + 1_000);
    assertThat(clock.doubt()).isEmpty();
    assertThat(clock.note()).isPresent();
  }

  @Test
  void aClockOfNewDataMayBeSetRight() {
    floor = T0;
    wall.set(T0 + FAR);
    clock = started();
    assertTime(T0 + FAR, T0 + FAR);

    wall.addAndGet(DAY - FAR);
    assertTime(T0 + DAY, T0 + DAY);
    wall.set(T0 - 2 * MINUTE); // not to before the program was
    assertTime(T0 + DAY, T0 + DAY);
  }

  @Test
  void aClockOfNewDataThatWentBackMayComeBack() {
    wall.addAndGet(-DAY);
    assertTime(T0 - DAY, T0 - DAY);
    wall.addAndGet(DAY);
    assertThat(clock.getAsLong()).isEqualTo(T0);
    assertThat(clock.sure()).as("in case it is wrong again").isEqualTo(T0 - DAY);
  }

  @Test
  void noClockIsRightThatIsBehindTheProgram() {
    floor = T0;
    wall.set(0);
    clock = started();

    assertTime(T0, T0);
    assertThat(clock.doubt()).isPresent();
    pass(1_000);
    assertTime(T0 + 1_000, T0 + 1_000);
    wall.set(T0 + DAY);
    pass(1_000);
    assertThat(clock.getAsLong()).isEqualTo(T0 + DAY + 1_000);
    assertThat(clock.doubt()).isEmpty();
  }

  @Test
  void aClockThatGoesBackIsBelievedAfterADay() {
    clock = resumed();
    wall.addAndGet(-3_600_000);
    pass(1_000);
    assertThat(clock.doubt()).isPresent();
    pass(DAY - 2_000);
    assertThat(clock.doubt()).isPresent();
    pass(2_000);
    assertTime(wall.get(), wall.get());
    assertThat(clock.doubt()).isEmpty();
  }

  @Test
  void ofTwoThatDifferAtTheStartTheLowerIsTaken() {
    wall.addAndGet(FAR);
    clock = started();
    clock.witness("Redis", T0, 0);
    assertTime(T0, T0);
    assertThat(clock.doubt().orElseThrow())
        .isEqualTo(
            "clock: this node is 400 d ahead of Redis"
                + " (2027-02-05T00:00:00Z here, 2026-01-01T00:00:00Z there)");

    wall.addAndGet(-FAR);
    pass(1_000);
    clock.witness("Redis", T0 + 1_000, 0);
    assertTime(T0 + 1_000, T0 + 1_000);
    assertThat(clock.doubt()).isEmpty();
  }

  @Test
  void ofTwoThatDifferAtTheStartTheImpossibleIsNotTaken() {
    wall.addAndGet(-DAY);
    clock = started();
    clock.witness("Redis", T0, T0 - MINUTE);

    assertThat(clock.getAsLong()).isEqualTo(T0);
  }

  @ParameterizedTest
  @ValueSource(longs = {FAR, -FAR, DAY, -DAY})
  void aWitnessThatJumpsIsNotFollowed(long jump) {
    clock.witness("Redis", T0, 0);
    pass(1_000);
    clock.witness("Redis", T0 + 1_000 + jump, 0);

    assertThat(clock.getAsLong()).isEqualTo(T0 + 1_000);
    assertThat(clock.sure()).isEqualTo(Math.min(T0 + 1_000, T0 + 1_000 + jump));
    assertThat(clock.doubt().orElseThrow()).contains(jump > 0 ? "d behind Redis" : "d ahead of");
    pass(1_000);
    clock.witness("Redis", T0 + 2_000, 0);
    assertTime(T0 + 2_000, T0 + 2_000);
    assertThat(clock.doubt()).isEmpty();
  }

  @Test
  void whatTwoClocksAgreeOnIsBelievedAtOnce() {
    clock.witness("Redis", T0, 0);
    wall.addAndGet(5 * DAY); // the machine was stopped, and its steady clock with it
    pass(1_000);
    assertTime(T0 + 1_000, T0 + 1_000);
    clock.witness("Redis", wall.get(), 0);
    assertTime(wall.get(), wall.get());
    assertThat(clock.doubt()).isEmpty();
    assertThat(clock.note()).isEmpty();
  }

  @Test
  void twoNodesAreNeverAMinuteApart() {
    clock.witness("Redis", T0, 0);
    wall.addAndGet(50_000);
    pass(1_000);
    clock.witness("Redis", T0 + 1_000, 0);

    assertThat(clock.getAsLong()).isEqualTo(T0 + 26_000);
    assertThat(clock.doubt()).isEmpty();
  }

  @Test
  void aDateIsNotDraggedAlong() {
    assertThat(SoundClock.dateAfter(T0 + MINUTE, T0)).isEqualTo(T0 + MINUTE);
    assertThat(SoundClock.dateAfter(T0 + MINUTE + 1, T0)).isEqualTo(T0);
    assertThat(SoundClock.dateAfter(T0 - 1, T0)).isEqualTo(T0);
  }
}
