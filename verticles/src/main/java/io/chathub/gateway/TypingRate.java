package io.chathub.gateway;

import io.chathub.model.ChatId;
import java.util.HashMap;
import java.util.Map;

/**
 * Lets one typing a second through for each chat of a connection. Remembers the chats of the last
 * second, which the connection's action rate bounds. Not thread safe: owned by the connection's
 * event loop.
 */
final class TypingRate {

  private static final long INTERVAL_NANOS = 1_000_000_000L;
  private static final int REMEMBERED_MAX = 16;

  private Map<ChatId, Long> last; // null until the first one

  boolean isDue(ChatId chat, long nowNanos) {
    if (last == null) {
      last = new HashMap<>(4);
    }
    Long before = last.get(chat);
    if (before != null && nowNanos - before < INTERVAL_NANOS) {
      return false;
    }
    if (last.size() >= REMEMBERED_MAX) {
      last.values().removeIf(at -> nowNanos - at >= INTERVAL_NANOS);
    }
    last.put(chat, nowNanos);
    return true;
  }
}
