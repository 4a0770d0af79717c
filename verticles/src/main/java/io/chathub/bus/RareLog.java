package io.chathub.bus;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/** Warns once a minute at most, however often there is reason to. Thread safe. */
final class RareLog {

  private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Logger log;
  private final LongSupplier nanos;
  private final AtomicLong next;

  RareLog(Logger log, LongSupplier nanos) {
    this.log = log;
    this.nanos = nanos;
    this.next = new AtomicLong(nanos.getAsLong());
  }

  void warn(String format, Object... values) {
    long now = nanos.getAsLong();
    long due = next.get();
    if (now - due >= 0 && next.compareAndSet(due, now + PAUSE_NANOS)) {
      log.warn(format, values);
    }
  }
}
