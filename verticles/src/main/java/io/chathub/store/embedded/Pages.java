package io.chathub.store.embedded;

import io.chathub.model.ChatId;
import io.chathub.model.Message;
import io.chathub.model.Refusal;
import io.chathub.model.UserId;
import io.chathub.store.Store.ChatLimits;
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
  private final Heads heads;
  private final MessageLog log;

  Pages(Database database, Heads heads, MessageLog log) {
    this.database = database;
    this.heads = heads;
    this.log = log;
  }

  HistoryPage history(UserId user, ChatId chat, HistoryQuery query) {
    ChatHead head = heads.get(chat);
    if (head == null || head.indexOf(user) < 0) {
      throw Refusals.notAMember();
    }
    Filling page = new Filling(query);
    switch (query.direction()) {
      case LATEST -> log.backward(head, head.lastSeq() + 1, 1, page::add);
      case BEFORE -> log.backward(head, seq(query, head), 1, page::add);
      case AFTER -> log.forward(head, seq(query, head), page::add);
    }
    return page.done();
  }

  ChatPage chats(UserId user, ChatLimits limits, Optional<String> cursor) {
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
    List<ChatSummary> summaries =
        all.stream().limit(limits.chats()).map(head -> summary(head, user)).toList();
    int count = limits.fitting(summaries);
    Optional<String> next =
        count == all.size() || count == 0
            ? Optional.empty()
            : Optional.of(Mark.of(all.get(count - 1)).token());
    return new ChatPage(List.copyOf(summaries.subList(0, count)), next);
  }

  Set<UserId> contacts(UserId user) {
    Set<UserId> contacts = new LinkedHashSet<>();
    for (ChatId chat : chatsOf(user, /* withLeft= */ false)) {
      ChatHead head = heads.get(chat);
      if (head != null && head.indexOf(user) >= 0) {
        head.chat().members().forEach(member -> contacts.add(member.user()));
      }
    }
    contacts.remove(user);
    return contacts;
  }

  /** The chats that the user is a member of, and on demand those once been in. */
  List<ChatId> chatsOf(UserId user, boolean withLeft) {
    List<ChatId> chats = new ArrayList<>();
    byte[] prefix = Keys.ofUser(user);
    try (Entries entries = database.iterate(Column.USER_CHATS)) {
      entries.seek(prefix);
      for (; entries.isValid() && Keys.startsWith(entries.key(), prefix); entries.next()) {
        if (withLeft || entries.value()[0] == ChatChanges.PRESENT) {
          chats.add(Keys.chatOf(entries.key()));
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

  /** A page while it is read. */
  private static final class Filling {

    private final HistoryQuery query;
    private final List<Message> messages = new ArrayList<>();
    private long bytes;
    private boolean isMore;

    Filling(HistoryQuery query) {
      this.query = query;
    }

    /** Takes the message where it fits; else there are more, and it is over. */
    boolean add(Message message) {
      bytes += query.sizeOf().applyAsInt(message);
      isMore =
          messages.size() == query.limit() || (!messages.isEmpty() && bytes > query.bytesMax());
      if (!isMore) {
        messages.add(message);
      }
      return !isMore;
    }

    HistoryPage done() {
      if (query.direction() != HistoryQuery.Direction.AFTER) {
        Collections.reverse(messages);
      }
      return new HistoryPage(List.copyOf(messages), isMore);
    }
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
