package io.chathub.gateway;

import io.chathub.guard.Guest;
import java.util.ArrayDeque;

/**
 * Frames of one connection that wait until they can be handled. Counted as what its socket holds.
 * Not thread safe: owned by the connection's event loop.
 */
final class HeldFrames {

  /** Before {@code ready} one more closes; after it the socket is not read. */
  static final int MAX = 64;

  static final int EARLY_BYTES_MAX = 128 * 1024;
  private static final int BYTES_MAX = 256 * 1024;

  private final Guest guest;
  private final ArrayDeque<byte[]> frames = new ArrayDeque<>(4);
  private int bytes;
  private int bytesInAll; // that came since it was last empty

  HeldFrames(Guest guest) {
    this.guest = guest;
  }

  /** Whether it is too much for somebody who is not ready. */
  boolean isTooMuchWith(byte[] utf8) {
    return frames.size() == MAX || bytes + utf8.length > EARLY_BYTES_MAX;
  }

  void add(byte[] utf8) {
    frames.add(utf8);
    bytes += utf8.length;
    bytesInAll += utf8.length;
    guest.hold(utf8.length + Guest.OVERHEAD_BYTES);
  }

  /** Whether nothing more is to be read until these have moved on. */
  boolean isFull() {
    return bytesInAll >= BYTES_MAX || frames.size() >= MAX;
  }

  byte[] poll() {
    byte[] utf8 = frames.poll();
    bytes -= utf8.length;
    guest.hold(-(long) (utf8.length + Guest.OVERHEAD_BYTES));
    return utf8;
  }

  boolean isEmpty() {
    return frames.isEmpty();
  }

  /** Forgets them. */
  void clear() {
    guest.hold(-(long) (bytes + frames.size() * Guest.OVERHEAD_BYTES));
    frames.clear();
    bytes = 0;
  }
}
