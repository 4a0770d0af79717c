package io.chathub.hub.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How late each event loop is with what it was asked to do at a time: what every client of that
 * loop waits. Thread safe.
 */
public final class EventLoopLag {

  private static final long PERIOD_MS = 100;
  private static final long DEAF_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final List<Probe> probes = new ArrayList<>();

  /** Starts to probe the loops, until {@link #stop}. */
  public EventLoopLag(Iterable<EventExecutor> loops, MeterRegistry registry) {
    for (EventExecutor loop : loops) {
      Timer timer =
          Timer.builder("chathub.event.loop.lag")
              .description("How late an event loop runs what was due")
              .tag("loop", Integer.toString(probes.size()))
              .register(registry);
      probes.add(new Probe(timer, loop));
    }
  }

  /** Whether every loop did something lately. */
  public boolean isResponsive() {
    long now = System.nanoTime();
    return probes.stream().allMatch(probe -> now - probe.seenNanos < DEAF_NANOS);
  }

  public void stop() {
    probes.forEach(probe -> probe.ticks.cancel(false));
  }

  /** Ticks on one loop; each tick is due a period after the one before ran. */
  private static final class Probe {

    private final Timer timer;
    private final ScheduledFuture<?> ticks;
    private volatile long seenNanos = System.nanoTime();

    Probe(Timer timer, EventExecutor loop) {
      this.timer = timer;
      ticks = loop.scheduleWithFixedDelay(this::tick, PERIOD_MS, PERIOD_MS, TimeUnit.MILLISECONDS);
    }

    private void tick() {
      long now = System.nanoTime();
      long lag = now - seenNanos - TimeUnit.MILLISECONDS.toNanos(PERIOD_MS);
      seenNanos = now;
      timer.record(Math.max(lag, 0), TimeUnit.NANOSECONDS);
    }
  }
}
