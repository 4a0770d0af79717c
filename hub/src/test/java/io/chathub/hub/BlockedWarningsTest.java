package io.chathub.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class BlockedWarningsTest {

  private final Queue<String> loggers = new ConcurrentLinkedQueue<>();
  private final AppenderBase<ILoggingEvent> heard =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          if (event.getMessage().contains("has been blocked")) {
            loggers.add(event.getLoggerName());
          }
        }
      };

  @Test
  void nobodyIsWarnedOfABlockedLoopUntilThatIsReleased() throws Exception {
    Logger warns = (Logger) LoggerFactory.getLogger(warningLogger());

    BlockedWarnings held = BlockedWarnings.hold();
    assertThat(warns.isWarnEnabled()).isFalse();
    assertThat(warns.isErrorEnabled()).isTrue();
    held.release();
    assertThat(warns.isWarnEnabled()).isTrue();
  }

  /** Which one Vert.x warns by. */
  private String warningLogger() throws Exception {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    heard.setContext(root.getLoggerContext());
    heard.start();
    root.addAppender(heard);
    CountDownLatch warned = new CountDownLatch(1);
    Vertx vertx =
        Vertx.vertx(
            new VertxOptions()
                .setBlockedThreadCheckInterval(10)
                .setMaxEventLoopExecuteTime(10)
                .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS));
    try {
      vertx.runOnContext(
          start -> {
            try {
              boolean unused = warned.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      await().until(() -> !loggers.isEmpty());
      return loggers.element();
    } finally {
      warned.countDown();
      root.detachAppender(heard);
      vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
  }
}
