package io.chathub.store.redis;

import io.chathub.model.ChatId;
import io.chathub.model.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Where a page of a user's chats ended.
 *
 * @param at when the last chat of the page was active, epoch milliseconds
 */
record ChatMark(long at, String chat) {

  private static final char SEPARATOR = ' ';

  static ChatMark parse(String token) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      int separator = text.indexOf(SEPARATOR);
      if (separator > 0 && ChatId.isValid(text.substring(separator + 1))) {
        return new ChatMark(
            Long.parseLong(text.substring(0, separator)), text.substring(separator + 1));
      }
    } catch (IllegalArgumentException e) {
      throw notOurs();
    }
    throw notOurs();
  }

  String token() {
    byte[] text = (Long.toString(at) + SEPARATOR + chat).getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
  }

  /** Whether the other comes after this: it is older, or as old with a greater name. */
  boolean isBefore(ChatMark other) {
    return other.at < at || (other.at == at && other.chat.compareTo(chat) > 0);
  }

  private static Refusal notOurs() {
    return Refusal.malformed("cursor", "as it was given with the page before");
  }
}
