package io.chathub.store.embedded;

import io.chathub.model.Chat;
import io.chathub.model.ChatId;
import io.chathub.model.ChatState;
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
import java.util.PriorityQueue;
import java.util.Set;

/** Answers for pages: a chat's log, a user's chats. Thread safe; blocking. */
final class Pages {

  private static final Comparator<Listed> LATEST_FIRST =
      Comparator.comparingLong(Listed::at).reversed().thenComparing(Listed::name);

  private final UserChats userChats;
  private final Complaints complaints;
  private final Heads heads;
  private final MessageLog log;

  Pages(Heads heads, MessageLog log, Complaints complaints) {
    this.userChats = heads.userChats();
    this.complaints = complaints;
    this.heads = heads;
    this.log = log;
  }

  /**
   * A chat in the order of the list; one that can't be read is the oldest.
   *
   * @param head null where it can't be read
   */
  private record Listed(ChatId chat, ChatHead head, long at) {

    String name() {
      return chat.value();
    }
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
    // The first of them, and one more to know whether there are more; the last at the head.
    PriorityQueue<Listed> first = new PriorityQueue<>(limits.chats() + 2, LATEST_FIRST.reversed());
    for (ChatId chat : userChats.present(user)) {
      Listed listed = listed(chat, user);
      if (listed != null && (after.isEmpty() || after.get().isBefore(listed))) {
        first.add(listed);
        if (first.size() > limits.chats() + 1) {
          var unused = first.poll();
        }
      }
    }
    boolean isMore = first.size() > limits.chats();
    if (isMore) {
      var unused = first.poll();
    }
    List<Listed> page = new ArrayList<>(first);
    page.sort(LATEST_FIRST);
    List<ChatSummary> summaries = page.stream().map(listed -> summary(listed, user)).toList();
    int count = limits.fitting(summaries);
    Optional<String> next =
        (isMore || count < page.size()) && count > 0
            ? Optional.of(Mark.of(page.get(count - 1)).token())
            : Optional.empty();
    return new ChatPage(List.copyOf(summaries.subList(0, count)), next);
  }

  /** Null where the user is no member. */
  private Listed listed(ChatId chat, UserId user) {
    ChatHead head = readable(chat);
    if (head == null) {
      return new Listed(chat, null, 0);
    }
    return head.indexOf(user) < 0 ? null : new Listed(chat, head, head.lastAt());
  }

  /** The head; null where it can't be read, or is not there and should be, which is said. */
  private ChatHead readable(ChatId chat) {
    try {
      ChatHead head = heads.get(chat);
      if (head == null) {
        complaints.unreadable(chat, new Unreadable("chat " + chat + " has no record"));
      }
      return head;
    } catch (Unreadable e) {
      complaints.unreadable(chat, e);
    } catch (DatabaseFailure e) {
      outage(chat, e);
    }
    return null;
  }

  /** What is damaged on the disk is said of the chat; an outage concerns more than that. */
  private void outage(ChatId chat, DatabaseFailure failure) {
    if (!failure.isCorruption()) {
      throw failure;
    }
    complaints.unreadable(chat, new Unreadable("chat " + chat + ": " + failure.getMessage()));
  }

  Set<UserId> contacts(UserId user) {
    Set<UserId> contacts = new LinkedHashSet<>();
    for (ChatId chat : userChats.present(user)) {
      ChatHead head = readable(chat);
      if (head != null && head.indexOf(user) >= 0) {
        head.chat().members().forEach(member -> contacts.add(member.user()));
      }
    }
    contacts.remove(user);
    return contacts;
  }

  /** Every chat that the user was ever a member of. */
  List<ChatId> everOf(UserId user) {
    return userChats.ever(user);
  }

  private ChatSummary summary(Listed listed, UserId user) {
    ChatHead head = listed.head;
    if (head == null) {
      return refused(
          new Chat(listed.chat, Optional.empty(), ChatState.CLOSED, List.of(), listed.at));
    }
    try {
      return summary(head, user);
    } catch (Unreadable e) {
      complaints.unreadable(listed.chat, e);
    } catch (DatabaseFailure e) {
      outage(listed.chat, e);
    }
    return refused(head.chat());
  }

  private static ChatSummary refused(Chat known) {
    return ChatSummary.refused(known, Refusals.cannotBeRead());
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

    static Mark of(Listed last) {
      return new Mark(last.at, last.name());
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

    boolean isBefore(Listed listed) {
      return listed.at < at || (listed.at == at && listed.name().compareTo(chat) > 0);
    }
  }
}
