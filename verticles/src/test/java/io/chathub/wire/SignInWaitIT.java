package io.chathub.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chathub.bus.ServiceAddress;
import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.chathub.scene.RawClient;
import io.chathub.scene.TestClient;
import io.chathub.scene.TestNode;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens while the session store takes its time, or does not answer. */
class SignInWaitIT {

  private static final int HELD_MAX = 64;

  @TempDir Path data;
  private TestNode node;
  private String token;

  @BeforeEach
  void start() {
    node = TestNode.start(data);
    node.chat("c1", "doc", "pat");
    token = node.token("pat", "patient");
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private TestClient openWhileHeld() {
    node.sessions.hold();
    TestClient client = TestClient.open(node, token);
    await().until(() -> node.sessions.waiting() == 1);
    return client;
  }

  private static JsonObject ping(int i) {
    return new JsonObject().put("action", "ping").put("ref", "r" + i);
  }

  @Test
  void anUnreachableStoreFailsWith50300AndClosesASecondLater() {
    node.sessions.fail(Refusal.of(ErrorCode.UNAVAILABLE, "gone"));

    try (TestClient client = TestClient.open(node, token)) {
      JsonObject fail = client.next();
      long failed = System.nanoTime();

      assertThat(fail.getString("msgType")).isEqualTo("fail");
      assertThat(fail.getInteger("errcode")).isEqualTo(50300);
      assertThat(fail.getJsonObject("meta").getInteger("retryable")).isEqualTo(1);
      assertThat(fail.getJsonObject("meta").getLong("retry_after_ms")).isPositive();
      assertThat(client.closeCode()).isEqualTo(1013);
      long waited = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - failed);
      assertThat(waited).isBetween(900L, 3_000L);
    }
  }

  @Test
  void aStoreThatFailsOtherwiseIsUnreachableTooAndSaysNothingOfItself() {
    node.sessions.fail(new IllegalStateException("inner detail"));

    try (TestClient client = TestClient.open(node, token)) {
      JsonObject fail = client.next();

      assertThat(fail.getInteger("errcode")).isEqualTo(50300);
      assertThat(fail.getString("errmsg")).doesNotContain("inner detail");
    }
  }

  @Test
  void framesBeforeReadyAreHandledAfterItInOrder() {
    try (TestClient client = openWhileHeld()) {
      for (int i = 0; i < HELD_MAX; i++) {
        client.send(ping(i));
      }
      assertThat(client.received()).isEmpty();
      node.sessions.release();

      assertThat(client.next().getString("msgType")).isEqualTo("ready");
      for (int i = 0; i < HELD_MAX; i++) {
        assertThat(client.next().getString("ref")).isEqualTo("r" + i);
      }
    }
  }

  @Test
  void oneMoreFrameThanIsKeptCloses() {
    try (TestClient client = openWhileHeld()) {
      for (int i = 0; i <= HELD_MAX; i++) {
        client.send(ping(i));
      }

      assertThat(client.closeCode()).isEqualTo(1008);
      assertThat(client.received()).isEmpty();
      node.sessions.release();
    }
    assertThat(node.sockets.users()).isZero();
  }

  @Test
  void aReconnectBeforeReadySeesThePushesBeforeIt() {
    try (TestClient client = openWhileHeld()) {
      for (int i = 1; i <= 3; i++) {
        client.act("push", "usif", "c1", "content", i);
      }
      client.act("reconnect", "usif", "c1", "scope", "all");
      node.sessions.release();

      assertThat(client.next("reconnect").getJsonArray("data")).hasSize(3);
    }
  }

  @Test
  void framesInOnePacketAreHandledInOrder() {
    try (RawClient client = RawClient.open(node, token)) {
      client.send(
          RawClient.text(ping(1).encode()),
          RawClient.frame(RawClient.TEXT, false, new byte[] {'{'}),
          RawClient.frame(
              RawClient.CONTINUATION,
              true,
              ping(2).encode().substring(1).getBytes(StandardCharsets.US_ASCII)),
          RawClient.text(ping(3).encode()));

      assertThat(client.readText().getString("msgType")).isEqualTo("ready");
      for (int i = 1; i <= 3; i++) {
        assertThat(client.readText().getString("ref")).isEqualTo("r" + i);
      }
    }
  }

  @Test
  void framesInThePacketOfTheUpgradeAreHandledToo() {
    String upgrade = RawClient.upgrade("/ws?sec-websocket-protocol=" + token);
    try (RawClient client = RawClient.connect(node)) {
      client.send(
          upgrade.getBytes(StandardCharsets.US_ASCII),
          RawClient.text(ping(1).encode()),
          RawClient.text(ping(2).encode()));

      assertThat(client.readHead().get(0)).contains("101");
      assertThat(client.readText().getString("msgType")).isEqualTo("ready");
      assertThat(client.readText().getString("ref")).isEqualTo("r1");
      assertThat(client.readText().getString("ref")).isEqualTo("r2");
    }
  }

  @Test
  void aSessionRevokedMeanwhileNeverConnects() {
    try (TestClient client = openWhileHeld()) {
      node.ask(ServiceAddress.REVOKE_SESSIONS, new JsonObject().put("token", token));
      node.sessions.release();

      assertThat(client.next().getInteger("errcode")).isEqualTo(40101);
      assertThat(client.closeCode()).isEqualTo(4401);
    }
  }

  @Test
  void aUserRevokedMeanwhileNeverConnects() {
    try (TestClient client = openWhileHeld()) {
      node.ask(ServiceAddress.REVOKE_SESSIONS, new JsonObject().put("user_id", "pat"));
      node.sessions.release();

      assertThat(client.next().getInteger("errcode")).isEqualTo(40101);
      assertThat(client.closeCode()).isEqualTo(4401);
    }
  }

  @Test
  void aDrainAlsoClosesWhoIsSigningIn() {
    try (TestClient client = openWhileHeld()) {
      node.gateway.stopAccepting();
      Future<Void> drained = node.sockets.drain(100);
      node.sessions.release();

      assertThat(client.closeCode()).isEqualTo(1012);
      TestNode.await(drained);
      assertThat(node.gateway.connections()).isZero();
    }
  }

  @Test
  void whoGoesWhileSigningInLeavesNothing() {
    try (TestClient client = openWhileHeld()) {
      TestNode.await(client.socket().close());
    }
    await().until(() -> node.gateway.connections() == 0);
    node.sessions.release();

    try (TestClient doc = TestClient.ready(node, node.token("doc", "doctor"))) {
      doc.sofar();
      assertThat(node.sockets.users()).isEqualTo(1);
    }
  }
}
