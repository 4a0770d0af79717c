package io.chathub.store;

import java.time.Duration;

/**
 * How long a chat's log is kept; what goes beyond either is trimmed, oldest first, and its {@code
 * seq} never comes again.
 *
 * @param age of a message
 * @param messages in a chat
 */
public record Retention(Duration age, long messages) {

  public static final Retention DEFAULT = new Retention(Duration.ofDays(365), 100_000);

  public Retention {
    if (age.isNegative() || age.isZero()) {
      throw new IllegalArgumentException("store.retention.age: must be more than 0");
    }
    if (messages < 1) {
      throw new IllegalArgumentException("store.retention.messages: must be at least 1");
    }
  }
}
