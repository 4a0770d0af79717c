package io.chathub.hub.fault.client;

import java.util.HashMap;
import java.util.Map;

/**
 * The order in which one connection is told of messages: those of a chat that entered at one node
 * come as their {@code seq} goes up. Owned by its connection.
 */
final class LiveOrder {

  private record Way(String usif, String entry) {}

  private final Map<Way, Long> last = new HashMap<>();

  /** Whether a message may come now. */
  boolean allows(String usif, String entry, long seq) {
    Way way = new Way(usif, entry);
    Long before = last.get(way);
    if (before != null && before >= seq) {
      return false;
    }
    last.put(way, seq);
    return true;
  }
}
