package io.chathub.model;

import java.util.Optional;

/**
 * What names a message across all chats: {@code <usif>.<seq>.<base 36 of created_at>}. It says what
 * its holder believes to stand at {@code seq}, so a log that lost its tail can be told from one
 * that did not.
 *
 * @param seq 1, 2, 3 … within the chat
 * @param createdAt epoch milliseconds
 */
public record MessageId(ChatId chat, long seq, long createdAt) {

  private static final int DIGITS_MAX = 18;

  /** The id that the text is, or empty where it has not the form of one. */
  public static Optional<MessageId> parse(String text) {
    int time = text.lastIndexOf('.');
    int seq = time < 1 ? -1 : text.lastIndexOf('.', time - 1);
    if (seq < 1 || time == text.length() - 1 || !ChatId.isValid(text.substring(0, seq))) {
      return Optional.empty();
    }
    long number = digits(text.substring(seq + 1, time));
    if (number < 1) {
      return Optional.empty();
    }
    try {
      long at = Long.parseLong(text.substring(time + 1), 36);
      MessageId id = new MessageId(new ChatId(text.substring(0, seq)), number, at);
      // One spelling each, so that an id can be compared as text.
      return id.toString().equals(text) ? Optional.of(id) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** The number that the text spells in ASCII digits, or -1. */
  public static long digits(String text) {
    if (text.isEmpty() || text.length() > DIGITS_MAX) {
      return -1;
    }
    long number = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      number = number * 10 + (c - '0');
    }
    return number;
  }

  @Override
  public String toString() {
    return chat.value() + '.' + seq + '.' + Long.toString(createdAt, 36);
  }
}
