package io.chathub.store.embedded;

import io.chathub.model.ChatId;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What was acknowledged and is not in the database.
 *
 * @param nameless chats of which even the name is gone
 * @param namelessMessages that were in them
 * @param changes of any kind by which the database as a whole is behind
 */
record Loss(List<OfChat> chats, long nameless, long namelessMessages, long changes) {

  static final Loss NONE = new Loss(List.of(), 0, 0, 0);

  private static final int NAMED_MAX = 10;

  /**
   * @param messages gone from its log
   * @param revs recalls and erasures that are gone
   */
  record OfChat(ChatId chat, long chatNo, long messages, long revs) {

    @Override
    public String toString() {
      return "chat=%s messages=%d recalls=%d".formatted(chat, messages, revs);
    }
  }

  boolean isNone() {
    return chats.isEmpty() && nameless == 0 && changes == 0;
  }

  /** In words, with some of the chats by name. */
  String describe() {
    long messages = chats.stream().mapToLong(OfChat::messages).sum() + namelessMessages;
    if (messages == 0 && nameless == 0 && chats.isEmpty()) {
      return changes == 0
          ? "no acknowledged message is missing; whether anything else is (sessions, what was"
              + " read) cannot be told"
          : changes + " other changes (members, sessions, what was read) are missing";
    }
    String named =
        chats.stream()
            .limit(NAMED_MAX)
            .map(chat -> chat.chat() + ": " + chat.messages())
            .collect(Collectors.joining(", "));
    int more = chats.size() - NAMED_MAX;
    return "%d acknowledged messages of %d chats are missing%s%s%s"
        .formatted(
            messages,
            chats.size() + nameless,
            named.isEmpty() ? "" : " (" + named,
            more > 0 ? ", and " + more + " more" : "",
            named.isEmpty() ? "" : ")");
  }
}
