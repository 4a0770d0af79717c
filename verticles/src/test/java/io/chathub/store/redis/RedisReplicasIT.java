package io.chathub.store.redis;

import static io.chathub.store.redis.LinkScene.code;
import static io.chathub.store.redis.LinkScene.failure;
import static io.chathub.store.redis.LinkScene.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chathub.model.ErrorCode;
import io.chathub.scene.redis.RedisServer;
import io.chathub.scene.redis.SentinelScene;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A master with replicas: waiting for them, and going on with one of them. */
class RedisReplicasIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir Path dir;

  @Test
  void aWriteThatNoReplicaHasIsOfUnknownOutcomeAndReadsGoOn() {
    try (RedisServer master = RedisServer.start(dir.resolve("m"));
        RedisServer replica =
            RedisServer.start(dir.resolve("r"), "replicaof 127.0.0.1 " + master.port());
        LinkScene scene = new LinkScene(waiting(LinkScene.patient(master.url())))) {
      await()
          .atMost(PATIENCE)
          .until(() -> replica.info("replication", "master_link_status").equals("up"));
      // The master counts it only once it has heard of it.
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .untilAsserted(
              () -> assertThat(result(scene.on(0, () -> scene.append("c", "a")))).isEqualTo(1));
      replica.stop();

      Throwable failure = failure(scene.on(0, () -> scene.append("c", "b")));

      assertThat(code(failure)).isEqualTo(ErrorCode.TIMED_OUT);
      assertThat(failure).hasMessageContaining("replicas");
      assertThat(result(scene.on(0, () -> scene.all("c")))).containsExactly("a", "b");

      replica.resume();
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(result(scene.on(0, () -> scene.append("c", "b")))).isEqualTo(2));
    }
  }

  @Test
  void aMasterThatIsKilledIsReplacedAndNothingAcknowledgedIsLost() {
    try (SentinelScene sentinels = SentinelScene.start(dir)) {
      RedisStoreConfig config =
          RedisStoreConfig.DEFAULT.withUrls(
              RedisStoreConfig.Mode.SENTINEL,
              sentinels.urls().stream().map(RedisUrl::parse).toList(),
              SentinelScene.MASTER_NAME);
      try (LinkScene scene = new LinkScene(waiting(config))) {
        Load load = Load.start(scene, 60);
        await().atMost(PATIENCE).until(() -> load.acknowledged() > 500);
        RedisServer first = sentinels.master();

        first.kill();
        RedisServer second = sentinels.masterAfter(first);
        long before = load.acknowledged();
        await().atMost(PATIENCE).until(() -> load.acknowledged() > before + 500);
        load.stop();

        load.assertAllIsThere();
        assertThat(second.info("replication", "role")).isEqualTo("master");
        assertThat(result(scene.on(0, () -> scene.link().start())))
            .anySatisfy(warning -> assertThat(warning).contains("append-only"));
      }
    }
  }

  private static RedisStoreConfig waiting(RedisStoreConfig config) {
    return LinkScene.with(config, config.commandTimeout(), 1, config.queueCommands());
  }
}
