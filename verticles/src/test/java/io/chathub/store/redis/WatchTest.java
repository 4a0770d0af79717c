package io.chathub.store.redis;

import static io.chathub.store.redis.LinkScene.code;
import static io.chathub.store.redis.LinkScene.failure;
import static io.chathub.store.redis.LinkScene.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chathub.model.ErrorCode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is looked at again, and what comes of it. */
class WatchTest {

  private static final RedisStoreConfig ALONE = RedisStoreConfig.DEFAULT;

  private final Vertx vertx = Vertx.vertx();
  private SimpleMeterRegistry registry;
  private final AtomicReference<DurabilityReport> server = new AtomicReference<>(sound());
  private final AtomicReference<Optional<String>> lost = new AtomicReference<>(Optional.empty());

  @AfterEach
  void close() {
    result(vertx.close());
  }

  private Watch watch(RedisStoreConfig config) {
    registry = new SimpleMeterRegistry();
    Watch watch =
        new Watch(vertx, config, () -> Future.succeededFuture(List.of(server.get())), registry);
    result(watch.start(() -> Future.succeededFuture(lost.getAndSet(Optional.empty()))).map(true));
    return watch;
  }

  private static DurabilityReport sound() {
    return report("yes", "always", "noeviction", true);
  }

  private static DurabilityReport report(
      String log, String sync, String policy, boolean isWritten) {
    return new DurabilityReport(
        "redis://there",
        Optional.of(log.equals("yes")),
        Optional.of(sync),
        Optional.of(policy),
        isWritten);
  }

  private double unsafe(String reason) {
    return registry.get("chathub.redis.unsafe").tag("reason", reason).gauge().value();
  }

  private void becomes(Watch watch, DurabilityReport next, String reason, double count) {
    server.set(next);
    watch.soon();
    await().atMost(Duration.ofSeconds(30)).until(() -> unsafe(reason) == count);
  }

  @Test
  void evictionWhileItRunsIsNotReadyUntilItIsOver() {
    Watch watch = watch(ALONE);
    assertThat(watch.unfit()).isEmpty();

    becomes(watch, report("yes", "always", "volatile-lru", true), "eviction", 1);

    assertThat(watch.unfit().orElseThrow()).contains("volatile-lru", "noeviction", "redis://there");
    assertThat(code(failure(watch.check(() -> Future.succeededFuture()))))
        .isEqualTo(ErrorCode.UNAVAILABLE);
    becomes(watch, sound(), "eviction", 0);
    assertThat(watch.unfit()).isEmpty();
    assertThat(result(watch.check(() -> Future.succeededFuture()).map(true))).isTrue();
  }

  @Test
  void anAppendOnlyFileThatIsGoneIsNotReadyWhereNobodyElseHasTheMessages() {
    Watch watch = watch(ALONE);
    becomes(watch, report("no", "always", "noeviction", true), "no_log", 1);
    assertThat(watch.unfit().orElseThrow()).contains("append-only");
    watch.stop();

    server.set(sound());
    Watch waiting = watch(LinkScene.with(ALONE, Duration.ofSeconds(2), 1, 1_000));
    becomes(waiting, report("no", "always", "noeviction", true), "no_log", 1);
    assertThat(waiting.unfit()).isEmpty();
  }

  @Test
  void whatWasSoAtTheStartOrIsLessThanALossIsCountedAlone() {
    server.set(report("no", "always", "noeviction", true));
    assertThat(watch(ALONE).unfit()).isEmpty();
    assertThat(unsafe("no_log")).isEqualTo(1);

    server.set(sound());
    Watch watch = watch(ALONE);
    becomes(watch, report("yes", "everysec", "noeviction", true), "sync", 1);
    becomes(watch, report("yes", "always", "noeviction", false), "write_error", 1);
    assertThat(watch.unfit()).isEmpty();
  }

  @Test
  void aServerThatHasLostWhatItHadIsCountedUntilTheNodeEnds() {
    Watch watch = watch(ALONE);
    lost.set(Optional.of("the mark is gone"));
    becomes(watch, sound(), "emptied", 1);
    becomes(watch, report("yes", "no", "noeviction", true), "sync", 1);
    assertThat(unsafe("emptied")).isEqualTo(1);
    assertThat(watch.unfit()).isEmpty();
  }
}
