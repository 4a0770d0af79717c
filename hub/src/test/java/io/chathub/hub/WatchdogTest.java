package io.chathub.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.bus.Membership;
import io.chathub.bus.NodeId;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WatchdogTest {

  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");
  private static final long PERIOD_MS = Watchdog.PERIOD.toMillis();

  private final Set<NodeId> others = new HashSet<>(Set.of(A, B));
  private final Set<NodeId> reaching = new HashSet<>(Set.of(A, B));
  private final AtomicInteger givenUp = new AtomicInteger();
  private boolean isOldest;
  private long now = 1_000_000;
  private final Watchdog watchdog =
      new Watchdog(
          new Others(),
          node ->
              reaching.contains(node) ? Future.succeededFuture() : Future.failedFuture("no answer"),
          () -> now,
          Duration.ofSeconds(15),
          givenUp::incrementAndGet);

  private final class Others implements Membership {
    @Override
    public NodeId self() {
      return new NodeId("self");
    }

    @Override
    public Set<NodeId> others() {
      return Set.copyOf(others);
    }

    @Override
    public boolean isOldest() {
      return isOldest;
    }

    @Override
    public void listen(Listener listener) {
      throw new IllegalStateException("not listened to");
    }
  }

  @Test
  void oneThatReachesItIsEnough() {
    reaching.remove(B);

    tick(100);

    assertThat(watchdog.doubt()).isEmpty();
    assertThat(givenUp).hasValue(0);
  }

  @Test
  void whomNobodyReachesTakesNoClientsUntilSomebodyDoes() {
    tick(1);
    reaching.clear();

    tick(4);
    assertThat(watchdog.doubt()).isEmpty();
    tick(1);
    assertThat(watchdog.doubt()).hasValueSatisfying(why -> assertThat(why).startsWith("cluster:"));

    reaching.add(A);
    tick(1);
    assertThat(watchdog.doubt()).isEmpty();
    assertThat(givenUp).hasValue(0);
  }

  @Test
  void whoStaysDeafIsGivenUpOnce() {
    tick(1);
    reaching.clear();

    tick(12);
    assertThat(givenUp).hasValue(0);
    tick(30);
    assertThat(givenUp).hasValue(1);
  }

  @Test
  void theOlderOfTwoGoesOn() {
    others.remove(B);
    isOldest = true;
    tick(1);
    reaching.clear();

    tick(100);

    assertThat(watchdog.doubt()).isEmpty();
    assertThat(givenUp).hasValue(0);
  }

  @Test
  void theYoungerOfTwoIsGivenUp() {
    others.remove(B);
    tick(1);
    reaching.clear();

    tick(100);

    assertThat(watchdog.doubt()).isPresent();
    assertThat(givenUp).hasValue(1);
  }

  @Test
  void theOldestOfThreeWhomNobodyReachesIsGivenUp() {
    isOldest = true;
    tick(1);
    reaching.clear();

    tick(100);

    assertThat(givenUp).hasValue(1);
  }

  @Test
  void theOlderOfTwoIsNotHeldToThatWhenAThirdComes() {
    others.remove(B);
    isOldest = true;
    tick(1);
    reaching.clear();
    tick(104);

    others.add(B);
    tick(1);

    assertThat(watchdog.doubt()).isEmpty();
    assertThat(givenUp).hasValue(0);
  }

  @Test
  void whoIsAloneIsNotDeaf() {
    others.clear();

    tick(100);

    assertThat(watchdog.doubt()).isEmpty();
  }

  @Test
  void aPauseOfItsOwnIsNotHeldAgainstIt() {
    tick(1);
    reaching.clear();
    now += Duration.ofMinutes(10).toMillis();

    tick(1);

    assertThat(watchdog.doubt()).isEmpty();
    assertThat(givenUp).hasValue(0);
  }

  @Test
  void itIsSureUntilItLastHeardWhoIsBack() {
    tick(1);
    reaching.remove(A);
    long heardA = now;
    tick(3);
    watchdog.left(A);
    others.remove(A);
    tick(10);
    assertThat(watchdog.sureUntil()).isEmpty();

    others.add(A);

    assertThat(watchdog.sureUntil()).hasValue(heardA);
    assertThat(watchdog.sureUntil()).isEmpty();
  }

  private void tick(int times) {
    for (int i = 0; i < times; i++) {
      now += PERIOD_MS;
      watchdog.tick();
    }
  }
}
