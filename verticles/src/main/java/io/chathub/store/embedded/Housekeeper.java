package io.chathub.store.embedded;

import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread for what takes long and nobody waits for: {@link Maintenance}, backups, and having the
 * {@link Marks} on disk once a second. Thread safe.
 */
final class Housekeeper {

  private static final int MARKS_S = 1;

  private static final Logger LOG = LoggerFactory.getLogger(Housekeeper.class);

  private final Vertx vertx;
  private final Database database;
  private final Maintenance maintenance;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> new Thread(task, "chathub-store-maintenance"));

  Housekeeper(Vertx vertx, Database database, Maintenance maintenance) {
    this.vertx = vertx;
    this.database = database;
    this.maintenance = maintenance;
  }

  void start() {
    maintenance.every(thread);
    var unused = thread.scheduleWithFixedDelay(this::keepMarks, MARKS_S, MARKS_S, TimeUnit.SECONDS);
  }

  private void keepMarks() {
    try {
      reading(
          () -> {
            Marks marks = database.marks();
            if (marks != null) {
              marks.force();
            }
          });
    } catch (Refusal | UncheckedIOException e) {
      LOG.debug("the marks are not on disk yet", e);
    }
  }

  Future<Void> maintain() {
    return run(maintenance::run);
  }

  Future<Void> backup(Path dir) {
    return run(() -> reading(() -> database.copyTo(dir)));
  }

  /** Ends what runs, and waits for it. Blocking. */
  void close() {
    var unused = thread.shutdownNow();
    boolean hasEnded = false;
    while (!hasEnded) {
      try {
        hasEnded = thread.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        hasEnded = thread.isTerminated();
      }
    }
  }

  private void reading(Runnable reading) {
    var unused =
        database
            .gate()
            .reading(
                () -> {
                  reading.run();
                  return null;
                });
  }

  private Future<Void> run(Runnable task) {
    ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
    PromiseInternal<Void> done = context.promise();
    Runnable answered =
        () -> {
          try {
            task.run();
            done.complete();
          } catch (UncheckedIOException e) {
            done.fail(e.getCause());
          } catch (RuntimeException e) {
            done.fail(e);
          }
        };
    try {
      thread.execute(answered);
    } catch (RejectedExecutionException e) {
      done.fail(Refusal.of(ErrorCode.UNAVAILABLE, "the store is closed"));
    }
    return done.future();
  }
}
