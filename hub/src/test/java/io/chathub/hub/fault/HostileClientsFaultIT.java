package io.chathub.hub.fault;

import static io.chathub.hub.fault.client.Hostile.CONTINUATION;
import static io.chathub.hub.fault.client.Hostile.PING;
import static io.chathub.hub.fault.client.Hostile.TEXT;
import static io.chathub.hub.fault.client.Hostile.ascii;
import static io.chathub.hub.fault.client.Hostile.frame;
import static io.chathub.hub.fault.client.Hostile.get;
import static io.chathub.hub.fault.client.Hostile.text;
import static io.chathub.hub.fault.client.Hostile.times;
import static io.chathub.hub.fault.client.Hostile.upgrade;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chathub.hub.fault.client.Hostile;
import io.chathub.hub.fault.client.Pair;
import io.chathub.hub.scene.JarProcess;
import io.chathub.scene.redis.RedisServer;
import io.vertx.core.json.JsonObject;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever clients do, the node lives, and two others chat on undisturbed. */
class HostileClientsFaultIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration SPELL = Duration.ofSeconds(4);
  private static final Duration LONG_SPELL = Duration.ofSeconds(12);
  private static final int USERS = 26;
  private static final int MESSAGES = 210;

  @TempDir Path data;

  private interface Attack {
    void run(Hostile clients);
  }

  @Test
  void oneAttackAfterTheOtherAndThenAllAtOnce() throws Exception {
    try (JarProcess hub = new JarProcess(data, "-Xmx128m")) {
      hub.start();
      List<String> tokens = people(hub);
      Map<String, Attack> attacks = attacks(tokens);
      Map<String, Attack> atThePort = attacksOfOperators();
      try (Pair pair = pair(hub)) {
        attacks.forEach((name, attack) -> endure(name, hub, hub.port(), pair, attack));
        atThePort.forEach((name, attack) -> endure(name, hub, hub.internalPort(), pair, attack));
        allAtOnce(hub, pair, attacks);
        assertLives("all", hub, pair);
      }
      assertThat(hub.terminate()).isZero();
      assertThat(hub.logText()).doesNotContain("OutOfMemory");
    }
  }

  @Test
  void earlyFramesWhileRedisStalls() throws Exception {
    try (RedisServer redis = RedisServer.startDurable(data.resolve("redis"));
        JarProcess hub = new JarProcess(data, "-Xmx128m")) {
      hub.start("store.kind=redis", "store.redis.url=" + redis.url(), "store.redis.timeout=10s");
      List<String> tokens = people(hub);
      try (Hostile clients = new Hostile(hub.port())) {
        redis.stop();
        List<Socket> anonymous = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
          anonymous.addAll(clients.open(1, upgrade("nobody" + i), times(15, push("x"))));
        }
        List<Socket> known = clients.open(60, upgrade(tokens.get(0)), times(15, push("x")));
        clients.send(known, times(10, push("x")));
        assertThat(anonymous).hasSizeGreaterThan(500);
        // As long as it takes to be refused: 5 s after the last.
        await().atMost(PATIENCE).until(() -> unsigned(hub) == 0);
        redis.resume();
      }
      try (Pair pair = pair(hub)) {
        assertLives("after the stall", hub, pair);
      }
      assertThat(hub.logText()).doesNotContain("OutOfMemory");
    }
  }

  private static long unsigned(JarProcess hub) {
    return (long) hub.metric("chathub_unsigned");
  }

  private static List<String> people(JarProcess hub) {
    String[] users = new String[USERS];
    List<String> tokens = new ArrayList<>();
    for (int i = 0; i < USERS; i++) {
      users[i] = "u" + i;
      tokens.add(hub.token(users[i], "patient"));
    }
    hub.chat("big", users);
    JsonObject target = new JsonObject().put("usif", "big");
    for (int i = 0; i < MESSAGES; i++) {
      hub.post(
          "/internal/v1/system-messages",
          new JsonObject().put("target", target).put("content", "x".repeat(7_900)));
    }
    hub.chat("pair", "ann", "bob");
    return tokens;
  }

  private static Pair pair(JarProcess hub) {
    return new Pair(hub.port(), "pair", hub.token("ann", "doctor"), hub.token("bob", "patient"));
  }

  private static Map<String, Attack> attacks(List<String> tokens) {
    String one = tokens.get(0);
    byte[] page = get("/api/chats/big/messages?limit=200", one);
    Map<String, Attack> attacks = new LinkedHashMap<>();
    attacks.put("pages that nobody reads", c -> c.open(70, times(4, page)));
    attacks.put("lists that nobody reads", c -> c.open(70, times(4, get("/api/chats", one))));
    attacks.put("files that nobody reads", c -> c.open(300, times(8, get("/chathub.js", "x"))));
    attacks.put(
        "pipelined requests", c -> c.open(50, times(3_000, ascii("GET /x HTTP/1.1\r\n\r\n"))));
    attacks.put(
        "reconnects that nobody reads",
        c -> tokens.forEach(token -> c.open(4, upgrade(token), times(5, reconnect()))));
    attacks.put("anonymous upgrades", c -> c.open(2_500, upgrade("nobody")));
    attacks.put("sockets that send nothing", c -> c.open(1_500));
    attacks.put(
        "heads that never end",
        c -> c.open(800, ascii("GET / HTTP/1.1\r\nX: " + "a".repeat(7_000))));
    attacks.put(
        "early frames", c -> c.open(500, upgrade("nobody"), times(14, push("x".repeat(8_000)))));
    attacks.put("tiny early frames", c -> c.open(300, upgrade("nobody"), times(9_000, text(""))));
    byte[] half = text(" ".repeat(65_000));
    attacks.put(
        "frames that are never whole",
        c -> tokens.forEach(token -> c.open(8, upgrade(token), Arrays.copyOf(half, 64_000))));
    attacks.put(
        "many fragments",
        c ->
            tokens.forEach(
                token ->
                    c.open(
                        5,
                        upgrade(token),
                        frame(TEXT, false, "{"),
                        times(
                            20,
                            frame(CONTINUATION, false, " "),
                            times(100, frame(PING, true, "p".repeat(120)))))));
    byte[] refused = text("{\"action\":\"typing\",\"data\":{\"usif\":\"nowhere\"}}");
    attacks.put("refused actions", c -> c.open(20, upgrade(one), times(3_000, refused)));
    attacks.put(
        "pings",
        c ->
            c.open(
                20,
                upgrade(one),
                times(500, frame(PING, true, "p".repeat(125)), text("{\"action\":\"ping\"}"))));
    attacks.put(
        "large messages to many who do not read",
        c ->
            tokens.forEach(token -> c.open(2, upgrade(token), times(30, push("x".repeat(8_000))))));
    return attacks;
  }

  private static Map<String, Attack> attacksOfOperators() {
    Map<String, Attack> attacks = new LinkedHashMap<>();
    attacks.put("metrics that nobody reads", c -> c.open(200, times(10, get("/metrics", "x"))));
    attacks.put(
        "bodies that never end",
        c ->
            c.open(
                200,
                ascii(
                    String.join(
                        "\r\n",
                        "POST /internal/v1/sessions HTTP/1.1",
                        "Host: 127.0.0.1",
                        "Content-Type: application/json",
                        "Content-Length: 1048000",
                        "",
                        "")),
                times(900, ascii(" ".repeat(1_000)))));
    return attacks;
  }

  private static byte[] push(String content) {
    return text(
        "{\"action\":\"push\",\"data\":{\"usif\":\"big\",\"content\":\"" + content + "\"}}");
  }

  private static byte[] reconnect() {
    return text(
        "{\"action\":\"reconnect\",\"data\":{\"usif\":\"big\",\"scope\":\"all\",\"limit\":200}}");
  }

  private static void endure(String name, JarProcess hub, int port, Pair pair, Attack attack) {
    try (Hostile clients = new Hostile(port)) {
      attack.run(clients);
      await(name).pollDelay(SPELL).atMost(PATIENCE).until(() -> true);
      assertLives(name, hub, pair);
    }
  }

  private static void allAtOnce(JarProcess hub, Pair pair, Map<String, Attack> attacks) {
    try (Hostile clients = new Hostile(hub.port())) {
      attacks.values().forEach(attack -> attack.run(clients));
      await("all").pollDelay(LONG_SPELL).atMost(PATIENCE).until(() -> true);
      assertLives("all at once", hub, pair);
    }
  }

  private static void assertLives(String name, JarProcess hub, Pair pair) {
    assertThat(hub.isAlive()).as(name).isTrue();
    int before = pair.delivered();
    await(name)
        .atMost(PATIENCE)
        .until(() -> pair.delivered() >= before + 5 || pair.trouble() != null);
    assertThat(pair.trouble()).as(name).isNull();
  }
}
