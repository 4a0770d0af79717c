package io.chathub.protocol;

import java.util.Locale;

/** The {@code msgType}s of the wire. */
public enum EventType {
  READY,
  FAIL,
  PUSH,
  PUSHBACK,
  READ,
  RECONNECT,
  ONLINE,
  OFFLINE,
  CHAT,
  NOTICE,
  TYPING,
  RECALL,
  ERASE,
  PONG,
  ERROR,
  BYE;

  private final String wireName = name().toLowerCase(Locale.ROOT);

  public String wireName() {
    return wireName;
  }
}
