package io.chathub.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Clients that append words to chats, each its next one when the last is acknowledged; one that is
 * refused, or whose outcome is unknown, is sent again. Clients are spread over both event loops.
 */
final class Load {

  private static final int CHATS = 20;
  private static final long RETRY_MS = 50;

  private final LinkScene scene;
  private final Map<String, Map<String, Long>> acknowledged = new ConcurrentHashMap<>();
  private final List<Future<Void>> clients = new ArrayList<>();
  private final List<Throwable> surprises = new ArrayList<>();
  private final LongAdder count = new LongAdder();
  private final AtomicInteger refused = new AtomicInteger();
  private volatile boolean isStopping;

  private Load(LinkScene scene) {
    this.scene = scene;
  }

  static Load start(LinkScene scene, int clientCount) {
    Load load = new Load(scene);
    for (int i = 0; i < clientCount; i++) {
      int client = i;
      String chat = "chat" + client % CHATS;
      load.clients.add(
          scene.on(
              client % 2,
              () -> {
                Promise<Void> done = Promise.promise();
                load.next(chat, client, 0, done);
                return done.future();
              }));
    }
    return load;
  }

  long acknowledged() {
    return count.sum();
  }

  int refused() {
    return refused.get();
  }

  /** Lets every client come to the end of its word. */
  void stop() {
    isStopping = true;
    LinkScene.result(Future.join(clients));
    assertThat(surprises).isEmpty();
  }

  /** What was acknowledged is there, in its place, and nothing is there twice. */
  void assertAllIsThere() {
    acknowledged.forEach(
        (chat, places) -> {
          List<String> all = LinkScene.result(scene.on(0, () -> scene.all(chat)));
          places.forEach(
              (word, place) -> {
                assertThat((long) all.size()).as(chat + " " + word).isGreaterThanOrEqualTo(place);
                assertThat(all.get((int) (place - 1))).as(chat).isEqualTo(word);
              });
          assertThat(new HashSet<>(all)).as(chat).hasSameSizeAs(all);
        });
  }

  private void next(String chat, int client, int number, Promise<Void> done) {
    if (isStopping) {
      done.complete();
    } else {
      say(chat, client, number, done);
    }
  }

  private void say(String chat, int client, int number, Promise<Void> done) {
    String word = client + "." + number;
    scene
        .append(chat, word)
        .onComplete(
            result -> {
              if (result.succeeded()) {
                acknowledged
                    .computeIfAbsent(chat, of -> new ConcurrentHashMap<>())
                    .put(word, result.result());
                count.increment();
                next(chat, client, number + 1, done);
              } else {
                again(chat, client, number, done, result);
              }
            });
  }

  private void again(
      String chat, int client, int number, Promise<Void> done, AsyncResult<Long> result) {
    boolean isExpected =
        result.cause() instanceof Refusal refusal
            && (refusal.code() == ErrorCode.UNAVAILABLE || refusal.code() == ErrorCode.TIMED_OUT);
    if (isExpected) {
      var unused = refused.incrementAndGet();
      var timer = scene.vertx().setTimer(RETRY_MS, id -> say(chat, client, number, done));
      assertThat(timer).isNotNegative();
    } else {
      synchronized (surprises) {
        surprises.add(result.cause());
      }
      done.complete();
    }
  }
}
