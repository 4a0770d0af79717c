package io.chathub.hub.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * The few figures of a node that operators look at first. Thread safe; {@link #tick} is called once
 * a second.
 */
public final class NodeFigures {

  private static final String STORED = "chathub.push.stored";
  private static final int WINDOW_SECONDS = 5;
  private static final long STORE_CHECK_MS = 2_000;

  private final MeterRegistry registry;
  private final IntSupplier connections;
  private final Supplier<Future<Void>> storeCheck;
  private final double[] counts = new double[WINDOW_SECONDS];
  private int ticks;
  private volatile double pushesPerSecond;

  public NodeFigures(
      MeterRegistry registry, IntSupplier connections, Supplier<Future<Void>> storeCheck) {
    this.registry = registry;
    this.connections = connections;
    this.storeCheck = storeCheck;
  }

  /** Looks at the counters. Always called on one thread. */
  public void tick() {
    double count = registry.find(STORED).timers().stream().mapToDouble(Timer::count).sum();
    int place = ticks % WINDOW_SECONDS;
    double before = ticks < WINDOW_SECONDS ? 0 : counts[place];
    counts[place] = count;
    ticks++;
    pushesPerSecond = (count - before) / WINDOW_SECONDS;
  }

  public int connections() {
    return connections.getAsInt();
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
