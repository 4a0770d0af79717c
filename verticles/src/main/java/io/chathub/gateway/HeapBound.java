package io.chathub.gateway;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many sockets fit the heap. */
final class HeapBound {

  private static final Logger LOG = LoggerFactory.getLogger(HeapBound.class);

  /** What an idle one takes, with what its request leaves behind. */
  private static final long SOCKET_BYTES = 20 * 1024;

  private static final long TLS_SOCKET_BYTES = 80 * 1024;

  private HeapBound() {}

  /** As many as configured, or as three eighths of the heap hold; says so where that is less. */
  static int connections(int configured, boolean isTls) {
    long heap = Runtime.getRuntime().maxMemory();
    int fitting = fitting(heap, isTls);
    if (configured > fitting) {
      LOG.warn(
          "limits.connections: {} do not fit a heap of {} MiB; this node takes {}: give Java a"
              + " larger -Xmx",
          configured,
          heap >> 20,
          fitting);
    }
    return Math.min(configured, fitting);
  }

  static int fitting(long heapBytes, boolean isTls) {
    long sockets = heapBytes / 8 * 3 / (isTls ? TLS_SOCKET_BYTES : SOCKET_BYTES);
    return (int) Math.max(1, Math.min(sockets, Integer.MAX_VALUE));
  }
}
