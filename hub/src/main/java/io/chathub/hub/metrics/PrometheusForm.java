package io.chathub.hub.metrics;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * Makes what is measured fit for Prometheus. Every timer is a histogram, so that quantiles of all
 * nodes together can be asked for; recording searches a short array and adds one. What libraries
 * name otherwise than Prometheus does is renamed. Thread safe.
 */
final class PrometheusForm implements MeterFilter {

  /** In nanoseconds: 100 µs to 10 s, in steps of 1, 2 and 5. */
  private static final double[] LATENCIES =
      LongStream.of(
              100,
              200,
              500,
              1_000,
              2_000,
              5_000,
              10_000,
              20_000,
              50_000,
              100_000,
              200_000,
              500_000,
              1_000_000,
              2_000_000,
              5_000_000,
              10_000_000)
          .mapToDouble(TimeUnit.MICROSECONDS::toNanos)
          .toArray();

  private static final String CPU_TIME_IN_NANOS = "process.cpu.time";
  private static final double NANOS_A_SECOND = TimeUnit.SECONDS.toNanos(1);

  @Override
  public MeterFilterReply accept(Meter.Id id) {
    return id.getName().equals(CPU_TIME_IN_NANOS)
        ? MeterFilterReply.DENY
        : MeterFilterReply.NEUTRAL;
  }

  /** Names that end in "count" are taken for a part of a histogram. */
  @Override
  public Meter.Id map(Meter.Id id) {
    return id.getName().equals("system.cpu.count") ? id.withName("system.cpus") : id;
  }

  @Override
  public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
    return id.getType() == Meter.Type.TIMER
        ? DistributionStatisticConfig.builder()
            .serviceLevelObjectives(LATENCIES)
            .build()
            .merge(config)
        : config;
  }

  /** In seconds, as every time in Prometheus is. */
  static void countCpuTime(MeterRegistry registry) {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
      FunctionCounter.builder(
              "process.cpu", system, some -> some.getProcessCpuTime() / NANOS_A_SECOND)
          .description("Processor time that the process has used")
          .baseUnit("seconds")
          .register(registry);
    }
  }
}
