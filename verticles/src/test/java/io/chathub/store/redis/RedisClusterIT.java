package io.chathub.store.redis;

import static io.chathub.store.redis.LinkScene.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chathub.scene.redis.RedisClusterScene;
import io.chathub.scene.redis.RedisServer;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three masters that share the slots, each with a replica. */
class RedisClusterIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir Path dir;

  @Test
  void chatsAreSpreadOverAllMastersAndEachKeepsItsOrder() {
    try (RedisClusterScene cluster = RedisClusterScene.start(dir);
        LinkScene scene = new LinkScene(config(cluster, 0))) {
      List<Future<Long>> asked = new ArrayList<>();
      Future<Void> all =
          scene.on(
              0,
              () -> {
                for (int i = 0; i < 2_000; i++) {
                  asked.add(scene.append("c" + i % 500, "w" + i));
                }
                return Future.all(asked).mapEmpty();
              });
      assertThat(result(all.map(true))).isTrue();

      for (int i = 0; i < 2_000; i++) {
        assertThat(asked.get(i).result()).isEqualTo(i / 500 + 1L);
      }
      for (RedisServer master : cluster.masters()) {
        assertThat((Long) master.say("DBSIZE")).isPositive();
      }
      assertThat(result(scene.on(0, () -> scene.link().check().map(true)))).isTrue();
      assertThat(scene.measured("chathub.redis.connected")).isEqualTo(3);
      assertThat(result(scene.on(0, () -> scene.link().start())))
          .anySatisfy(warning -> assertThat(warning).contains("failover"));
    }
  }

  @Test
  void aMasterThatIsKilledIsReplacedAndNothingAcknowledgedIsLost() {
    try (RedisClusterScene cluster = RedisClusterScene.start(dir);
        LinkScene scene = new LinkScene(config(cluster, 1))) {
      Load load = Load.start(scene, 60);
      await().atMost(PATIENCE).until(() -> load.acknowledged() > 500);

      cluster.masters().get(1).kill();
      cluster.awaitPromotion(1);
      // Its shard has no other replica: from here on there is none to wait for.
      RedisServer second = RedisServer.start(dir.resolve("late"), "cluster-enabled yes");
      try (second) {
        cluster.join(second, 1);
        long before = load.acknowledged();
        await().atMost(PATIENCE).until(() -> load.acknowledged() > before + 500);
        await()
            .atMost(PATIENCE)
            .until(
                () -> result(scene.on(0, () -> scene.link().check().map(true).otherwise(false))));
        load.stop();

        load.assertAllIsThere();
      }
    }
  }

  @Test
  void aSlotThatMovesUnderLoadTakesItsChatAlong() {
    try (RedisClusterScene cluster = RedisClusterScene.start(dir);
        LinkScene scene = new LinkScene(config(cluster, 0))) {
      Load load = Load.start(scene, 60);
      await().atMost(PATIENCE).until(() -> load.acknowledged() > 500);
      int slot = HashSlot.of("{chat3}:l");
      RedisServer from = cluster.masterOf(slot);
      RedisServer to = cluster.masters().stream().filter(other -> other != from).findAny().get();

      cluster.beginMigration(slot, from, to);
      long during = load.acknowledged();
      await().atMost(PATIENCE).until(() -> load.acknowledged() > during + 500);
      cluster.moveKeys(slot, from, to);
      long moved = load.acknowledged();
      await().atMost(PATIENCE).until(() -> load.acknowledged() > moved + 500);
      cluster.endMigration(slot, to);
      long after = load.acknowledged();
      await().atMost(PATIENCE).until(() -> load.acknowledged() > after + 500);
      load.stop();

      load.assertAllIsThere();
      assertThat(to.say("CLUSTER", "COUNTKEYSINSLOT", Integer.toString(slot))).isEqualTo(2L);
      assertThat(load.refused()).isZero();
    }
  }

  private static RedisStoreConfig config(RedisClusterScene cluster, int waitReplicas) {
    RedisStoreConfig config =
        RedisStoreConfig.DEFAULT.withUrls(
            RedisStoreConfig.Mode.CLUSTER,
            cluster.urls().stream().map(RedisUrl::parse).toList(),
            "");
    return LinkScene.with(config, Duration.ofSeconds(30), waitReplicas, config.queueCommands());
  }
}
