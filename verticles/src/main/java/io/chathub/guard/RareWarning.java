package io.chathub.guard;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;

/** Warns once a minute at most, however often there is reason to. Thread safe. */
final class RareWarning {

  private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Logger log;
  private final AtomicLong next = new AtomicLong(System.nanoTime());

  RareWarning(Logger log) {
    this.log = log;
  }

  void warn(String format, Object... values) {
    long now = System.nanoTime();
    long due = next.get();
    if (now - due >= 0 && next.compareAndSet(due, now + PAUSE_NANOS)) {
      log.warn(format, values);
    }
  }
}
