package io.chathub.gateway;

import java.util.ArrayDeque;
import java.util.function.LongConsumer;

/**
 * What waits to be written to one socket, in order. Until it is opened everything waits; then only
 * what the network does not take. Bounded in bytes, those that the socket has not passed on
 * included; at the bound a frame is refused and the connection is to be closed. Not thread safe:
 * owned by the connection's event loop.
 */
final class Outbox {

  private final Socket socket;
  private final int bytesMax;
  private final LongConsumer counted;
  private ArrayDeque<byte[]> queue; // null while nothing waits: most connections idle
  private long queuedBytes;
  private boolean isOpen;

  /**
   * @param counted told of each change of the bytes that wait here
   */
  Outbox(Socket socket, int bytesMax, LongConsumer counted) {
    this.socket = socket;
    this.bytesMax = bytesMax;
    this.counted = counted;
  }

  /** Takes a frame, or refuses it where there is no room for it. */
  boolean offer(byte[] utf8) {
    if (isOpen && queue == null && socket.isWritable()) {
      socket.write(utf8);
      return true;
    }
    if (bytes() + utf8.length > bytesMax) {
      return false;
    }
    if (queue == null) {
      queue = new ArrayDeque<>();
    }
    queue.add(utf8);
    count(utf8.length);
    return true;
  }

  /**
   * Writes the first frame, then what has waited for it; from now on nothing waits but for room.
   */
  void open(byte[] first) {
    isOpen = true;
    socket.write(first);
    drain();
  }

  /** Writes what waits, as far as the network takes it. */
  void drain() {
    while (isOpen && queue != null && socket.isWritable()) {
      byte[] utf8 = queue.poll();
      count(-utf8.length);
      if (queue.isEmpty()) {
        queue = null;
      }
      socket.write(utf8);
    }
  }

  /** Forgets what waits. */
  void clear() {
    queue = null;
    count(-queuedBytes);
  }

  /** Bytes waiting here and in the socket. */
  long bytes() {
    return queuedBytes + socket.pendingBytes();
  }

  private void count(long bytes) {
    queuedBytes += bytes;
    counted.accept(bytes);
  }
}
