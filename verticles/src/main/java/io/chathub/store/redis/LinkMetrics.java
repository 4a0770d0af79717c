package io.chathub.store.redis;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What is counted of all connections to Redis. Thread safe. */
final class LinkMetrics {

  final AtomicInteger connected = new AtomicInteger();
  final LongAdder waiting = new LongAdder();
  final Counter reconnects;
  private final Timer batches;

  LinkMetrics(MeterRegistry registry) {
    Gauge.builder("chathub.redis.connected", connected, AtomicInteger::get)
        .description("open connections to Redis")
        .register(registry);
    Gauge.builder("chathub.redis.waiting", waiting, LongAdder::sum)
        .description("commands that Redis has not answered yet")
        .register(registry);
    reconnects =
        Counter.builder("chathub.redis.reconnects")
            .description("connections to Redis that were lost")
            .register(registry);
    batches =
        Timer.builder("chathub.redis.commands")
            .description("from a batch of commands written to all of it answered")
            .register(registry);
  }

  void answered(long nanos) {
    batches.record(nanos, TimeUnit.NANOSECONDS);
  }
}
