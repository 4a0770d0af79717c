package io.chathub.store.redis;

import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;

/** How much one event loop may have unanswered. Owned by that loop. */
final class Room {

  private final int maxCommands;
  private final long maxBytes;
  private final LinkMetrics metrics;
  private int commands;
  private long bytes;

  Room(int maxCommands, long maxBytes, LinkMetrics metrics) {
    this.maxCommands = maxCommands;
    this.maxBytes = maxBytes;
    this.metrics = metrics;
  }

  /** Takes the command in, or refuses it. */
  boolean admit(Asked asked) {
    if (commands >= maxCommands || bytes + asked.bytes() > maxBytes) {
      asked.fail(Refusal.of(ErrorCode.UNAVAILABLE, "too much is waiting for the store"));
      return false;
    }
    commands++;
    bytes += asked.bytes();
    metrics.waiting.increment();
    asked.admittedTo(this);
    return true;
  }

  void leave(Asked asked) {
    commands--;
    bytes -= asked.bytes();
    metrics.waiting.decrement();
  }

  boolean isEmpty() {
    return commands == 0;
  }
}
