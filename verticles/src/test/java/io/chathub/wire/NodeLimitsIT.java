package io.chathub.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chathub.gateway.Limits;
import io.chathub.scene.RawClient;
import io.chathub.scene.Settings;
import io.chathub.scene.TestClient;
import io.chathub.scene.TestNode;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What all clients together may take of a node. */
class NodeLimitsIT {

  private static final String PAGE = "/api/chats/c1/messages?limit=200";
  private static final int WINDOW_BYTES = 8 * 1024;

  @TempDir Path data;
  private final List<RawClient> clients = new ArrayList<>();
  private TestNode node;

  @AfterEach
  void stop() {
    clients.forEach(RawClient::close);
    node.close();
  }

  private void start(int connections, int readBytes, long memory, int unsigned) {
    Limits limits =
        new Limits(
            connections,
            100,
            false,
            2_000,
            2_000,
            8192,
            65536,
            1 << 20,
            readBytes,
            memory,
            unsigned);
    node =
        TestNode.start(data, Settings.gateway(Duration.ofSeconds(25), limits), Settings.presence());
    node.chat("c1", "doc", "pat");
  }

  private RawClient connect() {
    RawClient client = RawClient.connect(node);
    clients.add(client);
    return client;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] get(String path, String token) {
    return ascii(
        "GET " + path + " HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer " + token + "\r\n\r\n");
  }

  /** A page of them is more than an answer holds. */
  private void fill() {
    try (TestClient pat = TestClient.ready(node, node.token("pat", "patient"))) {
      for (int i = 0; i < 60; i++) {
        pat.act("push", "usif", "c1", "content", "x".repeat(8_000));
        assertThat(pat.next("pushback").getInteger("errcode")).isZero();
      }
    }
    await().until(() -> node.gateway.connections() == 0);
  }

  private double count(String name) {
    return node.metrics.get(name).gauge().value();
  }

  private double evicted(String reason) {
    return node.metrics.get("chathub.evictions").tag("reason", reason).counter().count();
  }

  @Test
  void eachAcceptedSocketCountsWhateverItSpeaks() {
    start(5, 1 << 22, 0, 5_000);
    String token = node.token("doc", "doctor");
    for (int i = 0; i < 3; i++) {
      RawClient http = connect();
      http.send(get("/api/presence?user_id=doc", token));
      assertThat(http.readHead().get(0)).contains("200");
    }
    var unused = connect();
    clients.add(RawClient.open(node, token));
    await().until(() -> count("chathub.sockets") == 5);

    List<String> head = RawClient.answer(node, RawClient.upgrade("/ws"));
    assertThat(head.get(0)).contains("503");
    assertThat(head).anyMatch(line -> line.toLowerCase(Locale.ROOT).startsWith("retry-after"));
    assertThat(RawClient.answer(node, "GET / HTTP/1.1\r\nHost: h\r\n\r\n").get(0)).contains("503");
    clients.get(0).close();
    await().until(() -> count("chathub.sockets") == 4);
    clients.add(RawClient.open(node, token));
  }

  @Test
  void whoHasNotSignedInMakesRoomOldestFirst() {
    start(100, 1 << 22, 0, 8);
    String token = node.token("doc", "doctor");
    RawClient known = RawClient.open(node, token);
    clients.add(known);
    assertThat(known.readText().getString("msgType")).isEqualTo("ready");
    node.sessions.hold();
    RawClient oldest = RawClient.open(node, "nobody0");
    clients.add(oldest);
    for (int i = 1; i < 5; i++) {
      clients.add(RawClient.open(node, "nobody" + i));
    }

    assertThat(oldest.closeCode()).isEqualTo(1013);
    assertThat(evicted("unsigned")).isEqualTo(1);
    assertThat(count("chathub.unsigned")).isEqualTo(4);
    node.sessions.release();
    known.send(RawClient.text("{\"action\":\"ping\"}"));
    assertThat(known.readText().getString("msgType")).isEqualTo("pong");
  }

