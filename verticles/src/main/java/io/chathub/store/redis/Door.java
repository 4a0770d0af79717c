package io.chathub.store.redis;

import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Lets calls in while the store is open, each on its caller's context, and knows when the last one
 * has left. Thread safe.
 */
final class Door {

  private final Vertx vertx;
  private final AtomicLong inside = new AtomicLong();
  private final Promise<Void> empty = Promise.promise();
  private volatile State state = State.NOT_YET;

  private enum State {
    NOT_YET,
    OPEN,
    CLOSED
  }

  Door(Vertx vertx) {
    this.vertx = vertx;
  }

  void open() {
    if (state == State.NOT_YET) {
      state = State.OPEN;
    }
  }

  /** Lets nobody in any more; succeeds when the last call has left. */
  Future<Void> close() {
    state = State.CLOSED;
    if (inside.get() == 0) {
      var unused = empty.tryComplete();
    }
    return empty.future();
  }

  /** Calls, where the store is open; what is thrown fails the future. */
  <T> Future<T> pass(Supplier<Future<T>> call) {
    var unused = inside.incrementAndGet();
    State now = state;
    if (now != State.OPEN) {
      leave();
      return Future.failedFuture(
          Refusal.of(
              ErrorCode.UNAVAILABLE,
              now == State.CLOSED ? "the store is closed" : "the store is not reached yet"));
    }
    Context current = Vertx.currentContext();
    if (current != null && current.owner() == vertx) {
      return counted(call);
    }
    ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
    PromiseInternal<T> outcome = context.promise();
    context.runOnContext(here -> counted(call).onComplete(outcome));
    return outcome.future();
  }

  private <T> Future<T> counted(Supplier<Future<T>> call) {
    Future<T> outcome;
    try {
      outcome = call.get();
    } catch (RuntimeException e) {
      outcome = Future.failedFuture(e);
    }
    return outcome.onComplete(done -> leave());
  }

  private void leave() {
    if (inside.decrementAndGet() == 0 && state == State.CLOSED) {
      var unused = empty.tryComplete();
    }
  }
}
