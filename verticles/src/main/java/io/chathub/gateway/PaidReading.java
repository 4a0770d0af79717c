package io.chathub.gateway;

import io.chathub.guard.Readings;
import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.chathub.model.UserId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * Has an answer made that may be large: when the user has read little enough, and when the node has
 * room for it. Not thread safe: owned by the event loop.
 */
final class PaidReading {

  private PaidReading() {}

  /**
   * @param answer asked once it is its turn
   * @param sizeOf the bytes of an answer
   */
  static <T> Future<T> of(
      UserId user, Instance instance, Supplier<Future<T>> answer, ToIntFunction<T> sizeOf) {
    ReadRates.Grant grant = instance.gateway().readRates.ask(user, System.nanoTime());
    if (grant.refusal().isPresent()) {
      return Future.failedFuture(grant.refusal().get());
    }
    Readings readings = instance.ledger().readings();
    Promise<T> promise = Promise.promise();
    readings.begin(
        user,
        new Readings.Reader() {
          @Override
          public void read() {
            answer
                .get()
                .onComplete(
                    done -> {
                      grant.pay(done.succeeded() ? sizeOf.applyAsInt(done.result()) : 0);
                      promise.handle(done);
                      readings.done();
                    });
          }

          @Override
          public void refused() {
            grant.pay(0);
            promise.fail(
                Refusal.later(ErrorCode.UNAVAILABLE, "too much is being read", Retry.soonMs()));
          }
        });
    return promise.future();
  }
}
