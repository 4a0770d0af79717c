package io.chathub.bench.load;

import io.chathub.bench.process.ProcFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Counts deliveries, their latency and the CPU they cost between {@link #begin} and {@link #end},
 * and faults over the whole run. Not thread safe: owned by the generator's loop. A latency above a
 * minute counts as a minute.
 */
final class Tally {

  private static final long LATENCY_MAX_NS = 60_000_000_000L;

  private final long serverPid; // 0 where it isn't known
  private final Histogram latency = new Histogram(1_000, LATENCY_MAX_NS, 3);

  private boolean isMeasuring;
  private long deliveries;
  private long beganNanos;
  private double serverCpu;
  private double ownCpu;
  private double machineCpu;
  private double seconds;

  private long damaged;
  private long refused;
  private long disconnected;

  Tally(long serverPid) {
    this.serverPid = serverPid;
  }

  void begin() {
    serverCpu = cpuOf(serverPid);
    ownCpu = cpuOf(ProcessHandle.current().pid());
    machineCpu = machineCpu();
    beganNanos = System.nanoTime();
    isMeasuring = true;
  }

  void end() {
    isMeasuring = false;
    seconds = (System.nanoTime() - beganNanos) / 1e9;
    serverCpu = cpuOf(serverPid) - serverCpu;
    ownCpu = cpuOf(ProcessHandle.current().pid()) - ownCpu;
    machineCpu = machineCpu() - machineCpu;
  }

  void delivered(long latencyNanos) {
    if (isMeasuring) {
      deliveries++;
      latency.recordValue(Math.max(0, Math.min(latencyNanos, LATENCY_MAX_NS)));
    }
  }

  void damaged() {
    damaged++;
  }

  void refused() {
    refused++;
  }

  void disconnected() {
    disconnected++;
  }

  /** The figures, which the scenario completes with what only it knows. */
  Map<Figure, Double> figures() {
    Map<Figure, Double> values = new EnumMap<>(Figure.class);
    values.put(Figure.DELIVERIES, (double) deliveries);
    values.put(Figure.SECONDS, seconds);
    values.put(Figure.MESSAGES_PER_S, deliveries / seconds);
    values.put(Figure.P50_MS, latencyMs(50));
    values.put(Figure.P99_MS, latencyMs(99));
    values.put(Figure.P999_MS, latencyMs(99.9));
    values.put(Figure.MAX_MS, latencyMs(100));
    values.put(Figure.GENERATOR_BUSY, 100 * ownCpu / seconds);
    if (serverPid != 0) {
      values.put(Figure.CPU_S_PER_100K, serverCpu * 100_000 / Math.max(1, deliveries));
      values.put(Figure.SERVER_BUSY, 100 * serverCpu / seconds);
      double others = Math.max(0, machineCpu - serverCpu - ownCpu);
      values.put(Figure.OTHERS_BUSY, 100 * others / seconds);
    }
    values.put(Figure.DAMAGED, (double) damaged);
    values.put(Figure.REFUSED, (double) refused);
    values.put(Figure.DISCONNECTED, (double) disconnected);
    return values;
  }

  private double latencyMs(double percentile) {
    return latency.getValueAtPercentile(percentile) / 1e6;
  }

  private static double machineCpu() {
    try {
      return ProcFile.machineBusySeconds();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static double cpuOf(long pid) {
    try {
      return pid == 0 ? 0 : ProcFile.cpuSeconds(pid);
    } catch (IOException gone) {
      throw new UncheckedIOException("the process " + pid + " is gone", gone);
    }
  }
}
