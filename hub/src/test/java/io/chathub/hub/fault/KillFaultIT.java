package io.chathub.hub.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chathub.hub.scene.JarProcess;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process is killed under load, again and again: what was acknowledged is there. */
class KillFaultIT {

  private static final int KILLS = 6;
  private static final int PER_ROUND = 400;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<String> CHATS = List.of("k1", "k2", "k3");

  @TempDir Path data;
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get();
  }

  @Test
  void everyAcknowledgedMessageIsThereOnceAndInPlace() {
    try (JarProcess hub = new JarProcess(data, "-Xmx128m")) {
      hub.start("limits.push-rate=100000", "limits.action-rate=100000");
      String docToken = hub.token("doc", "doctor");
      String patToken = hub.token("pat", "patient");
      CHATS.forEach(usif -> hub.chat(usif, "doc", "pat"));
      List<Pusher> pushers =
          List.of(
              new Pusher(vertx, hub.port(), docToken, "doc", CHATS),
              new Pusher(vertx, hub.port(), patToken, "pat", CHATS));
      pushers.forEach(pusher -> vertx.runOnContext(start -> pusher.connect()));

      for (int kill = 0; kill < KILLS; kill++) {
        awaitMore(pushers);
        hub.kill();
        hub.start("limits.push-rate=100000", "limits.action-rate=100000");
      }
      awaitMore(pushers);
      pushers.forEach(Pusher::stop);
      await().atMost(PATIENCE).until(() -> pushers.stream().allMatch(Pusher::isSettled));

      // The sessions lived through it: the same tokens still open everything.
      assertThat(pushers).allMatch(pusher -> pusher.connects() > KILLS);
      for (String usif : CHATS) {
        verifyLog(usif, hub.history(usif, docToken), pushers);
        verifyCursors(usif, hub, docToken, pushers);
      }
    }
  }

  private static void awaitMore(List<Pusher> pushers) {
    for (Pusher pusher : pushers) {
      int before = pusher.acknowledged().size();
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(10))
          .until(() -> pusher.acknowledged().size() >= before + PER_ROUND);
    }
  }

  private static void verifyLog(String usif, List<JsonObject> log, List<Pusher> pushers) {
    Map<String, JsonObject> byCid = new HashMap<>();
    long seq = 0;
    long at = 0;
    for (JsonObject message : log) {
      assertThat(message.getLong("seq")).isEqualTo(++seq);
      assertThat(message.getLong("created_at")).isGreaterThanOrEqualTo(at);
      at = message.getLong("created_at");
      assertThat(byCid.put(message.getString("cid"), message)).as("stored twice").isNull();
      assertThat(message.getString("content")).isEqualTo(message.getString("cid"));
    }
    for (Pusher pusher : pushers) {
      pusher
          .acknowledged()
          .forEach(
              (cid, acknowledged) -> {
                if (acknowledged.getString("usif").equals(usif)) {
                  assertThat(byCid).containsKey(cid);
                  assertThat(byCid.get(cid).getString("id"))
                      .isEqualTo(acknowledged.getString("id"));
                }
              });
    }
    assertThat(log).hasSizeGreaterThan(KILLS * PER_ROUND / CHATS.size());
  }

  private static void verifyCursors(
      String usif, JarProcess hub, String token, List<Pusher> pushers) {
    hub.history(usif, token).stream()
        .filter(message -> message.getInteger("is_read") == 0)
        .forEach(
            unread -> {
              Pusher reader = pushers.get(unread.getString("from").equals("doc") ? 1 : 0);
              assertThat(unread.getLong("seq"))
                  .as("read before, unread now")
                  .isGreaterThan(reader.cursors().getOrDefault(usif, 0L));
            });
  }
}
