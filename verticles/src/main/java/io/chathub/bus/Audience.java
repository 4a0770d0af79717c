package io.chathub.bus;

import io.vertx.core.spi.cluster.ClusteredNode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Whether anybody in the cluster listens to a topic. The event bus would ask the cluster for each
 * event that nobody wants; this asks ten times a second at most. So who begins to listen may miss
 * the first tenth of a second. Thread safe. It knows as many topics as are published.
 */
final class Audience {

  private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final ClusteredNode cluster;
  private final LongSupplier nanos;
  private final Map<String, Finding> findings = new ConcurrentHashMap<>();

  /** What was found when it was asked last. */
  private record Finding(boolean isEmpty, long since) {}

  Audience(ClusteredNode cluster, LongSupplier nanos) {
    this.cluster = cluster;
    this.nanos = nanos;
  }

  /** False where it is known that nobody listens. Until that is known, somebody may. */
  boolean mayListen(String topic) {
    Finding finding = findings.get(topic);
    long now = nanos.getAsLong();
    if (finding == null || now - finding.since > FRESH_NANOS) {
      findings.put(topic, new Finding(false, now));
      ask(topic);
      return true;
    }
    return !finding.isEmpty;
  }

  private void ask(String topic) {
    cluster.getRegistrations(
        topic,
        (listeners, failure) -> {
          boolean isEmpty = failure == null && listeners.isEmpty();
          findings.put(topic, new Finding(isEmpty, nanos.getAsLong()));
        });
  }
}
