package io.chathub.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chathub.gateway.Limits;
import io.chathub.model.ChatId;
import io.chathub.model.Message;
import io.chathub.model.Position;
import io.chathub.model.UserId;
import io.chathub.scene.Settings;
import io.chathub.scene.TestClient;
import io.chathub.scene.TestNode;
import io.chathub.store.Store;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that goes away sends its clients elsewhere, one after the other. */
class DrainIT {

  private static final int CLIENTS = 24;
  private static final int PERIOD_MS = 1_200;

  @TempDir Path data;
  private TestNode node;

  @BeforeEach
  void start() {
    // A client that says one thing after the other is never too fast: a flood of refusals closes.
    Limits fast = new Limits(100, 10, false, 100_000, 100, 8192, 65536, 1 << 20);
    node =
        TestNode.start(data, Settings.gateway(Duration.ofSeconds(25), fast), Settings.presence());
    node.chat("c1", "doc", "pat");
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void connectionsAreClosedOverThePeriodEachWithItsSlot() {
    List<TestClient> clients = new ArrayList<>();
    ConcurrentLinkedQueue<Long> closedAtMs = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(TestClient.ready(node, node.token("u" + i, "patient")));
    }
    long began = System.nanoTime();
    clients.forEach(
        client ->
            client.whenClosed(
                () -> closedAtMs.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began))));

    node.gateway.stopAccepting();
    Future<Void> drained = node.sockets.drain(PERIOD_MS);

    List<Long> slots = new ArrayList<>();
    for (TestClient client : clients) {
      JsonObject bye = client.next("bye").getJsonObject("data");
      assertThat(bye.getInteger("code")).isEqualTo(1012);
      slots.add(bye.getLong("retry_after_ms"));
      assertThat(client.closeCode()).isEqualTo(1012);
    }
    TestNode.await(drained);
    assertThat(node.gateway.connections()).isZero();
    assertThat(slots).allMatch(slot -> slot > 0 && slot <= PERIOD_MS);
    assertThat(slots.stream().distinct().count()).isGreaterThan(CLIENTS / 2);
    // At random: of two dozen, some in each half of the period.
    await().untilAsserted(() -> assertThat(closedAtMs).hasSize(CLIENTS));
    assertThat(closedAtMs).anyMatch(at -> at < PERIOD_MS / 2);
    assertThat(closedAtMs).anyMatch(at -> at > PERIOD_MS / 2);
    assertThat(closedAtMs).allMatch(at -> at < PERIOD_MS + 2_000);
    clients.forEach(TestClient::close);
  }

  @Test
  void aNodeWithoutConnectionsIsDrainedAtOnceAndASecondDrainIsTheSame() {
    TestNode.await(node.sockets.drain(60_000));
    TestNode.await(node.sockets.drain(60_000));
  }

  @Test
  void untilItsSlotAClientGoesOnAsBefore() {
    try (TestClient pat = TestClient.ready(node, node.token("pat", "patient"))) {
      Future<Void> drained = node.sockets.drain(PERIOD_MS);
      int acknowledged = 0;
      pat.act("push", "usif", "c1", "content", "x");
      for (JsonObject next = pat.next(); ; next = pat.next()) {
        if (next.getString("msgType").equals("bye")) {
          break;
        }
        acknowledged += next.getInteger("errcode") == 0 ? 1 : 0;
        pat.act("push", "usif", "c1", "content", "x");
      }
      assertThat(pat.closeCode()).isEqualTo(1012);
      TestNode.await(drained);

      assertThat(lastSeq()).isGreaterThanOrEqualTo(acknowledged);
    }
  }

  private long lastSeq() {
    return TestNode.await(
            node.store.history(
                new UserId("pat"),
                new ChatId("c1"),
                new Store.HistoryQuery(Store.HistoryQuery.Direction.LATEST, Position.START, 1)))
        .messages()
        .stream()
        .mapToLong(Message::seq)
        .max()
        .orElse(0);
  }
}
