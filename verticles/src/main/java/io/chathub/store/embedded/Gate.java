package io.chathub.store.embedded;

import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Keeps readers out while the database is closed and opened again. Thread safe. Who reads on a
 * thread other than the writer's goes through it, once for a whole reading; the writer, which alone
 * closes, needs not.
 */
final class Gate {

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private volatile boolean isClosing;

  /**
   * Runs it with the database open.
   *
   * @throws Refusal {@code UNAVAILABLE} at once where it is not
   */
  <T> T reading(Supplier<T> reading) {
    boolean isInside = lock.getReadHoldCount() > 0;
    if ((isClosing && !isInside) || !lock.readLock().tryLock()) {
      throw Refusal.of(ErrorCode.UNAVAILABLE, "the database is being opened again");
    }
    try {
      return reading.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Runs it with nobody inside; gives false where those inside did not leave in time. */
  boolean alone(Runnable task, long waitMs) throws InterruptedException {
    isClosing = true;
    try {
      if (!lock.writeLock().tryLock(waitMs, TimeUnit.MILLISECONDS)) {
        return false;
      }
      try {
        task.run();
        return true;
      } finally {
        lock.writeLock().unlock();
      }
    } finally {
      isClosing = false;
    }
  }
}
