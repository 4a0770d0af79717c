package io.chathub.store.redis;

import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.RequestImpl;

/**
 * A command that was asked for, until it is answered once. Owned by the event loop of its lane; the
 * promise completes where it was asked.
 */
final class Asked {

  private static final int OVERHEAD_BYTES = 64;

  private final String key;
  private final Request request;
  private final boolean isWrite;
  private final int bytes;
  private final long deadlineNanos;
  private final PromiseInternal<Response> promise;
  private Room room;
  private int slot = -1;
  private boolean isInFlight;
  private boolean mayBeDone;
  private boolean isEnded;

  Asked(
      String key,
      Request request,
      boolean isWrite,
      long deadlineNanos,
      PromiseInternal<Response> promise) {
    this.key = key;
    this.request = request;
    this.isWrite = isWrite;
    this.deadlineNanos = deadlineNanos;
    this.promise = promise;
    int size = OVERHEAD_BYTES;
    for (byte[] arg : ((RequestImpl) request).getArgs()) {
      size += arg.length;
    }
    bytes = size;
  }

  Request request() {
    return request;
  }

  boolean isWrite() {
    return isWrite;
  }

  int bytes() {
    return bytes;
  }

  boolean isEnded() {
    return isEnded;
  }

  int slot() {
    if (slot < 0) {
      slot = HashSlot.of(key);
    }
    return slot;
  }

  void admittedTo(Room to) {
    room = to;
  }

  void written() {
    isInFlight = true;
  }

  /** The server said that it did not do it. */
  void notDone() {
    isInFlight = false;
  }

  /** It was written, and no answer to it will come. */
  void unanswered() {
    mayBeDone |= isInFlight;
    isInFlight = false;
  }

  void succeed(Response response) {
    if (end()) {
      promise.complete(response);
    }
  }

  void fail(Throwable cause) {
    if (end()) {
      promise.fail(cause);
    }
  }

  /** It can't be done here and now. */
  void giveUp() {
    fail(
        isInFlight || mayBeDone
            ? Refusal.of(ErrorCode.TIMED_OUT, "the store did not answer in time")
            : Refusal.of(ErrorCode.UNAVAILABLE, "the store can't be reached"));
  }

  /** Ends it where its time is over. */
  boolean expire(long nowNanos) {
    if (!isEnded && nowNanos - deadlineNanos >= 0) {
      giveUp();
    }
    return isEnded;
  }

  private boolean end() {
    if (isEnded) {
      return false;
    }
    isEnded = true;
    if (room != null) {
      room.leave(this);
    }
    return true;
  }
}
