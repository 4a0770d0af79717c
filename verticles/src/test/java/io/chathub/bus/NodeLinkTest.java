package io.chathub.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.model.UserId;
import io.chathub.protocol.CloseCode;
import io.chathub.protocol.EventType;
import io.chathub.protocol.Frame;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One batch after the other, in order, until the node has it. */
class NodeLinkTest {

  private static final UserId ANN = new UserId("ann");
  private static final UserId BEN = new UserId("ben");

  /** Of one frame of a letter for {@link #ANN}. */
  private static final int SIZE = deliver("x", ANN).size();

  private SimpleMeterRegistry registry;
  private final List<Try> tries = new ArrayList<>();
  private final Queue<Runnable> timers = new ArrayDeque<>();
  private long nanos;
  private NodeLink link = link(3 * SIZE, 100L * SIZE);

  private record Try(long number, List<LinkItem> batch, Promise<Void> outcome) {}

  private NodeLink link(int batchBytes, long linkBytes) {
    DeliveryLimits limits =
        new DeliveryLimits(batchBytes, linkBytes, 0, 250, 20_000, 0, 2, 0, 0, 0, 0);
    registry = new SimpleMeterRegistry();
    return new NodeLink(
        limits,
        (number, batch) -> {
          Try one = new Try(number, batch, Promise.promise());
          tries.add(one);
          return one.outcome.future();
        },
        (ms, work) -> timers.add(work),
        () -> nanos,
        new DeliveryMetrics(registry));
  }

