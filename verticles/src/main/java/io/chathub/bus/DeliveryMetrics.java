package io.chathub.bus;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** What is counted of delivery to other nodes. Thread safe. */
final class DeliveryMetrics {

  private final LongAdder waiting = new LongAdder();
  private final Counter batches;
  private final Counter items;
  private final Counter resent;
  private final Counter givenUp;
  private final Counter unlocated;
  private final Timer roundTrip;

  DeliveryMetrics(MeterRegistry registry) {
    Gauge.builder("chathub.delivery.waiting", waiting, LongAdder::sum)
        .description("bytes that other nodes have not taken yet")
        .baseUnit("bytes")
        .register(registry);
    batches = counter(registry, "batches", "messages to other nodes, repeats not counted");
    items = counter(registry, "items", "what was in the batches");
    resent = counter(registry, "resent", "batches sent again, since a node did not take them");
    givenUp = counter(registry, "given-up", "items left to replay, since a node did not take them");
    unlocated = counter(registry, "unlocated", "frames sent to all, since users were not found");
    roundTrip =
        Timer.builder("chathub.delivery.roundtrip")
            .description("from a batch to the node's word that it has it")
            .register(registry);
  }

  private static Counter counter(MeterRegistry registry, String name, String description) {
    return Counter.builder("chathub.delivery." + name).description(description).register(registry);
  }

  void sent(int count) {
    batches.increment();
    items.increment(count);
  }

  void resent() {
    resent.increment();
  }

  void givenUp() {
    givenUp.increment();
  }

  void unlocated() {
    unlocated.increment();
  }

  void waiting(long change) {
    waiting.add(change);
  }

  void taken(long nanos) {
    roundTrip.record(nanos, TimeUnit.NANOSECONDS);
  }
}
