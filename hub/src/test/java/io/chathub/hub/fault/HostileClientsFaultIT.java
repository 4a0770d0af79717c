package io.chathub.hub.fault;

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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever clients do, the node lives, and two others chat on undisturbed. */
class HostileClientsFaultIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int USERS = 26;
  private static final int MESSAGES = 210;

  @TempDir Path data;

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

  private static byte[] push(String content) {
    return text(
        "{\"action\":\"push\",\"data\":{\"usif\":\"big\",\"content\":\"" + content + "\"}}");
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