  @Test
  void theHeadOfARequestMustComeInTime() {
    start(100, 1 << 22, 0, 100);
    RawClient silent = connect();
    RawClient dripping = connect();
    dripping.send(ascii("GET / HTTP/1.1\r\nX: "));
    RawClient body = connect();
    body.send(ascii("POST /api/chats HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n"));

    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              if (evicted("head") == 0) {
                dripping.send(ascii("a"));
              }
              return evicted("head") == 2;
            });
    assertThat(silent.read()).isNull();
    await().atMost(Duration.ofSeconds(40)).until(() -> count("chathub.sockets") == 0);
  }

  @Test
  void aPageHoldsSoManyBytesAndIsPaidFor() {
    start(100, 100 * 1024, 0, 100);
    fill();
    String token = node.token("doc", "doctor");
    Rest rest = new Rest(node);
    long read = 0;
    Rest.Answer page = rest.get(PAGE, token);
    assertThat(page.list("messages")).hasSizeBetween(25, 32);
    assertThat(page.json().getInteger("more")).isEqualTo(1);
    while (page.status() == 200) {
      assertThat(page.text().length()).isLessThanOrEqualTo(257 * 1024);
      read += page.text().length();
      page = rest.get(PAGE, token);
    }

    assertThat(read).isGreaterThan(800 * 1024);
    assertThat(page.status()).isEqualTo(429);
    assertThat(page.errcode()).isEqualTo(42900);
    assertThat(page.json().getLong("retry_after_ms")).isPositive();
    assertThat(Long.parseLong(page.header("Retry-After"))).isPositive();
    assertThat(rest.get("/api/chats", token).status()).isEqualTo(429);
    assertThat(rest.get("/api/chats", node.token("pat", "patient")).status()).isEqualTo(200);
    try (TestClient doc = TestClient.ready(node, token)) {
      doc.act("reconnect", "usif", "c1");
      JsonObject refused = doc.next();
      assertThat(refused.getInteger("errcode")).isEqualTo(42900);
      assertThat(refused.getJsonObject("data").getLong("retry_after_ms")).isPositive();
    }
  }

  @Test
  void requestsOfAConnectionAreAnsweredOneAfterTheOther() {
    start(100, 1 << 30, 0, 100);
    fill();
    String token = node.token("doc", "doctor");
    RawClient greedy = connect();
    byte[] page = get(PAGE, token);
    for (int i = 0; i < 30; i++) {
      greedy.send(page);
    }
    await().until(() -> count("chathub.memory.held") > 0);
    // One answer, what came behind its request, and what the making of it took.
    assertThat(count("chathub.memory.held")).isLessThan(2 << 20);

    RawClient patient = connect();
    for (int i = 0; i < 30; i++) {
      patient.send(get("/api/chats?limit=" + (i + 1), token));
    }
    for (int i = 0; i < 30; i++) {
      List<String> head = patient.readHead();
      assertThat(head.get(0)).isEqualTo("HTTP/1.1 200 OK");
      patient.skip(length(head));
    }
  }

  private static int length(List<String> head) {
    return head.stream()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
        .mapToInt(line -> Integer.parseInt(line.substring(15).trim()))
        .sum();
  }

  @Test
  void whoHoldsMostIsClosedWhenTheNodesMemoryIsUsedUp() {
    start(100, 1 << 30, 2 << 20, 100);
    fill();
    List<RawClient> slow = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      RawClient client = RawClient.open(node, node.token("doc", "doctor"), WINDOW_BYTES);
      slow.add(client);
      clients.add(client);
      assertThat(client.readText().getString("msgType")).isEqualTo("ready");
    }
    for (int i = 0; i < 3; i++) {
      for (RawClient client : slow) {
        client.send(
            RawClient.text(
                "{\"action\":\"reconnect\",\"data\":{\"usif\":\"c1\",\"scope\":\"all\",\"limit\":200}}"));
      }
    }

    await().until(() -> evicted("memory") > 0);
    await().until(() -> count("chathub.memory.held") < (2 << 20));
    // Who is left reads all of it.
    try (TestClient pat = TestClient.ready(node, node.token("pat", "patient"))) {
      pat.act("push", "usif", "c1", "content", "still");
      assertThat(pat.next("pushback").getInteger("errcode")).isZero();
    }
  }

  @Test
  void earlyFramesHaveABoundInBytes() {
    start(100, 1 << 22, 0, 100);
    node.sessions.hold();
    RawClient early = RawClient.open(node, "nobody");
    clients.add(early);
    byte[] frame = RawClient.text(" ".repeat(32 * 1024 - 1));
    early.send(frame, frame, frame, frame);
    await().until(() -> count("chathub.memory.held") > 120 * 1024);
    early.send(RawClient.text("     "));

    assertThat(early.closeCode()).isEqualTo(1008);
    node.sessions.release();
    await().until(() -> count("chathub.memory.held") == 0);
  }

  @Test
  void framesThatAreNotWholeAreCounted() {
    start(100, 1 << 22, 0, 100);
    RawClient client = RawClient.open(node, node.token("doc", "doctor"));
    clients.add(client);
    assertThat(client.readText().getString("msgType")).isEqualTo("ready");
    byte[] ping = RawClient.text("{\"action\":\"ping\"}" + " ".repeat(40_000));

    client.send(Arrays.copyOf(ping, 30_000));
    await().until(() -> count("chathub.memory.held") >= 30_000);
    client.send(Arrays.copyOfRange(ping, 30_000, ping.length));
    assertThat(client.readText().getString("msgType")).isEqualTo("pong");
    await().until(() -> count("chathub.memory.held") == 0);

    client.send(
        RawClient.frame(
            RawClient.TEXT, false, " ".repeat(20_000).getBytes(StandardCharsets.US_ASCII)));
    await().until(() -> count("chathub.memory.held") >= 20_000);
    client.send(
        RawClient.frame(
            RawClient.CONTINUATION,
            true,
            "{\"action\":\"ping\"}".getBytes(StandardCharsets.US_ASCII)));
    assertThat(client.readText().getString("msgType")).isEqualTo("pong");
    await().until(() -> count("chathub.memory.held") == 0);
  }
}
