package io.chathub.model;

import java.util.Locale;
import java.util.Optional;

/** Whether a chat takes new messages. */
public enum ChatState {
  OPEN,
  /** Refuses push and typing; everything else goes on. */
  CLOSED;

  private final String wireName = name().toLowerCase(Locale.ROOT);

  public String wireName() {
    return wireName;
  }

  public static Optional<ChatState> byWireName(String text) {
    for (ChatState state : values()) {
      if (state.wireName.equals(text)) {
        return Optional.of(state);
      }
    }
    return Optional.empty();
  }
}
