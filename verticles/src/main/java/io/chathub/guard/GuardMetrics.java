package io.chathub.guard;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Counts who had to go, and why. Thread safe. */
final class GuardMetrics {

  /** Why a socket had to go. */
  enum Reason {
    /** It held most of what waits, when that was too much. */
    MEMORY,
    /** Too many had not signed in, and it was the oldest. */
    UNSIGNED,
    /** The node was full. */
    FULL,
    /** The head of a request did not come in time. */
    HEAD,
    /** The body of a request did not. */
    BODY,
    /** It did not read its answer. */
    UNREAD
  }

  private final Map<Reason, Counter> evictions = new EnumMap<>(Reason.class);

  GuardMetrics(MeterRegistry registry) {
    for (Reason reason : Reason.values()) {
      evictions.put(
          reason,
          Counter.builder("chathub.evictions")
              .description("sockets that had to go, so that the node stays well")
              .tag("reason", reason.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
  }

  void evicted(Reason reason) {
    evictions.get(reason).increment();
  }
}
