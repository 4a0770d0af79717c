package io.chathub.scene.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scenes do what the tests on them take for granted. */
class RedisScenesIT {

  @TempDir Path dir;

  @Test
  void aKilledServerComesBackOnItsPortWithWhatItHadSynced() {
    try (RedisServer server = RedisServer.startDurable(dir)) {
      server.say("SET", "a", "1");

      server.kill();
      assertThat(server.isRunning()).isFalse();
      server.restart();

      assertThat(server.say("GET", "a")).isEqualTo("1");
    }
  }

  @Test
  void aServerWithAPasswordRefusesWhoDoesNotSayIt() {
    try (RedisServer server = RedisServer.startWithPassword(dir, "secret")) {
      assertThat(server.say("PING")).isEqualTo("PONG");
      assertThatThrownBy(() -> new Talk(server.port()).say(List.of("PING")))
          .hasMessageContaining("NOAUTH");
    }
  }

  @Test
  void sentinelsPutAReplicaInTheMastersPlace() {
    try (SentinelScene scene = SentinelScene.start(dir)) {
      RedisServer first = scene.master();
      first.say("SET", "a", "1");
      assertThat(first.say("WAIT", "2", "10000")).isEqualTo(2L);

      first.kill();

      assertThat(scene.masterAfter(first).say("GET", "a")).isEqualTo("1");
    }
  }

  @Test
  void aClusterPutsAReplicaInItsMastersPlace() {
    try (RedisClusterScene scene = RedisClusterScene.start(dir)) {
      assertThat(scene.masters().get(0).say("CLUSTER", "KEYSLOT", "b")).isEqualTo(3300L);
      scene.masters().get(0).say("SET", "b", "1");
      assertThat(scene.masters().get(0).say("WAIT", "1", "10000")).isEqualTo(1L);

      scene.masters().get(0).kill();
      scene.awaitPromotion(0);

      assertThat(scene.replica(0).say("GET", "b")).isEqualTo("1");
    }
  }
}
