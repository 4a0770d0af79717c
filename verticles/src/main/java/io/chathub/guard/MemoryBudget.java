package io.chathub.guard;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoop;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The bytes that wait in this node for somebody else, and how many they may be: what is to be
 * written, what came and is not handled yet, what is asked and not answered yet. Beyond the bound
 * those who hold most have to go; those who have not signed in may hold a quarter. Thread safe:
 * each event loop counts in a {@link Ledger} of its own.
 */
public final class MemoryBudget {

  /** Of the heap's maximum, by default. */
  private static final int HEAP_SHARE = 4;

  private static final int UNSIGNED_SHARE = 4;
  private static final int HANDED_ON_SHARE = 4;
  private static final int READING_SHARE = 4;

  /** Beyond the bound by a part: who adds to it goes at once. */
  private static final int OVERDRAWN_SHARE = 4;

  private final long limit;
  private final GuardMetrics metrics;
  private final Map<EventLoop, Ledger> ledgers = new ConcurrentHashMap<>();
  private final Relief relief = new Relief(this);
  private volatile boolean isOverdrawn;

  /**
   * @param limit 0 for a quarter of the heap's maximum
   */
  public MemoryBudget(long limit, MeterRegistry registry) {
    this.limit = limit == 0 ? Runtime.getRuntime().maxMemory() / HEAP_SHARE : limit;
    this.metrics = new GuardMetrics(registry);
    Gauge.builder("chathub.memory.held", this, MemoryBudget::held)
        .description("bytes that wait for somebody else; at most limits.memory")
        .baseUnit("bytes")
        .register(registry);
    Gauge.builder("chathub.memory.limit", this, MemoryBudget::limit)
        .description("how many bytes may wait for somebody else")
        .baseUnit("bytes")
        .register(registry);
  }

  public long limit() {
    return limit;
  }

  /** Bytes that wait now. */
  public long held() {
    long sum = 0;
    for (Ledger ledger : ledgers.values()) {
      sum += ledger.held();
    }
    return sum;
  }

  /** The count of an event loop. */
  public Ledger of(EventLoop loop) {
    return ledgers.computeIfAbsent(loop, l -> new Ledger(this, l));
  }

  Collection<Ledger> ledgers() {
    return ledgers.values();
  }

  GuardMetrics metrics() {
    return metrics;
  }

  long unsignedLimit() {
    return limit / UNSIGNED_SHARE;
  }

  long unsignedHeld() {
    long sum = 0;
    for (Ledger ledger : ledgers.values()) {
      sum += ledger.unsignedHeld();
    }
    return sum;
  }

  /** What may be handed on and not be over: the rest is for those who are written to. */
  long handedOnLimit() {
    return limit / HANDED_ON_SHARE;
  }

  long handedOn() {
    long sum = 0;
    for (Ledger ledger : ledgers.values()) {
      sum += ledger.handedOn();
    }
    return sum;
  }

  /** What the making of answers may take on one event loop. */
  long readingLimit() {
    return limit / READING_SHARE / loops();
  }

  int loops() {
    return ledgers.size();
  }

  boolean isOverdrawn() {
    return isOverdrawn;
  }

  /** Looks whether it is too much, and has somebody go then. */
  void look() {
    long held = held();
    isOverdrawn = held > limit + limit / OVERDRAWN_SHARE;
    if (held > limit || unsignedHeld() > unsignedLimit()) {
      relief.begin();
    }
  }
}
