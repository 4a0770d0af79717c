package io.chathub.guard;

import java.util.concurrent.TimeUnit;

/** Whether somebody reads what is written, be it slowly. Not thread safe: owned by the guest. */
final class ReadProgress {

  private static final long UNREAD_NANOS = TimeUnit.SECONDS.toNanos(15);

  private long left;
  private long sinceNanos;

  /**
   * @param bytes that are not taken yet
   * @return whether it has been so many for too long
   */
  boolean isStuck(long bytes, long nowNanos) {
    if (bytes == 0 || bytes != left) {
      left = bytes;
      sinceNanos = nowNanos;
    }
    return nowNanos - sinceNanos > UNREAD_NANOS;
  }
}
