package io.chathub.client;

import io.chathub.bus.Scheduler;
import io.chathub.model.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * Asks again what may be asked again, a bounded number of times with growing pauses. Thread safe.
 */
final class Retries {

  private static final long PAUSE_FIRST_MS = 250;
  private static final long PAUSE_MAX_MS = 1_000;
  private static final int DOUBLINGS_MAX = 2;

  private final int retriesMax;
  private final Scheduler scheduler;

  Retries(int retriesMax, Scheduler scheduler) {
    this.retriesMax = retriesMax;
    this.scheduler = scheduler;
  }

  /** The outcome of the first attempt that ends otherwise than by a retryable refusal. */
  <T> Future<T> call(Supplier<Future<T>> attempt) {
    return call(attempt, 0);
  }

  private <T> Future<T> call(Supplier<Future<T>> attempt, int retried) {
    return attempt
        .get()
        .recover(
            failure ->
                retried < retriesMax && isRetryable(failure)
                    ? pause(retried).compose(over -> call(attempt, retried + 1))
                    : Future.failedFuture(failure));
  }

  private static boolean isRetryable(Throwable failure) {
    return failure instanceof Refusal refusal && refusal.code().isRetryable();
  }

  /** Spread, so that services that failed together do not come back together. */
  private Future<Void> pause(int retried) {
    long pause = Math.min(PAUSE_FIRST_MS << Math.min(retried, DOUBLINGS_MAX), PAUSE_MAX_MS);
    Promise<Void> over = Promise.promise();
    scheduler.after(ThreadLocalRandom.current().nextLong(pause / 2, pause + 1), over::complete);
    return over.future();
  }
}
