package io.chathub.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.gateway.Limits;
import io.chathub.scene.RawClient;
import io.chathub.scene.Settings;
import io.chathub.scene.TestClient;
import io.chathub.scene.TestNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused before the upgrade, and with which status. */
class UpgradeIT {

  @TempDir Path data;

  private TestNode start(Set<String> origins) {
    return TestNode.start(data, Settings.origins(origins), Settings.presence());
  }

  private static String status(TestNode node, String... headers) {
    return status(RawClient.answer(node, RawClient.upgrade("/ws", headers)));
  }

  private static String status(List<String> head) {
    return head.get(0).substring("HTTP/1.1 ".length()).substring(0, 3);
  }

  @Test
  void pagesOfTheOwnHostAndClientsThatAreNoPageMayConnect() {
    try (TestNode node = start(Set.of())) {
      assertThat(status(node)).isEqualTo("101");
      assertThat(status(node, "Origin: https://hub.example")).isEqualTo("101");
      assertThat(status(node, "Origin: https://HUB.example")).isEqualTo("101");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example",
        "https://hub.example.evil.example",
        "https://hub.example@evil.example",
        "https://hub.example:8443",
        "null",
        "not an origin"
      })
  void pagesOfOtherHostsAreRefused(String origin) {
    try (TestNode node = start(Set.of())) {
      assertThat(status(node, "Origin: " + origin)).isEqualTo("403");
    }
  }

  @Test
  void aListOfOriginsAllowsThoseAlone() {
    try (TestNode node = start(Set.of("https://App.example", "http://localhost:3000"))) {
      assertThat(status(node)).isEqualTo("101");
      assertThat(status(node, "Origin: https://app.example")).isEqualTo("101");
      assertThat(status(node, "Origin: http://localhost:3000")).isEqualTo("101");
      assertThat(status(node, "Origin: http://app.example")).isEqualTo("403");
      assertThat(status(node, "Origin: https://evil.example")).isEqualTo("403");
    }
  }

  @Test
  void aStarAllowsEveryOrigin() {
    try (TestNode node = start(Set.of("*"))) {
      assertThat(status(node, "Origin: https://evil.example")).isEqualTo("101");
      assertThat(status(node, "Origin: null")).isEqualTo("101");
    }
  }

  @Test
  void aPlainGetIsToldToUpgrade() {
    try (TestNode node = start(Set.of())) {
      List<String> head = RawClient.answer(node, "GET /ws HTTP/1.1\r\nHost: h\r\n\r\n");

      assertThat(status(head)).isEqualTo("426");
      assertThat(head).anyMatch(line -> line.equalsIgnoreCase("Upgrade: websocket"));
    }
  }

  @Test
  void aMalformedUpgradeIsRefused() {
    String good = RawClient.upgrade("/ws");
    try (TestNode node = start(Set.of())) {
      assertThat(
              List.of(
                  status(RawClient.answer(node, good.replaceAll("Sec-WebSocket-Key: .*\r\n", ""))),
                  status(RawClient.answer(node, good.replaceAll("Connection: .*\r\n", ""))),
                  status(RawClient.answer(node, good.replace("Version: 13", "Version: 99"))),
                  status(RawClient.answer(node, good.replace("GET /ws", "POST /ws"))),
                  status(RawClient.answer(node, RawClient.upgrade("/ws?a=%zz"))),
                  status(RawClient.answer(node, RawClient.upgrade("/ws?from=%")))))
          .containsExactly("400", "400", "426", "400", "400", "400");
    }
  }

  @Test
  void aFullNodeSaysWhenToComeBack() {
    Limits two = new Limits(2, 10, false, 50, 100, 8192, 65536, 1 << 20);
    try (TestNode node =
            TestNode.start(
                data, Settings.gateway(Duration.ofSeconds(25), two), Settings.presence());
        TestClient first = TestClient.ready(node, node.token("u1", "patient"));
        TestClient second = TestClient.ready(node, node.token("u2", "patient"))) {
      List<String> head = RawClient.answer(node, RawClient.upgrade("/ws"));

      assertThat(status(head)).isEqualTo("503");
      assertThat(head).anyMatch(line -> line.matches("(?i)Retry-After: [1-9][0-9]*"));
      first.act("ping");
      second.act("ping");
      assertThat(first.next().getString("msgType")).isEqualTo("pong");
      assertThat(second.next().getString("msgType")).isEqualTo("pong");
    }
  }

  @Test
  void aDrainingNodeSaysWhenToComeBack() {
    try (TestNode node = start(Set.of())) {
      node.gateway.stopAccepting();

      List<String> head = RawClient.answer(node, RawClient.upgrade("/ws"));

      assertThat(status(head)).isEqualTo("503");
      assertThat(head).anyMatch(line -> line.matches("(?i)Retry-After: [1-9][0-9]*"));
    }
  }

  @Test
  void noExtensionIsNegotiated() {
    String offer = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits";
    try (TestNode node = start(Set.of());
        RawClient client = RawClient.connect(node)) {
      client.send(
          RawClient.upgrade("/ws?sec-websocket-protocol=" + node.token("u1", "patient"), offer)
              .getBytes(StandardCharsets.US_ASCII));

      List<String> head = client.readHead();
      assertThat(status(head)).isEqualTo("101");
      assertThat(head).noneMatch(line -> line.matches("(?i)Sec-WebSocket-Extensions.*"));
      assertThat(client.read().bits()).isEqualTo(0x80); // FIN alone: nothing compressed
    }
  }
}
