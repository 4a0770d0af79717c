package io.chathub.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chathub.bus.CloseOrder;
import io.chathub.bus.LocalDelivery;
import io.chathub.bus.ServiceAddress;
import io.chathub.gateway.Limits;
import io.chathub.model.UserId;
import io.chathub.protocol.CloseCode;
import io.chathub.scene.RawClient;
import io.chathub.scene.Settings;
import io.chathub.scene.TestClient;
import io.chathub.scene.TestNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who closes, with which code, and what is said before. */
class ClosingIT {

  private static final UserId PAT = new UserId("pat");

  @TempDir Path data;
  private TestNode node;

  @BeforeEach
  void start() {
    node = start(2, false);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private TestNode start(int perUser, boolean isSingle) {
    Limits limits = new Limits(100, perUser, isSingle, 50, 100, 8192, 65536, 1 << 20);
    return TestNode.start(
        data.resolve(perUser + "-" + isSingle),
        Settings.gateway(Duration.ofSeconds(25), limits),
        Settings.presence());
  }

  private TestClient pat() {
    return TestClient.ready(node, node.token("pat", "patient"));
  }

  private static void assertBye(TestClient client, int code) {
    JsonObject bye = client.next("bye");
    boolean comesBack = code == 1012 || code == 1013;
    assertThat(bye.getInteger("errcode")).isZero();
    assertThat(bye.getJsonObject("data").getInteger("code")).isEqualTo(code);
    assertThat(bye.getJsonObject("data").getString("reason")).isNotBlank();
    assertThat(bye.getJsonObject("data").containsKey("retry_after_ms")).isEqualTo(comesBack);
    assertThat(client.closeCode()).isEqualTo(code);
    assertThat(client.received()).isEmpty();
  }

  private static void assertStays(TestClient client) {
    assertThat(client.sofar()).isEmpty();
  }

  @Test
  void theOldestConnectionOfAUserGoesWhereThereAreTooMany() {
    try (TestClient first = pat();
        TestClient second = pat();
        TestClient another = TestClient.ready(node, node.token("other", "patient"));
        TestClient third = pat()) {
      assertBye(first, 4409);
      assertStays(second);
      assertStays(third);
      assertStays(another);

      try (TestClient fourth = pat()) {
        assertBye(second, 4409);
        assertStays(third);
        assertStays(fourth);
      }
    }
  }

  @Test
  void whoLeftDoesNotCount() {
    try (TestClient first = pat()) {
      pat().close();
      await().until(() -> node.gateway.connections() == 1);
      try (TestClient third = pat()) {
        assertStays(first);
        assertStays(third);
      }
    }
  }

  @Test
  void aSingleConnectionReplacesTheOneBefore() {
    try (TestNode single = start(5, true)) {
      String token = single.token("pat", "patient");
      try (TestClient first = TestClient.ready(single, token);
          TestClient second = TestClient.ready(single, token)) {
        assertBye(first, 4409);
        assertStays(second);
      }
    }
  }

  @Test
  void anOperatorDisconnectsAUser() {
    try (TestClient first = pat();
        TestClient second = pat();
        TestClient another = TestClient.ready(node, node.token("other", "patient"))) {
      var unused = new LocalDelivery(node.sockets).close(CloseOrder.all(PAT, CloseCode.RESTART));

      assertBye(first, 1012);
      assertBye(second, 1012);
      assertStays(another);
    }
  }

  @Test
  void aRevokedTokenClosesItsConnectionsAlone() {
    String token = node.token("pat", "patient");
    try (TestClient revoked = TestClient.ready(node, token);
        TestClient stays = pat()) {
      JsonObject answer =
          node.ask(ServiceAddress.REVOKE_SESSIONS, new JsonObject().put("token", token));

      assertThat(answer.getInteger("revoked")).isEqualTo(1);
      assertBye(revoked, 4410);
      assertStays(stays);
    }
    try (TestClient again = TestClient.open(node, token)) {
      assertThat(again.next().getInteger("errcode")).isEqualTo(40101);
    }
  }

  @Test
  void aRevokedUserLosesAllConnections() {
    try (TestClient first = pat();
        TestClient second = pat();
        TestClient another = TestClient.ready(node, node.token("other", "patient"))) {
      node.ask(ServiceAddress.REVOKE_SESSIONS, new JsonObject().put("user_id", "pat"));

      assertBye(first, 4410);
      assertBye(second, 4410);
      assertStays(another);
    }
    try (TestClient again = pat()) {
      assertStays(again);
    }
  }

  @Test
  void whatClosesForAFaultOfTheClientSaysNoBye() {
    try (TestClient client = pat()) {
      var unused = client.socket().writeBinaryMessage(Buffer.buffer("{}"));

      assertThat(client.closeCode()).isEqualTo(1003);
      assertThat(client.received()).isEmpty();
    }
  }

  @Test
  void aClientThatClosesIsAnsweredInKind() {
    try (RawClient client = RawClient.open(node, node.token("pat", "patient"))) {
      client.readText();
      client.send(RawClient.frame(RawClient.CLOSE, true, new byte[] {3, (byte) 0xE8}));

      assertThat(client.closeCode()).isEqualTo(1000);
      assertThat(client.read()).isNull();
    }
    await().until(() -> node.gateway.connections() == 0 && node.sockets.users() == 0);
  }

  @Test
  void aResetConnectionLeavesNothing() {
    try (RawClient client = RawClient.open(node, node.token("pat", "patient"))) {
      client.readText();
      client.send("not the whole of a frame".substring(0, 1).getBytes(StandardCharsets.US_ASCII));
      client.reset();

      await().until(() -> node.gateway.connections() == 0 && node.sockets.users() == 0);
    }
  }

  @Test
  void whoDoesNotAnswerTheCloseIsCut() {
    try (RawClient client = RawClient.open(node, node.token("pat", "patient"))) {
      client.readText();
      var unused = new LocalDelivery(node.sockets).close(CloseOrder.all(PAT, CloseCode.REVOKED));

      assertThat(client.readText().getString("msgType")).isEqualTo("bye");
      assertThat(client.closeCode()).isEqualTo(4410);
      assertThat(client.read()).isNull();
      await().until(() -> node.gateway.connections() == 0);
    }
  }
}
