package io.chathub.store.redis;

import static io.chathub.store.redis.LinkScene.code;
import static io.chathub.store.redis.LinkScene.failure;
import static io.chathub.store.redis.LinkScene.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.model.ErrorCode;
import io.chathub.scene.redis.RedisServer;
import io.vertx.core.Future;
import io.vertx.redis.client.impl.types.ErrorType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One server that stays up. */
class RedisLinkIT {

  @TempDir Path dir;

  @Test
  void whatOneLoopAsksOfAChatTakesEffectAndIsAnsweredInOrder() {
    try (RedisServer server = RedisServer.start(dir);
        LinkScene scene = new LinkScene(LinkScene.patient(server.url()))) {
      int count = 3_000;
      List<Long> answered = Collections.synchronizedList(new ArrayList<>());
      List<Future<List<Long>>> loops =
          IntStream.range(0, 2)
              .mapToObj(
                  loop ->
                      scene.on(
                          loop,
                          () -> {
                            List<Future<Long>> asked = new ArrayList<>();
                            for (int i = 0; i < count; i++) {
                              Future<Long> place = scene.append("c" + loop, "w" + i);
                              if (loop == 0) {
                                place = place.onSuccess(answered::add);
                              }
                              asked.add(place);
                            }
                            return Future.all(asked).map(all -> all.<Long>list());
                          }))
              .toList();

      List<Long> places = IntStream.rangeClosed(1, count).mapToObj(Long::valueOf).toList();
      assertThat(result(loops.get(0))).isEqualTo(places);
      assertThat(result(loops.get(1))).isEqualTo(places);
      assertThat(answered).isEqualTo(places);
      assertThat(result(scene.on(1, () -> scene.all("c0")))).hasSize(count);
      assertThat(scene.measured("chathub.redis.connected")).isEqualTo(2);
      assertThat(scene.measured("chathub.redis.waiting")).isZero();
    }
  }

  @Test
  void anErrorInTheMiddleOfABatchIsThatCommandsAlone() {
    try (RedisServer server = RedisServer.start(dir);
        LinkScene scene = new LinkScene(LinkScene.patient(server.url()))) {
      List<Future<?>> asked = new ArrayList<>();
      Future<Void> all =
          scene.on(
              0,
              () -> {
                for (int i = 0; i < 100; i++) {
                  asked.add(i == 50 ? scene.broken("c") : scene.append("c", "w" + i));
                }
                return Future.join(asked).mapEmpty();
              });

      assertThat(failure(all)).isInstanceOf(ErrorType.class).hasMessageContaining("Unknown Redis");
      for (int i = 0; i < 100; i++) {
        assertThat(asked.get(i).succeeded()).isEqualTo(i != 50);
      }
      assertThat(result(scene.on(0, () -> scene.all("c")))).hasSize(99);
    }
  }

  @Test
  void scriptsThatWereFlushedAreLoadedAgainUnderLoad() {
    try (RedisServer server = RedisServer.start(dir);
        LinkScene scene = new LinkScene(LinkScene.patient(server.url()))) {
      for (int round = 0; round < 20; round++) {
        int from = round * 300;
        Future<List<Long>> places =
            scene.on(
                0,
                () -> {
                  List<Future<Long>> asked = new ArrayList<>();
                  for (int i = from; i < from + 300; i++) {
                    asked.add(scene.append("c", "w" + i));
                  }
                  return Future.all(asked).map(all -> all.<Long>list());
                });
        server.say("SCRIPT", "FLUSH");

        assertThat(result(places))
            .isEqualTo(
                IntStream.rangeClosed(from + 1, from + 300).mapToObj(Long::valueOf).toList());
      }
    }
  }

  @Test
  void moreThanTheQueueHoldsIsRefusedAtOnceAndTheRestIsDone() {
    try (RedisServer server = RedisServer.start(dir);
        LinkScene scene =
            new LinkScene(
                LinkScene.with(LinkScene.patient(server.url()), Duration.ofSeconds(20), 0, 200))) {
      List<Future<Long>> asked = new ArrayList<>();
      Future<Void> all =
          scene.on(
              0,
              () -> {
                for (int i = 0; i < 300; i++) {
                  asked.add(scene.append("c", "w" + i));
                }
                return Future.join(asked).mapEmpty();
              });

      assertThat(code(failure(all))).isEqualTo(ErrorCode.UNAVAILABLE);
      assertThat(asked.subList(0, 200)).allMatch(Future::succeeded);
      assertThat(asked.subList(200, 300)).allMatch(Future::failed);
      assertThat(result(scene.on(0, () -> scene.append("c", "more")))).isEqualTo(201);
    }
  }

  @Test
  void valuesOfAnyBytesComeBackAsTheyWere() {
    try (RedisServer server = RedisServer.start(dir);
        LinkScene scene = new LinkScene(LinkScene.patient(server.url()))) {
      String odd = "\r\n$3\r\nü€\u0000";

      assertThat(result(scene.on(0, () -> scene.set("k", odd))).toString()).isEqualTo("OK");
      assertThat(result(scene.on(1, () -> scene.get("k")))).isEqualTo(odd);
      assertThat(result(scene.on(1, () -> scene.get("none")))).isNull();
    }
  }
}
