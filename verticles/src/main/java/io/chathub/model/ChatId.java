package io.chathub.model;

/**
 * The name of a chat, {@code usif} on the wire. A user's system chat is {@code system:<user_id>}.
 */
public record ChatId(String value) {

  /** Of a system chat's name; any other has at most 128. */
  public static final int LENGTH_MAX = Name.LENGTH_MAX + UserId.RESERVED_PREFIX.length();

  /**
   * @throws IllegalArgumentException where the text is no chat name
   */
  public ChatId {
    if (!isValid(value)) {
      throw new IllegalArgumentException("not a chat name: 1..128 of [A-Za-z0-9_.:@-]");
    }
  }

  /** Whether the text may name a chat, a system chat included. */
  public static boolean isValid(String text) {
    int lengthMax = text.startsWith(UserId.RESERVED_PREFIX) ? LENGTH_MAX : Name.LENGTH_MAX;
    return Name.isName(text, lengthMax);
  }

  /** The chat in which a user gets system messages; it has that one member. */
  public static ChatId systemChatOf(UserId user) {
    return new ChatId(UserId.RESERVED_PREFIX + user.value());
  }

  /** Whether the name is reserved: no service may make a chat of it, no client may push into it. */
  public boolean isReserved() {
    return UserId.isReserved(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
