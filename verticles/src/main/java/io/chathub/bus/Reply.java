package io.chathub.bus;

import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;

/**
 * The way back of a request that travels by reference: whoever serves it completes the reply once,
 * from any thread, and the asker hears of it on its own context. What comes second is dropped, so a
 * deadline and an answer may race.
 *
 * <p>Between one server context and one asker context, replies and {@link LocalSockets deliveries}
 * arrive in the order in which they were made.
 */
public final class Reply<T> {

  private final ContextInternal context;
  private final Promise<T> promise = Promise.promise();

  /**
   * @param context the asker's
   */
  public Reply(Context context) {
    this.context = (ContextInternal) context;
  }

  public void complete(T value) {
    context.emit(value, promise::tryComplete);
  }

  public void fail(Throwable failure) {
    context.emit(failure, promise::tryFail);
  }

  /** Fails the reply as neither done nor not done. Called on the asker's context. */
  public void timeOut() {
    promise.tryFail(Refusal.of(ErrorCode.TIMED_OUT, "timed out; it may or may not have been done"));
  }

  /** Whether it is over. Called on the asker's context. */
  public boolean isDone() {
    return promise.future().isComplete();
  }

  /** Passes an outcome on when it comes. */
  public void follow(Future<T> outcome) {
    outcome.onComplete(this::complete, this::fail);
  }

  /** Completes on the asker's context. */
  public Future<T> future() {
    return promise.future();
  }
}