  static LinkItem.Deliver deliver(String text, UserId... users) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return new LinkItem.Deliver(
        new Parcel(Frame.ofOtherNode(EventType.PUSH, utf8), List.of(users), null));
  }

  static String text(LinkItem item) {
    if (item instanceof LinkItem.Deliver deliver) {
      return new String(deliver.parcel().frame().utf8(), StandardCharsets.UTF_8);
    }
    return item instanceof LinkItem.Close close
        ? close.order().code() + " " + close.order().user()
        : "everybody";
  }

  private void send(String letters) {
    letters.chars().forEach(letter -> link.send(deliver(Character.toString(letter), ANN)));
  }

  private String batch(int attempt) {
    return String.join(",", tries.get(attempt).batch().stream().map(NodeLinkTest::text).toList());
  }

  private Try lastTry() {
    return tries.get(tries.size() - 1);
  }

  private void taken() {
    lastTry().outcome.complete();
  }

  private void failed() {
    lastTry().outcome.fail("not taken");
  }

  private void passes(long ms) {
    nanos += TimeUnit.MILLISECONDS.toNanos(ms);
    List<Runnable> due = new ArrayList<>(timers);
    timers.clear();
    due.forEach(Runnable::run);
  }

  private double counted(String name) {
    return registry.get("chathub.delivery." + name).counter().count();
  }

  private double waiting() {
    return registry.get("chathub.delivery.waiting").gauge().value();
  }

  @Test
  void whatWaitsGoesAsOneBatchWhenTheOneBeforeWasTaken() {
    send("abcdef");
    assertThat(tries).hasSize(1);
    assertThat(batch(0)).isEqualTo("a");

    taken();
    assertThat(batch(1)).isEqualTo("b,c,d");
    taken();
    assertThat(batch(2)).isEqualTo("e,f");
    assertThat(waiting()).isEqualTo(2 * SIZE);
    taken();

    assertThat(tries).extracting(Try::number).containsExactly(1L, 2L, 3L);
    assertThat(link.isIdle()).isTrue();
    assertThat(waiting()).isZero();
    assertThat(counted("batches")).isEqualTo(3);
    assertThat(counted("items")).isEqualTo(6);
  }

  @Test
  void anItemLargerThanABatchGoesAlone() {
    link.send(deliver("a", ANN));
    link.send(deliver("b".repeat(10 * SIZE), ANN));
    link.send(deliver("c", ANN));
    taken();

    assertThat(batch(1)).startsWith("bb").doesNotContain("c");
  }

  @Test
  void aBatchThatWasNotTakenIsSentAgainAsItIsBeforeAnythingElse() {
    send("ab");
    failed();
    send("c");
    assertThat(tries).hasSize(1);
    passes(250);
    assertThat(batch(1)).isEqualTo("a");
    assertThat(tries.get(1).number()).isEqualTo(1);
    assertThat(counted("resent")).isOne();

    taken();
    assertThat(batch(2)).isEqualTo("b,c");
  }

  @Test
  void afterAWhileFramesAreGivenUpAndTheirUsersAreSentAway() {
    send("ab");
    for (int i = 0; i < 9; i++) {
      passes(2_250);
      failed();
    }
    assertThat(counted("given-up")).isOne();
    assertThat(batch(tries.size() - 1)).isEqualTo("TRY_LATER ann");

    taken();
    assertThat(batch(tries.size() - 1)).isEqualTo("b");
    taken();
    assertThat(link.isIdle()).isTrue();
    assertThat(waiting()).isZero();
  }

  @Test
  void aCloseOrderIsNeverGivenUp() {
    link = link(10_000, 100_000);
    Promise<Void> closed = Promise.promise();
    send("a");
    send("b");
    link.send(new LinkItem.Close(CloseOrder.all(BEN, CloseCode.REVOKED), closed));
    taken();
    for (int i = 0; i < 40; i++) {
      passes(2_250);
      failed();
    }
    passes(2_250);

    assertThat(batch(tries.size() - 1)).isEqualTo("REVOKED ben");
    assertThat(closed.future().isComplete()).isFalse();
    taken();
    assertThat(closed.future().succeeded()).isTrue();
    assertThat(batch(tries.size() - 1)).isEqualTo("TRY_LATER ann");
  }

  @Test
  void whatIsTooMuchIsGivenUpAndItsUsersAreSentAwayOnceTheNodeTakesAgain() {
    link = link(3 * SIZE, 3L * SIZE);
    send("abc");
    link.send(deliver("d", BEN));
    assertThat(counted("given-up")).isOne();
    assertThat(waiting()).isEqualTo(3 * SIZE);

    taken();
    assertThat(batch(1)).isEqualTo("TRY_LATER ben");
    taken();
    assertThat(batch(2)).isEqualTo("b,c");
  }

  @Test
  void whereTooManyMissedSomethingEverybodyIsSentAway() {
    link = link(3 * SIZE, SIZE);
    send("a");
    IntStream.range(0, 3).forEach(i -> link.send(deliver("b", new UserId("u" + i))));
    taken();

    assertThat(batch(1)).isEqualTo("everybody");
  }

  @Test
  void whoIsOwedACloseWhileNothingIsStuckGetsItAtOnce() {
    link.owe(List.of(ANN));
    assertThat(batch(0)).isEqualTo("TRY_LATER ann");
  }

  @Test
  void anAcknowledgementThatComesTooLateIsNotMistakenForThatOfTheNextBatch() {
    send("ab");
    Try first = lastTry();
    taken();
    first.outcome.tryComplete();
    assertThat(tries).hasSize(2);
    assertThat(link.isIdle()).isFalse();
  }

  @Test
  void whatANodeThatIsGoneHasNotTakenIsGivenBackInOrder() {
    send("abcdef");
    taken();
    Promise<Void> closed = Promise.promise();
    link.send(new LinkItem.Close(CloseOrder.all(BEN, CloseCode.REVOKED), closed));

    NodeLink.Rest rest = link.end();

    assertThat(rest.items().stream().map(NodeLinkTest::text))
        .containsExactly("b", "c", "d", "e", "f", "REVOKED ben");
    assertThat(closed.future().succeeded()).as("the node is no longer one to wait for").isTrue();
    assertThat(waiting()).isZero();
    failed();
    passes(250);
    assertThat(tries).as("nothing is sent any more").hasSize(2);
  }
}
