package io.chathub.store.embedded;

import io.chathub.model.ChatId;
import io.chathub.model.Message;
import io.chathub.model.Refusal;
import io.chathub.model.UserId;
import io.chathub.store.Store.ChatPage;
import io.chathub.store.Store.ChatSummary;
import io.chathub.store.Store.HistoryPage;
import io.chathub.store.Store.HistoryQuery;
import io.chathub.store.embedded.Place.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Answers for pages: a chat's log, a user's chats. Thread safe; blocking. */
final class Pages {

  private static final Comparator<ChatHead> LATEST_FIRST =
      Comparator.comparingLong(ChatHead::lastAt)
          .reversed()
          .thenComparing(head -> head.chat().id().value());

  private final Database database;
  private final Complaints complaints;
  private final Heads heads;
  private final MessageLog log;

  Pages(Database database, Heads heads, MessageLog log, Complaints complaints) {
    this.database = database;
    this.complaints = complaints;
    this.heads = heads;
    this.log = log;
  }

  HistoryPage history(UserId user, ChatId chat, HistoryQuery query) {
    ChatHead head = heads.get(chat);
    if (head == null || head.indexOf(user) < 0) {
      throw Refusals.notAMember();
    }
    int limit = query.limit();
    List<Message> page = new ArrayList<>();
    switch (query.direction()) {
      case LATEST -> log.backward(head, head.lastSeq() + 1, 1, m -> add(page, m, limit));
      case BEFORE -> log.backward(head, seq(query, head), 1, m -> add(page, m, limit));
      case AFTER -> log.forward(head, seq(query, head), m -> add(page, m, limit));
    }
    boolean isMore = page.size() > limit;
    if (isMore) {
      page.remove(limit);
    }
    if (query.direction() != HistoryQuery.Direction.AFTER) {
      Collections.reverse(page);
    }
    return new HistoryPage(List.copyOf(page), isMore);
  }

  ChatPage chats(UserId user, int limit, Optional<String> cursor) {
    Optional<Mark> after = cursor.map(Mark::parse);
    List<ChatHead> all = new ArrayList<>();
    for (ChatId chat : chatsOf(user, /* withLeft= */ false)) {
      ChatHead head = heads.get(chat);
      boolean isMember = head != null && head.indexOf(user) >= 0;
      if (isMember && (after.isEmpty() || after.get().isBefore(head))) {
        all.add(head);
      }
    }
    all.sort(LATEST_FIRST);
    List<ChatHead> page = all.subList(0, Math.min(limit, all.size()));
    Optional<String> next =
        page.size() == all.size() || page.isEmpty()
            ? Optional.empty()
            : Optional.of(Mark.of(page.get(page.size() - 1)).token());
    return new ChatPage(page.stream().map(head -> summary(head, user)).toList(), next);
  }

  Set<UserId> contacts(UserId user) {
    Set<UserId> contacts = new LinkedHashSet<>();
    for (ChatId chat : chatsOf(user, /* withLeft= */ false)) {
      ChatHead head = readable(chat);
      if (head != null && head.indexOf(user) >= 0) {
        head.chat().members().forEach(member -> contacts.add(member.user()));
      }
    }
    contacts.remove(user);
    return contacts;
  }

  /** The head; null where there is none, or it cannot be read, which is said in the log. */
  private ChatHead readable(ChatId chat) {
    try {
      return heads.get(chat);
    } catch (Unreadable e) {
      complaints.unreadable(chat, e);
      return null;
    }
  }

  /** The chats that the user is a member of, and on demand those once been in. */
  List<ChatId> chatsOf(UserId user, boolean withLeft) {
    List<ChatId> chats = new ArrayList<>();
    byte[] prefix = Keys.ofUser(user);
    try (Entries entries = database.iterate(Column.USER_CHATS)) {
      entries.seek(prefix);
      for (; entries.isValid() && Keys.startsWith(entries.key(), prefix); entries.next()) {
        byte[] how = entries.value();
        if (withLeft || (how.length > 0 && how[0] == ChatChanges.PRESENT)) {
          Keys.chatOf(entries.key()).ifPresent(chats::add);
        }
      }
    }
    return chats;
  }

  private ChatSummary summary(ChatHead head, UserId user) {
    int member = head.indexOf(user);
    long unread = log.othersAfter(head, member, head.cursor(member).readSeq());
    Optional<Message> last =
        Optional.ofNullable(log.get(head, head.lastSeq())).map(MessageRecord::message);
    return new ChatSummary(head.chat(), last, unread, head.rev());
  }

  private long seq(HistoryQuery query, ChatHead head) {
    Place place = Place.of(query.from(), head, seq -> log.createdAt(head, seq));
    if (place.kind() == Kind.FOREIGN) {
      throw Refusal.malformed("id", "names no message of this chat");
    }
    return place.seq();
  }

  /** One more than the limit, to know whether there are more. */
  private static boolean add(List<Message> page, Message message, int limit) {
    page.add(message);
    return page.size() <= limit;
  }

  /** Where a page of chats ended. */
  private record Mark(long at, String chat) {

    private static final char SEPARATOR = ' ';

    static Mark of(ChatHead head) {
      return new Mark(head.lastAt(), head.chat().id().value());
    }

    static Mark parse(String token) {
      try {
        String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        int separator = text.indexOf(SEPARATOR);
        if (separator > 0 && ChatId.isValid(text.substring(separator + 1))) {
          return new Mark(
              Long.parseLong(text.substring(0, separator)), text.substring(separator + 1));
        }
      } catch (IllegalArgumentException e) {
        throw Refusal.malformed("cursor", "as it was given with the page before");
      }
      throw Refusal.malformed("cursor", "as it was given with the page before");
    }

    String token() {
      byte[] text = (Long.toString(at) + SEPARATOR + chat).getBytes(StandardCharsets.UTF_8);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
    }

    boolean isBefore(ChatHead head) {
      return head.lastAt() < at
          || (head.lastAt() == at && head.chat().id().value().compareTo(chat) > 0);
    }
  }
}
