package io.chathub.bench.client;

/** The events that a scenario tells apart; the most frequent come first. */
public enum EventType {
  PUSH("push"),
  PUSHBACK("pushback"),
  ONLINE("online"),
  OFFLINE("offline"),
  READY("ready"),
  FAIL("fail"),
  ERROR("error"),
  BYE("bye"),
  OTHER("");

  private static final EventType[] ALL = values();

  private final String quoted;

  EventType(String name) {
    this.quoted = name + '"';
  }

  static EventType at(byte[] text, int from, int to) {
    for (EventType type : ALL) {
      if (startsWith(text, from, to, type.quoted)) {
        return type;
      }
    }
    return OTHER;
  }

  private static boolean startsWith(byte[] text, int from, int to, String start) {
    if (to - from < start.length()) {
      return false;
    }
    for (int i = 0; i < start.length(); i++) {
      if (text[from + i] != start.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
