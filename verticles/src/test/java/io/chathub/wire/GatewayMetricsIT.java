package io.chathub.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chathub.scene.RawClient;
import io.chathub.scene.TestClient;
import io.chathub.scene.TestNode;
import io.vertx.core.http.WebSocketConnectOptions;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators see of connections moves with them. */
class GatewayMetricsIT {

  @TempDir Path data;
  private TestNode node;

  @BeforeEach
  void start() {
    node = TestNode.start(data);
    node.chat("c1", "doc", "pat");
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private double count(String name, String tag, String value) {
    return node.metrics.get(name).tag(tag, value).counter().count();
  }

  private double gauge(String name) {
    return node.metrics.get(name).gauge().value();
  }

  private void assertSoon(String name, String tag, String value, int expected) {
    await().untilAsserted(() -> assertThat(count(name, tag, value)).isEqualTo(expected));
  }

  @Test
  void connectionsAndUsersAreGauged() {
    String token = node.token("pat", "patient");
    try (TestClient first = TestClient.ready(node, token);
        TestClient second = TestClient.ready(node, token)) {
      assertThat(first.sofar()).isEqualTo(second.sofar());
      assertThat(gauge("chathub.connections")).isEqualTo(2);
      assertThat(gauge("chathub.users")).isEqualTo(1);
    }
    await().until(() -> gauge("chathub.connections") == 0 && gauge("chathub.users") == 0);
    assertThat(gauge("chathub.outbound.queued.bytes")).isZero();
  }

  @Test
  void actionsEventsAndRefusalsAreCounted() {
    try (TestClient pat = TestClient.ready(node, node.token("pat", "patient"))) {
      pat.act("push", "usif", "c1", "content", "x");
      pat.act("push", "usif", "nowhere", "content", "x");
      pat.act("typing", "usif", "c1");
      pat.act("read", "usif", "c1", "seq", 9);
      pat.sendText("x");
      pat.act("reconnect", "usif", "c1");
      pat.next("reconnect");
      pat.sofar();
    }

    assertThat(count("chathub.actions", "action", "push")).isEqualTo(2);
    assertThat(count("chathub.actions", "action", "typing")).isEqualTo(1);
    assertThat(count("chathub.actions", "action", "read")).isEqualTo(1);
    assertThat(count("chathub.actions", "action", "reconnect")).isEqualTo(1);
    assertThat(count("chathub.actions", "action", "ping")).isEqualTo(1);
    assertThat(count("chathub.events", "type", "ready")).isEqualTo(1);
    assertThat(count("chathub.events", "type", "pushback")).isEqualTo(2);
    assertThat(count("chathub.events", "type", "error")).isEqualTo(2);
    assertThat(count("chathub.events", "type", "reconnect")).isEqualTo(1);
    assertThat(count("chathub.refusals", "errcode", "40300")).isEqualTo(1);
    assertThat(count("chathub.refusals", "errcode", "40400")).isEqualTo(1);
    assertThat(count("chathub.refusals", "errcode", "40000")).isEqualTo(1);
    assertThat(node.metrics.get("chathub.push.acknowledged").timer().count()).isEqualTo(1);
  }

  @Test
  void signInsAreTimedAndCountedByKindOfClient() {
    String token = node.token("pat", "patient");
    String uri = "/ws?sec-websocket-protocol=" + token;
    TestClient.ready(node, token).close();
    open(new WebSocketConnectOptions().setURI(uri).putHeader("from", "wechatmini"));
    open(new WebSocketConnectOptions().setURI(uri + "&from=web"));
    open(new WebSocketConnectOptions().setURI(uri + "&from=whoever-i-like"));

    assertThat(count("chathub.sign.ins", "client", "wechatmini")).isEqualTo(1);
    assertThat(count("chathub.sign.ins", "client", "web")).isEqualTo(1);
    assertThat(count("chathub.sign.ins", "client", "other")).isEqualTo(2);
    assertThat(node.metrics.find("chathub.sign.ins").counters()).hasSize(3);
    assertThat(node.metrics.get("chathub.sign.in").timer().count()).isEqualTo(4);
  }

  private void open(WebSocketConnectOptions options) {
    try (TestClient client = TestClient.open(node, options)) {
      assertThat(client.next().getString("msgType")).isEqualTo("ready");
    }
  }

  @Test
  void failedSignInsAreCounted() {
    try (TestClient client = TestClient.open(node, "unknown")) {
      client.next();

      assertThat(count("chathub.refusals", "errcode", "40101")).isEqualTo(1);
      assertThat(count("chathub.events", "type", "fail")).isEqualTo(1);
      assertThat(client.closeCode()).isEqualTo(4401);
    }
    assertSoon("chathub.closes", "code", "4401", 1);
    assertThat(node.metrics.find("chathub.sign.ins").counters()).isEmpty();
  }

  @Test
  void refusedUpgradesAreCounted() {
    assertThat(RawClient.answer(node, RawClient.upgrade("/ws", "Origin: https://evil.example")))
        .first()
        .asString()
        .contains("403");

    assertThat(count("chathub.refusals", "errcode", "40303")).isEqualTo(1);
    assertThat(gauge("chathub.connections")).isZero();
  }

  @Test
  void closesAreCountedByCodeAndThoseOfTheClientToo() {
    String token = node.token("pat", "patient");
    TestClient.ready(node, token).close();
    assertSoon("chathub.closes", "code", "client", 1);

    try (RawClient client = RawClient.open(node, token)) {
      client.readText();
      client.send(RawClient.frame(RawClient.BINARY, true, new byte[1]));
      assertThat(client.closeCode()).isEqualTo(1003);
    }
    assertSoon("chathub.closes", "code", "1003", 1);
    try (RawClient client = RawClient.open(node, token)) {
      client.readText();
      client.reset();
    }
    assertSoon("chathub.closes", "code", "client", 2);
  }
}
