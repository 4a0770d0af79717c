package io.chathub.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What waits is counted, and who holds most goes when it is too much. */
class MemoryBudgetTest {

  private static final int MIB = 1024 * 1024;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final MemoryBudget budget = new MemoryBudget(8 * MIB, registry);
  private final Turnstile turnstile = new Turnstile(budget, 100, 100, peer -> peer);
  private final List<EmbeddedChannel> channels = new ArrayList<>();
  private final List<Guest> closed = new ArrayList<>();

  private Guest guest() {
    EmbeddedChannel channel = new EmbeddedChannel();
    channels.add(channel);
    turnstile.enter(channel);
    Guest guest = Guest.of(channel);
    guest.upgraded(() -> closed.add(guest));
    return guest;
  }

  @CanIgnoreReturnValue
  private Guest signedIn() {
    Guest guest = guest();
    guest.signedIn();
    return guest;
  }

  private void run() {
    for (int round = 0; round < 3; round++) {
      channels.forEach(EmbeddedChannel::runPendingTasks);
    }
  }

  private void pass(long ms) {
    channels.forEach(channel -> channel.advanceTimeBy(ms, TimeUnit.MILLISECONDS));
    channels.forEach(EmbeddedChannel::runScheduledPendingTasks);
    run();
  }

  @Test
  void whatWaitsIsCountedUntilItDoesNot() {
    Guest one = signedIn();
    Guest other = signedIn();
    one.hold(1_000);
    other.hold(500);
    assertThat(budget.held()).isEqualTo(1_500);

    one.hold(-400);
    var unused = channels.get(1).close();

    assertThat(budget.held()).isEqualTo(600);
    assertThat(registry.get("chathub.memory.held").gauge().value()).isEqualTo(600);
  }

  @Test
  void whoHoldsMostGoesUntilThereIsRoom() {
    Guest small = signedIn();
    Guest large = signedIn();
    Guest middle = signedIn();
    small.hold(MIB);
    middle.hold(3 * MIB);
    large.hold(5 * MIB);
    run();

    assertThat(closed).containsExactly(large);
    assertThat(registry.get("chathub.evictions").tag("reason", "memory").counter().count())
        .isEqualTo(1);
  }

  @Test
  void whatIsStillThereAfterItWasToldIsCut() {
    Guest stubborn = signedIn();
    signedIn();
    stubborn.hold(9 * MIB);
    run();
    assertThat(closed).containsExactly(stubborn);
    assertThat(channels.get(0).isOpen()).isTrue();

    pass(200);
    pass(200);

    assertThat(channels.get(0).isOpen()).isFalse();
    assertThat(channels.get(1).isOpen()).isTrue();
    assertThat(budget.held()).isZero();
  }

  @Test
  void nothingMoreIsReadOfWhoAddsFarBeyondTheBound() {
    EmbeddedChannel channel = new EmbeddedChannel();
    channels.add(channel);
    turnstile.enter(channel);
    signedIn().hold(11 * MIB);

    ByteBuf bytes = Unpooled.wrappedBuffer(new byte[9_000]);
    assertThat(channel.writeInbound(bytes)).isFalse();

    assertThat(bytes.refCnt()).isZero();
    assertThat(channel.config().isAutoRead()).isFalse();
    run();
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void whoHasNotSignedInMayHoldAQuarter() {
    Guest known = signedIn();
    Guest first = guest();
    Guest second = guest();
    known.hold(3 * MIB);
    first.hold(MIB);
    second.hold(MIB + MIB / 2);
    run();
    assertThat(closed).containsExactly(second);

    Guest third = guest();
    third.hold(MIB / 2);
    third.signedIn();
    run();
    assertThat(budget.unsignedHeld()).isEqualTo(first.heldBytes() + second.heldBytes());
  }

  @Test
  void whatIsHandedOnHasABoundOfItsOwn() {
    Guest guest = signedIn();
    Ledger ledger = guest.ledger();

    assertThat(ledger.handOn(2 * MIB)).isTrue();
    assertThat(ledger.handOn(1)).isFalse();
    ledger.over(2 * MIB);
    assertThat(ledger.handOn(1)).isTrue();
    assertThat(budget.held()).isEqualTo(1);
  }

  @Test
  void byDefaultItIsAQuarterOfTheHeap() {
    assertThat(new MemoryBudget(0, registry).limit())
        .isEqualTo(Runtime.getRuntime().maxMemory() / 4);
  }
}
