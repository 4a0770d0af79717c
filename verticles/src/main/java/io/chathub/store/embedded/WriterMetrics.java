package io.chathub.store.embedded;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Collection;
import java.util.concurrent.TimeUnit;

/** What is counted of commits. Thread safe. */
final class WriterMetrics {

  private final DistributionSummary batches;
  private final Timer commits;

  /**
   * @param waiting changes; any thread may ask how many
   */
  WriterMetrics(MeterRegistry registry, Collection<?> waiting) {
    Gauge.builder("chathub.store.queue", waiting, Collection::size)
        .description("changes that wait for a commit")
        .register(registry);
    batches =
        DistributionSummary.builder("chathub.store.batch")
            .description("changes in a commit")
            .register(registry);
    commits =
        Timer.builder("chathub.store.commit")
            .description("from a commit written to it synced to disk")
            .register(registry);
  }

  void committed(long nanos, int changes) {
    commits.record(nanos, TimeUnit.NANOSECONDS);
    batches.record(changes);
  }
}
