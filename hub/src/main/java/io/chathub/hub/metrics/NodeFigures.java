package io.chathub.hub.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The few figures of a node that operators look at first. Thread safe; {@link #tick} is called once
 * a second.
 */
public final class NodeFigures {

  /** Gauges of open connections, one for each gateway instance. */
  public static final String CONNECTIONS = "chathub.connections";

  /** Counters of pushes that were stored. */
  public static final String PUSHES = "chathub.pushes";

  private static final int WINDOW_SECONDS = 5;
  private static final long STORE_CHECK_MS = 2_000;

  private final MeterRegistry registry;
  private final Supplier<Future<Void>> storeCheck;
  private final double[] counts = new double[WINDOW_SECONDS];
  private int ticks;
  private volatile double pushesPerSecond;

  public NodeFigures(MeterRegistry registry, Supplier<Future<Void>> storeCheck) {
    this.registry = registry;
    this.storeCheck = storeCheck;
  }

  /** Looks at the counters. Always called on one thread. */
  public void tick() {
    double count = registry.find(PUSHES).counters().stream().mapToDouble(Counter::count).sum();
    int place = ticks % WINDOW_SECONDS;
    double before = ticks < WINDOW_SECONDS ? 0 : counts[place];
    counts[place] = count;
    ticks++;
    pushesPerSecond = (count - before) / WINDOW_SECONDS;
  }

  public long connections() {
    return (long) registry.find(CONNECTIONS).gauges().stream().mapToDouble(Gauge::value).sum();
  }

  /** Over the last seconds, to one decimal. */
  public double pushesPerSecond() {
    return Math.round(pushesPerSecond * 10) / 10.0;
  }

  /** {@code ok}, or {@code unavailable}. */
  public Future<String> storeState() {
    return storeCheck
        .get()
        .timeout(STORE_CHECK_MS, TimeUnit.MILLISECONDS)
        .map("ok")
        .otherwise("unavailable");
  }
}
