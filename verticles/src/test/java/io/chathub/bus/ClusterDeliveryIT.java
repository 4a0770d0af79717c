package io.chathub.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chathub.model.RawJson;
import io.chathub.model.UserId;
import io.chathub.protocol.CloseCode;
import io.chathub.protocol.EventType;
import io.chathub.protocol.Frame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes in one JVM. */
class ClusterDeliveryIT {

  private static final UserId ANN = new UserId("ann");
  private static final UserId BEN = new UserId("ben");
  private static final UserId NOBODY = new UserId("nobody");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final TestHub hub = new TestHub();
  private TestHub.Node a;
  private TestHub.Node b;

  @BeforeEach
  void start() {
    a = hub.start("a");
    b = hub.start("b");
    a.arrived(ANN);
    b.arrived(BEN);
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  private static Frame frame(String text) {
    return Frame.ofOtherNode(EventType.PUSH, text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aFrameReachesItsUsersOnBothNodes() {
    ConnectionId except = new ConnectionId("c1");
    List<UserId> absent =
        TestHub.await(a.delivery.toUsers(List.of(ANN, BEN, NOBODY), frame("x"), except));

    assertThat(absent).containsExactly(NOBODY);
    await().atMost(PATIENCE).until(() -> !b.port.parcels.isEmpty());
    assertThat(a.port.texts()).containsExactly("x");
    assertThat(b.port.texts()).containsExactly("x");
    Parcel parcel = b.port.parcels.get(0);
    assertThat(parcel.users()).containsExactly(BEN);
    assertThat(parcel.except()).isEqualTo(except);
    assertThat(parcel.frame().type()).isEqualTo(EventType.PUSH);
  }

  @Test
  void whereNobodyCanBeFoundAllNodesAreSentToAndNobodyIsSaidToBeAbsent() {
    hub.isDeaf = true;
    List<UserId> absent =
        TestHub.await(a.delivery.toUsers(List.of(ANN, BEN, NOBODY), frame("x"), null));

    assertThat(absent).isEmpty();
    await().atMost(PATIENCE).until(() -> b.port.texts().equals(List.of("x")));
    assertThat(a.counted("unlocated")).isOne();
  }

  @Test
  void aBroadcastReachesEveryNodeOnce() {
    Broadcast broadcast = new Broadcast(frame("all"), Optional.of("doctor"), Optional.of(ANN));
    assertThat(TestHub.await(a.delivery.toAll(broadcast))).isOne();
    a.delivery.announceHere(new Broadcast(frame("here"), Optional.empty(), Optional.empty()));
    b.delivery.announce(new Broadcast(frame("again"), Optional.empty(), Optional.empty()));

    await().atMost(PATIENCE).until(() -> a.port.broadcasts.size() == 3);
    await().atMost(PATIENCE).until(() -> b.port.broadcasts.size() == 2);
    assertThat(b.port.broadcasts)
        .extracting(one -> RecordingPort.text(one.frame().utf8()))
        .containsExactlyInAnyOrder("all", "again");
    assertThat(b.port.broadcasts)
        .filteredOn(one -> one.role().isPresent())
        .allMatch(one -> one.role().equals(Optional.of("doctor")))
        .allMatch(one -> one.except().equals(Optional.of(ANN)))
        .hasSize(1);
  }

  @Test
  void whereNobodyCanBeCountedThoseOfThisNodeAre() {
    hub.isDeaf = true;
    Broadcast broadcast = new Broadcast(frame("all"), Optional.empty(), Optional.empty());
    assertThat(TestHub.await(a.delivery.toAll(broadcast))).isOne();
  }

  @Test
  void aCloseOrderIsTakenByEveryNodeBeforeItSucceeds() {
    CloseOrder order = CloseOrder.all(NOBODY, CloseCode.REVOKED);
    TestHub.await(a.delivery.close(order));

    assertThat(a.port.orders).isNotNull();
    await().atMost(PATIENCE).until(() -> a.port.orders.equals(List.of(order)));
    await().atMost(PATIENCE).until(() -> b.port.orders.equals(List.of(order)));
  }

  @Test
  void everyNodeAnswersAndOneThatCannotIsSaidNotTo() {
    a.requests.serve("who", body -> io.vertx.core.Future.succeededFuture(RawJson.of("\"a\"")));
    b.requests.serve("who", body -> io.vertx.core.Future.succeededFuture(body));
    NodeId gone = new NodeId("gone");
    a.membership.add(gone);

    var answers = TestHub.await(a.requests.askAll("who", RawJson.of("\"b\"")));

    assertThat(answers.keySet()).containsExactlyInAnyOrder(a.id, b.id, gone);
    assertThat(answers.get(a.id)).isEqualTo(new NodeRequests.Answer.Given(RawJson.of("\"a\"")));
    assertThat(answers.get(b.id)).isEqualTo(new NodeRequests.Answer.Given(RawJson.of("\"b\"")));
    assertThat(answers.get(gone)).isInstanceOf(NodeRequests.Answer.Refused.class);
  }
}
