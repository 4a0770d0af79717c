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
    Long before = last.put(new Way(usif, entry), seq);
    return before == null || before < seq;
  }
}
