package io.chathub.store.redis;

import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.RequestImpl;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

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

  /** The server won't do it; where an attempt before may have, nobody can say that it is not. */
  void refuse(Throwable cause) {
    fail(
        isWrite && mayBeDone
            ? Refusal.of(ErrorCode.TIMED_OUT, "the store did not answer: " + cause.getMessage())
            : cause);
  }

  /** It can't be done here and now. */
  void giveUp() {
    fail(
        isInFlight || mayBeDone
            ? Refusal.of(ErrorCode.TIMED_OUT, "the store did not answer in time")
            : Refusal.of(ErrorCode.UNAVAILABLE, "the store can't be reached"));
  }

  /**
   * Gives up those whose time is over. Who hears of it may ask again at once, so that the queue is
   * not looked at any more by then. They stay in it, as ended.
   */
  static void expire(Collection<Asked> queue, long nowNanos) {
    List<Asked> late = new ArrayList<>();
    for (Asked asked : queue) {
      if (!asked.isEnded && nowNanos - asked.deadlineNanos >= 0) {
        late.add(asked);
      }
    }
    late.forEach(Asked::giveUp);
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
