package io.chathub.presence;

import io.chathub.bus.Scheduler;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries something again where it fails, after half a second first and five in the end, for about a
 * minute. Owned by the presence verticle's context.
 */
final class Retry {

  private static final Logger LOG = LoggerFactory.getLogger(Retry.class);
  private static final long PAUSE_MIN_MS = 500;
  private static final long PAUSE_MAX_MS = 5_000;
  private static final int TRIES_MAX = 15;

  private final Scheduler scheduler;

  Retry(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** What the first try that succeeds gives, or the failure of the last one. */
  <T> Future<T> run(Supplier<Future<T>> attempt) {
    return run(attempt, 1, PAUSE_MIN_MS);
  }

  private <T> Future<T> run(Supplier<Future<T>> attempt, int tries, long pauseMs) {
    return attempt
        .get()
        .recover(
            failure -> {
              if (tries >= TRIES_MAX) {
                return Future.failedFuture(failure);
              }
              LOG.debug("tried again in {} ms cause={}", pauseMs, failure.toString());
              Promise<T> later = Promise.promise();
              scheduler.after(
                  pauseMs,
                  () ->
                      run(attempt, tries + 1, Math.min(2 * pauseMs, PAUSE_MAX_MS))
                          .onComplete(later));
              return later.future();
            });
  }
}
