package io.chathub.store.redis;

import static io.chathub.store.redis.LinkScene.code;
import static io.chathub.store.redis.LinkScene.failure;
import static io.chathub.store.redis.LinkScene.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chathub.model.ErrorCode;
import io.chathub.scene.redis.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server goes, and comes back. */
class RedisGoneIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path dir;

  @Test
  void whatWasAcknowledgedIsThereAfterTheServerWasKilledUnderLoad() {
    try (RedisServer server = RedisServer.startDurable(dir);
        LinkScene scene = new LinkScene(LinkScene.hasty(server.url())).ready()) {
      Load load = Load.start(scene, 100);
      for (int kill = 0; kill < 3; kill++) {
        long before = load.acknowledged();
        await().atMost(PATIENCE).until(() -> load.acknowledged() > before + 500);
        server.kill();
        server.restart();
      }
      long before = load.acknowledged();
      await().atMost(PATIENCE).until(() -> load.acknowledged() > before + 500);
      load.stop();

      load.assertAllIsThere();
      assertThat(scene.measured("chathub.redis.reconnects")).isGreaterThanOrEqualTo(3);
      assertThat(scene.measured("chathub.redis.waiting")).isZero();
    }
  }

  @Test
  void anOutageShorterThanTheDeadlineIsNotNoticed() {
    try (RedisServer server = RedisServer.startDurable(dir);
        LinkScene scene =
            new LinkScene(
                LinkScene.with(
                    LinkScene.patient(server.url()), Duration.ofSeconds(30), 0, 8_192))) {
      Load load = Load.start(scene, 40);
      await().atMost(PATIENCE).until(() -> load.acknowledged() > 200);
      server.kill();
      server.restart();
      long before = load.acknowledged();
      await().atMost(PATIENCE).until(() -> load.acknowledged() > before + 200);
      load.stop();

      assertThat(load.refused()).isZero();
      load.assertAllIsThere();
    }
  }

  @Test
  void aServerThatIsGoneIsAFastAndCertainNo() {
    try (RedisServer server = RedisServer.start(dir);
        LinkScene scene = new LinkScene(LinkScene.hasty(server.url())).ready()) {
      assertThat(result(scene.on(0, () -> scene.append("c", "a")))).isEqualTo(1);
      assertThat(result(scene.on(0, () -> scene.link().check().map(true)))).isTrue();
      server.kill();

      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(failure(scene.on(0, () -> scene.link().check())))
                      .hasMessageContaining("no connection to Redis"));
      assertThat(code(failure(scene.on(0, () -> scene.append("c", "b")))))
          .isEqualTo(ErrorCode.UNAVAILABLE);

      server.restart();
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(result(scene.on(0, () -> scene.append("d", "a")))).isEqualTo(1));
      assertThat(result(scene.on(0, () -> scene.link().check().map(true)))).isTrue();
    }
  }

  @Test
  void aServerThatHangsIsAnUnknownOutcomeAndThenCertainNoes() {
    try (RedisServer server = RedisServer.start(dir);
        LinkScene scene = new LinkScene(LinkScene.hasty(server.url())).ready()) {
      assertThat(result(scene.on(0, () -> scene.append("c", "a")))).isEqualTo(1);
      server.stop();

      assertThat(code(failure(scene.on(0, () -> scene.append("c", "b")))))
          .isEqualTo(ErrorCode.TIMED_OUT);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(code(failure(scene.on(0, () -> scene.append("d", "c")))))
                      .isEqualTo(ErrorCode.UNAVAILABLE));

      server.resume();
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(result(scene.on(0, () -> scene.append("c", "b")))).isEqualTo(2));
    }
  }

  @Test
  void closingLetsWhatIsInFlightComeToItsEnd() {
    try (RedisServer server = RedisServer.start(dir);
        LinkScene scene = new LinkScene(LinkScene.hasty(server.url())).ready()) {
      Promise<Void> asked = Promise.promise();
      Future<Long> last =
          scene.on(
              0,
              () -> {
                Future<Long> place = scene.append("c", "a");
                asked.complete();
                return place;
              });
      result(asked.future().map(true));
      result(scene.link().close());

      assertThat(result(last)).isEqualTo(1);
      assertThat(code(failure(scene.on(0, () -> scene.append("c", "b")))))
          .isEqualTo(ErrorCode.UNAVAILABLE);
      assertThat(scene.measured("chathub.redis.connected")).isZero();
    }
  }
}
