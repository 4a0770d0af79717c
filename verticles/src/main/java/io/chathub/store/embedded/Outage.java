package io.chathub.store.embedded;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A time in which the store takes no changes, for the log: one line when it begins, one a minute
 * while it lasts, one when it is over. Owned by the writer thread; {@link #why} is thread safe.
 */
final class Outage {

  private static final long REPEAT_NANOS = TimeUnit.MINUTES.toNanos(1);

  private static final Logger LOG = LoggerFactory.getLogger(Outage.class);

  private final LongSupplier nanoTime;
  private volatile String why; // null while there is none
  private long since;
  private long saidAt;
  private long refused;

  Outage(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** In words, or null while there is none. */
  String why() {
    return why;
  }

  void begin(String cause) {
    if (why == null) {
      since = nanoTime.getAsLong();
      saidAt = since;
      refused = 0;
      LOG.error("the store cannot write, it tries again all the time: {}", cause);
    }
    why = cause;
  }

  void refused(int changes) {
    refused += changes;
    long now = nanoTime.getAsLong();
    if (now - saidAt >= REPEAT_NANOS) {
      saidAt = now;
      LOG.error("the store still cannot write seconds={} refused={}: {}", seconds(), refused, why);
    }
  }

  void over() {
    if (why != null) {
      LOG.info("the store takes writes again seconds={} refused={}", seconds(), refused);
      why = null;
    }
  }

  private long seconds() {
    return TimeUnit.NANOSECONDS.toSeconds(nanoTime.getAsLong() - since);
  }
}
