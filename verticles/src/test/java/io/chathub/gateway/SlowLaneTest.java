package io.chathub.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.chathub.gateway.SlowLane.Outcome;
import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How fast unknown tokens are looked up, and for whom. */
class SlowLaneTest {

  private static final long MS = 1_000_000;
  private static final IpAddress NAT = address("192.0.2.1");
  private static final IpAddress HOME = address("198.51.100.7");

  private long now;
  private final SlowLane lane = new SlowLane(() -> now);
  private final ArrayDeque<IpAddress> started = new ArrayDeque<>();
  private final List<Refusal> refused = new ArrayList<>();

  @Test
  void theGoodOfAnAddressDoNotWaitHoweverManyTheyAre() {
    for (int i = 0; i < 20 * SlowLane.WAITING_MAX; i++) {
      enter(NAT, 1);
      end(Outcome.GOOD);
    }

    assertThat(refused).isEmpty();
    assertThat(lane.waiting()).isZero();
  }

  @Test
  void whatIsNoneIsPaidForByItsAddressAlone() {
    useUp(NAT);
    enter(NAT, 1);
    enter(HOME, 1);

    assertThat(started).containsExactly(HOME);
    assertThat(lane.waiting()).isEqualTo(1);
  }

  @Test
  void aSlowedAddressHasFiftyLookUpsForNothingASecond() {
    useUp(NAT);
    enter(NAT, SlowLane.WAITING_MAX);

    int looked = 0;
    for (int i = 0; i < 40; i++) {
      now += 50 * MS;
      lane.tick();
      looked += endAll(Outcome.NONE);
    }

    assertThat(looked).isBetween(2 * SlowLane.RATE - 1, 2 * SlowLane.RATE);
  }

  @Test
  void theGoodAmongThemPayNothingSoThatTheNextIsItsTurnAtOnce() {
    useUp(NAT);
    enter(NAT, 500);
    now += 20 * MS;
    lane.tick();

    int looked = 0;
    while (!started.isEmpty()) {
      end(Outcome.GOOD);
      looked++;
    }

    assertThat(looked).isEqualTo(500);
  }

  @Test
  void whoWouldWaitForMoreThanTenSecondsIsToldWhenToComeAgain() {
    useUp(NAT);
    enter(NAT, SlowLane.WAITING_MAX + 1);
    assertThat(refused).hasSize(1);

    int looked = 0;
    while (now < SlowLane.WAIT_MAX_MS * MS) {
      now += 250 * MS;
      lane.tick();
      looked += endAll(Outcome.NONE);
    }

    assertThat(lane.waiting()).isZero();
    assertThat(looked + refused.size()).isEqualTo(SlowLane.WAITING_MAX + 1);
    assertThat(looked).isBetween(490, 500);
    assertThat(refused)
        .allMatch(why -> why.code() == ErrorCode.TOO_FAST)
        .allMatch(why -> why.retryAfterMs().orElse(0) >= 1_000);
  }

  @Test
  void allAddressesTogetherHaveABoundAndTakeTurns() {
    for (int i = 0; started.size() < SlowLane.NODE_BURST; i++) {
      enter(address("10.0." + i / 200 + "." + i % 200), SlowLane.BURST);
    }
    endAll(Outcome.NONE);
    assertThat(started).isEmpty();
    enter(NAT, 100);
    enter(HOME, 1);

    // One look-up of all that may be for nothing: of the one, then of the other.
    now += 1_000 / SlowLane.NODE_RATE * 3 * MS;
    lane.tick();

    assertThat(started).contains(HOME).hasSize(3);
  }

  @Test
  void theNodeHasABoundOfThoseThatWait() {
    for (int i = 0; i < 100; i++) {
      enter(address("10.1.0." + i), SlowLane.WAITING_MAX);
    }

    assertThat(lane.waiting()).isEqualTo(SlowLane.NODE_WAITING_MAX);
    assertThat(started).hasSize(SlowLane.NODE_BURST);
    assertThat(refused)
        .hasSize(100 * SlowLane.WAITING_MAX - SlowLane.NODE_WAITING_MAX - SlowLane.NODE_BURST);
  }

  @Test
  void whoWaitsForAStoreThatDoesNotAnswerIsToldSoInFiveSeconds() {
    enter(NAT, 100);
    assertThat(started).hasSize(SlowLane.BURST);

    now += Deadlines.TIMEOUT_MS * MS;
    lane.tick();

    assertThat(refused)
        .hasSize(100 - SlowLane.BURST)
        .allMatch(why -> why.code() == ErrorCode.UNAVAILABLE);
  }

  @Test
  void aStoreThatFailsCostsNobodyAnything() {
    for (int i = 0; i < 10 * SlowLane.BURST; i++) {
      enter(NAT, 1);
      end(Outcome.UNKNOWN);
    }

    assertThat(lane.waiting()).isZero();
  }

  @Test
  void anAddressIsForgivenAsTimePasses() {
    useUp(NAT);
    now += 60_000 * MS;

    enter(NAT, SlowLane.BURST);

    assertThat(started).hasSize(SlowLane.BURST);
  }

  @Test
  void ofManyAddressesNoneIsHeldForEver() {
    for (int i = 0; i < 30_000; i++) {
      enter(address("10." + i / 62_500 + "." + i / 250 % 250 + "." + i % 250), 1);
      end(Outcome.GOOD);
    }

    assertThat(lane.waiting()).isZero();
    enter(NAT, 1);
    assertThat(started).containsExactly(NAT);
  }

  private void useUp(IpAddress address) {
    enter(address, SlowLane.BURST);
    endAll(Outcome.NONE);
  }

  private void enter(IpAddress address, int times) {
    for (int i = 0; i < times; i++) {
      lane.enter(
          address,
          new SlowLane.Turn() {
            @Override
            public void start() {
              started.add(address);
            }

            @Override
            public void refuse(Refusal why) {
              refused.add(why);
            }
          });
    }
  }

  private void end(Outcome outcome) {
    lane.done(started.remove(), outcome);
  }

  /** Of those that are under way now; gives how many. */
  @CanIgnoreReturnValue
  private int endAll(Outcome outcome) {
    int count = started.size();
    for (int i = 0; i < count; i++) {
      end(outcome);
    }
    return count;
  }

  private static IpAddress address(String text) {
    return IpAddress.parse(text).orElseThrow();
  }
}
