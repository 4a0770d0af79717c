package io.chathub.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.chathub.model.UserId;
import io.chathub.protocol.CloseCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nodes that hang, die, or are cut off and come back. */
class DeliveryFaultIT {

  private static final UserId BEN = new UserId("ben");
  private static final UserId CAT = new UserId("cat");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Gives up at the first failure, and waits a second for close orders. */
  private static final DeliveryLimits IMPATIENT =
      new DeliveryLimits(
          64 << 10, 1 << 20, 1 << 20, 50, 1, 1_000, 10, 1 << 20, 60_000, 600_000, 60_000);

  private final TestHub hub = new TestHub();
  private final CountDownLatch hanging = new CountDownLatch(1);
  private TestHub.Node a;
  private TestHub.Node b;

  @BeforeEach
  void start() {
    a = hub.start("a");
    b = hub.start("b");
    b.arrived(BEN);
  }

  @AfterEach
  void stop() {
    hanging.countDown();
    hub.close();
  }

  private static void comes(TestHub.Node node, List<String> texts) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(node.port.texts()).isEqualTo(texts));
  }

  @Test
  void aNodeThatHungGetsEverythingOnceAndInOrder() {
    a.send("before", BEN);
    comes(b, List.of("before"));
    b.hang(hanging);
    List<String> expected = new ArrayList<>(List.of("before"));
    IntStream.range(0, 100).mapToObj(i -> "f" + i).forEach(expected::add);
    expected.stream().skip(1).forEach(text -> a.send(text, BEN));
    await().atMost(PATIENCE).until(() -> a.counted("resent") >= 2);

    hanging.countDown();
    comes(b, expected);
    a.send("after", BEN);
    expected.add("after");
    comes(b, expected);
    assertThat(a.counted("given-up")).isZero();
    assertThat(TestHub.await(a.delivery.flush(60_000).map(true))).isTrue();
    assertThat(a.metrics.get("chathub.delivery.waiting").gauge().value()).isZero();
  }

  @Test
  void whoMissedWhatWasGivenUpIsSentAwayOnceTheNodeTakesAgain() {
    TestHub.Node c = hub.start("c", IMPATIENT);
    b.hang(hanging);
    c.send("lost", BEN);
    await().atMost(PATIENCE).until(() -> c.counted("given-up") == 1);
    hanging.countDown();

    await()
        .atMost(PATIENCE)
        .until(() -> b.port.orders.contains(CloseOrder.all(BEN, CloseCode.TRY_LATER)));
  }

  @Test
  void aCloseOrderThatANodeDoesNotTakeFailsAndComesAllTheSame() {
    TestHub.Node c = hub.start("c", IMPATIENT);
    b.hang(hanging);
    CloseOrder order = CloseOrder.all(BEN, CloseCode.REVOKED);
    Future<Void> closed = c.delivery.close(order);

    assertThatThrownBy(() -> TestHub.await(closed))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    await().atMost(PATIENCE).until(() -> a.port.orders.contains(order));
    hanging.countDown();
    await().atMost(PATIENCE).until(() -> b.port.orders.contains(order));
  }

  @Test
  void aNodeThatDiedTroublesNobodyElse() {
    TestHub.Node c = hub.start("c");
    c.arrived(CAT);
    a.send("1", BEN, CAT);
    comes(c, List.of("1"));
    c.die();
    hub.nodes.remove(c);
    a.send("2", BEN, CAT);
    a.send("3", BEN, CAT);
    comes(b, List.of("1", "2", "3"));
    Future<Void> closed = a.delivery.close(CloseOrder.all(CAT, CloseCode.REVOKED));

    a.membership.remove(c.id);
    TestHub.await(closed);
    hub.directory.remove(CAT);
    b.arrived(CAT);
    a.send("4", CAT);
    comes(b, List.of("1", "2", "3", "4"));
    assertThat(a.metrics.get("chathub.delivery.waiting").gauge().value()).isZero();
  }

  @Test
  void aNodeThatWasCutOffGetsWhatCameMeanwhileBeforeAnythingNewer() {
    a.send("1", BEN);
    comes(b, List.of("1"));
    a.membership.remove(b.id);
    hub.directory.remove(BEN);
    a.send("2", BEN);
    a.send("3", BEN);
    a.membership.add(b.id);
    a.send("4", BEN);
    b.arrived(BEN);
    a.send("5", BEN);

    comes(b, List.of("1", "2", "3", "4", "5"));
  }

  @Test
  void aNodeThatIsCutOffBeforeItIsKnownToBeLosesNothing() {
    b.hang(hanging);
    a.send("1", BEN);
    a.send("2", BEN);
    a.membership.remove(b.id);
    hanging.countDown();
    a.membership.add(b.id);
    a.send("3", BEN);

    // What it had already got may come again: clients know messages by their id.
    await().atMost(PATIENCE).until(() -> b.port.texts().contains("3"));
    assertThat(b.port.texts().stream().distinct()).containsExactly("1", "2", "3");
  }

  @Test
  void whatANodeDoesNotUnderstandIsCountedAndDropped() {
    Vertx stranger = hub.foreign();
    String address = "chathub.node." + a.id.value();
    List<Object> bodies =
        List.of(
            "text",
            Buffer.buffer(),
            Buffer.buffer(new byte[] {9, 1}),
            Buffer.buffer(new byte[] {1, 9}),
            Buffer.buffer(new byte[] {1, 1, 0}),
            Buffer.buffer(new byte[] {1, 2, 0, 1}));
    for (Object body : bodies) {
      assertThatThrownBy(() -> TestHub.await(stranger.eventBus().request(address, body)))
          .hasMessageContaining("not taken");
    }
    stranger.eventBus().publish("chathub.everybody", Buffer.buffer(new byte[] {1, 3, 0, 0}));

    await().atMost(PATIENCE).until(() -> a.counted("malformed") == bodies.size() + 1);
    b.send("still there", BEN);
    comes(b, List.of("still there"));
  }
}
