package io.chathub.message;

import io.chathub.model.ChatId;
import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.chathub.model.UserId;
import io.chathub.store.Store.NewMessage;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Messages with a cid that this shard gave to the store without learning what became of them. One
 * that turns out to be stored, as it is sent again, was never handed on. Known for five minutes,
 * and as many as {@link #MAX}, the oldest are given up first: then members find it by replay alone.
 * Owned by its shard's context.
 */
final class Unanswered {

  static final int MAX = 10_000;
  static final long KEPT_NANOS = TimeUnit.MINUTES.toNanos(5);

  private record Name(ChatId chat, UserId from, String cid) {}

  private final Map<Name, Long> since = new LinkedHashMap<>(); // oldest first

  /** Notes a message, where this failure leaves open whether it was stored. */
  void failed(NewMessage message, Throwable cause, long nowNanos) {
    if (message.cid().isPresent()
        && cause instanceof Refusal refusal
        && refusal.code() == ErrorCode.TIMED_OUT) {
      Name name = name(message);
      var unused = since.remove(name);
      since.put(name, nowNanos);
      dropOld(nowNanos);
    }
  }

  /** Whether it was noted; it is not any more. */
  boolean settle(NewMessage message, long nowNanos) {
    if (since.isEmpty() || message.cid().isEmpty()) {
      return false;
    }
    dropOld(nowNanos);
    return since.remove(name(message)) != null;
  }

  private void dropOld(long nowNanos) {
    Iterator<Long> times = since.values().iterator();
    while (times.hasNext() && (nowNanos - times.next() >= KEPT_NANOS || since.size() > MAX)) {
      times.remove();
    }
  }

  private static Name name(NewMessage message) {
    return new Name(message.chat(), message.from(), message.cid().orElseThrow());
  }
}
