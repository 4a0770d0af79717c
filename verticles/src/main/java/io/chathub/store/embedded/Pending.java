package io.chathub.store.embedded;

import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;

/**
 * A change on its way to the disk and its outcome on its way back to the context that asked. Owned
 * by the writer thread until it is handed to the context.
 */
final class Pending<T> {

  private final ContextInternal context;
  private final PromiseInternal<T> promise;
  private final Change<T> change;
  private final long sinceNanos;
  private final int bytes;
  private T result;
  private Throwable failure;

  Pending(ContextInternal context, Change<T> change, long sinceNanos, int bytes) {
    this.context = context;
    this.promise = context.promise();
    this.change = change;
    this.sinceNanos = sinceNanos;
    this.bytes = bytes;
  }

  Future<T> future() {
    return promise.future();
  }

  /** The context that all of one caller share, whatever request they are about. */
  ContextInternal context() {
    return context.unwrap();
  }

  long waitedNanos(long nowNanos) {
    return nowNanos - sinceNanos;
  }

  /** What it holds while it waits. */
  int bytes() {
    return bytes;
  }

  void apply(Stage stage) {
    result = change.apply(stage);
  }

  void fail(Throwable cause) {
    failure = cause;
  }

  /** To be called on its context. */
  void complete() {
    if (failure != null) {
      promise.fail(failure);
    } else {
      promise.complete(result);
    }
  }
}
