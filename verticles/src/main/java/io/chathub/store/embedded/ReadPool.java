package io.chathub.store.embedded;

import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that read the database. Thread safe. Bounded like the {@link Writer}: what finds no
 * room, or waits too long, fails with {@code UNAVAILABLE}.
 */
final class ReadPool {

  private static final int THREADS = 2;
  private static final int WAITING_MAX = 32_768;

  private static final Logger LOG = LoggerFactory.getLogger(ReadPool.class);

  private final Vertx vertx;
  private final Gate gate;
  private final Complaints complaints;
  private final ThreadPoolExecutor threads;

  ReadPool(Vertx vertx, Gate gate, Complaints complaints) {
    this.vertx = vertx;
    this.gate = gate;
    this.complaints = complaints;
    AtomicInteger number = new AtomicInteger();
    this.threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING_MAX),
            task -> new Thread(task, "chathub-store-reader-" + number.incrementAndGet()));
  }

  /** Runs it on a thread of the pool; the outcome comes on the caller's context. */
  <T> Future<T> read(Supplier<T> reading) {
    ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
    PromiseInternal<T> promise = context.promise();
    long since = System.nanoTime();
    try {
      threads.execute(
          () -> {
            if (System.nanoTime() - since > Writer.WAIT_MAX_NANOS) {
              promise.fail(overloaded());
            } else {
              run(reading, promise);
            }
          });
    } catch (RejectedExecutionException e) {
      promise.fail(
          threads.isShutdown()
              ? Refusal.of(ErrorCode.UNAVAILABLE, "the store is closed")
              : overloaded());
    }
    return promise.future();
  }

  /** Finishes what was accepted. Blocking. */
  void close() {
    threads.shutdown();
    boolean hasEnded = false;
    while (!hasEnded) {
      try {
        hasEnded = threads.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        LOG.debug("closing goes on: the database must not be closed under a reader", e);
      }
    }
  }

  private <T> void run(Supplier<T> reading, PromiseInternal<T> promise) {
    try {
      promise.complete(gate.reading(reading));
    } catch (DatabaseFailure e) {
      complaints.failed(e);
      promise.fail(Refusal.of(ErrorCode.UNAVAILABLE, "the store cannot read"));
    } catch (Unreadable e) {
      complaints.unreadable(e.getMessage(), e);
      promise.fail(Refusals.cannotBeRead());
    } catch (RuntimeException | Error e) {
      promise.fail(e);
    }
  }

  private static Refusal overloaded() {
    return Refusal.of(ErrorCode.UNAVAILABLE, "the store is overloaded");
  }
}
