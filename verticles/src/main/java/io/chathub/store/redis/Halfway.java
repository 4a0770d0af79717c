package io.chathub.store.redis;

import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.vertx.core.Future;

/** For what is done in several steps: once the first is, nobody may say that nothing was. */
final class Halfway {

  private Halfway() {}

  /** A later step: where it was not done, the whole may have been, in part. */
  static <T> Future<T> unsure(Future<T> step) {
    return step.recover(
        failure ->
            Future.failedFuture(
                failure instanceof Refusal refusal && refusal.code() == ErrorCode.UNAVAILABLE
                    ? Refusal.of(ErrorCode.TIMED_OUT, "done in part: " + refusal.getMessage())
                    : failure));
  }
}
