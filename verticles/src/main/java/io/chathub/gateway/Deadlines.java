package io.chathub.gateway;

import io.chathub.bus.Reply;
import java.util.ArrayDeque;

/**
 * Ends replies that nobody gave in time, so that no client waits for ever. All have the same time,
 * so the oldest is always first. Bounded by what clients may have under way. Not thread safe: owned
 * by the event loop that asks.
 */
final class Deadlines {

  /** How long an answer may take before it is given up. */
  static final long TIMEOUT_MS = 5_000;

  private static final long TIMEOUT_NANOS = TIMEOUT_MS * 1_000_000;

  private record Waiting(Reply<?> reply, long deadlineNanos) {}

  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();

  void add(Reply<?> reply, long nowNanos) {
    forgetDone();
    waiting.add(new Waiting(reply, nowNanos + TIMEOUT_NANOS));
  }

  /** Ends those whose time has come. To be called several times within the time. */
  void tick(long nowNanos) {
    // All of them: behind one that hangs, what is done would be held with its result.
    waiting.removeIf(next -> next.reply.isDone());
    Waiting first;
    while ((first = waiting.peek()) != null && nowNanos - first.deadlineNanos >= 0) {
      waiting.remove();
      first.reply.timeOut();
    }
  }

  private void forgetDone() {
    Waiting first;
    while ((first = waiting.peek()) != null && first.reply.isDone()) {
      waiting.remove();
    }
  }
}
