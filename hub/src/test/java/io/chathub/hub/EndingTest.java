package io.chathub.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class EndingTest {

  private static final Duration SHORT = Duration.ofMillis(20);
  private static final Duration LONG = Duration.ofMinutes(5);

  @Test
  void aDrainThatHangsKeepsNothingFromStopping() throws Exception {
    Promise<Void> stopped = Promise.promise();

    Future<Void> ended = Ending.of(() -> Promise.<Void>promise().future(), SHORT, stopAs(stopped));

    stopped.future().await(60, TimeUnit.SECONDS);
    ended.await(60, TimeUnit.SECONDS);
    assertThat(ended.succeeded()).isTrue();
  }

  @Test
  void itStopsAfterTheDrain() {
    Promise<Void> drained = Promise.promise();
    Promise<Void> stopped = Promise.promise();

    Future<Void> ended = Ending.of(drained::future, LONG, stopAs(stopped));
    assertThat(stopped.future().isComplete()).isFalse();
    drained.complete();

    assertThat(ended.succeeded()).isTrue();
  }

  @Test
  void whatFailsToStopIsTold() {
    Future<Void> ended =
        Ending.of(Future::succeededFuture, LONG, () -> Future.failedFuture("the disk"));

    assertThatThrownBy(ended::await).hasMessageContaining("the disk");
  }

  private static Supplier<Future<Void>> stopAs(Promise<Void> stopped) {
    return () -> {
      stopped.complete();
      return stopped.future();
    };
  }
}
