package io.chathub.store.embedded;

import io.chathub.model.Message;
import io.chathub.model.UserId;
import java.util.function.Predicate;

/**
 * The committed messages of all chats. It reads no further than the head it is given, so that what
 * it gives belongs together. Thread safe; blocking.
 */
final class MessageLog {

  private final Database database;
  private final Complaints complaints;

  MessageLog(Database database, Complaints complaints) {
    this.database = database;
    this.complaints = complaints;
  }

  /** The message, or null where it is not in the log; as if erased where it cannot be read. */
  MessageRecord get(ChatHead head, long seq) {
    byte[] value = value(head, seq);
    return value == null ? null : read(head, seq, value);
  }

  /**
   * The message, or null where it is not in the log.
   *
   * @throws Unreadable where it cannot be read
   */
  MessageRecord getWhole(ChatHead head, long seq) {
    byte[] value = value(head, seq);
    return value == null ? null : MessageRecord.read(head, seq, value);
  }

  private MessageRecord read(ChatHead head, long seq, byte[] value) {
    try {
      return MessageRecord.read(head, seq, value);
    } catch (Unreadable e) {
      complaints.unreadable(head.chat().id(), e);
      return MessageRecord.unreadable(head, seq, value);
    }
  }

  /** When the message there was made, or -1 where it is not in the log. */
  long createdAt(ChatHead head, long seq) {
    if (seq == head.lastSeq()) {
      return head.isEmpty() ? -1 : head.lastAt();
    }
    byte[] value = value(head, seq);
    return value == null ? -1 : MessageRecord.createdAtOr(value, head.chat().createdAt());
  }

  /** From the newest below {@code before} back to {@code from}, while {@code wanted} says so. */
  void backward(ChatHead head, long before, long from, Predicate<Message> wanted) {
    long newest = Math.min(before - 1, head.lastSeq());
    long oldest = Math.max(from, head.firstSeq());
    if (newest < oldest) {
      return;
    }
    byte[] chat = Keys.ofChat(head.chatNo());
    try (Entries messages = database.iterate(Column.MESSAGES)) {
      messages.seekForPrev(Keys.inChat(head.chatNo(), newest));
      for (; messages.isValid() && Keys.startsWith(messages.key(), chat); messages.prev()) {
        long seq = Keys.number(messages.key());
        if (seq < 0) {
          continue; // no key of ours
        }
        if (seq < oldest
            || !wanted.test(read(head, seq, messages.value()).message())
            || seq == oldest) { // not into the trimmed ones of a neighbour
          return;
        }
      }
    }
  }

  /** From the oldest above {@code after} on, while {@code wanted} says so. */
  void forward(ChatHead head, long after, Predicate<Message> wanted) {
    scan(head, after, (seq, value) -> wanted.test(read(head, seq, value).message()));
  }

  /** Messages of others above {@code after}; that is not below the member's own cursor. */
  long othersAfter(ChatHead head, int member, long after) {
    long base = Math.max(after, head.firstSeq() - 1);
    if (base >= head.lastSeq()) {
      return 0;
    }
    long own = head.cursor(member).ownTotal() - ownUpTo(head, member, base);
    return head.lastSeq() - base - own;
  }

  /** The member's own messages up to {@code seq}; that is not below the member's own cursor. */
  long ownUpTo(ChatHead head, int member, long seq) {
    Cursor cursor = head.cursor(member);
    if (seq == cursor.readSeq()) {
      return cursor.ownAtRead();
    }
    if (cursor.ownTotal() == cursor.ownAtRead() || seq >= head.lastSeq()) {
      return cursor.ownTotal();
    }
    UserId user = head.chat().members().get(member).user();
    byte[] sender = MessageRecord.senderKey(user);
    long[] rank = {-1};
    scan(
        head,
        seq,
        (at, value) -> {
          rank[0] = MessageRecord.rankIfFrom(value, sender);
          return rank[0] < 0;
        });
    return rank[0] < 0 ? cursor.ownTotal() : rank[0] - 1;
  }

  /** Looks at stored messages, oldest first. */
  interface Visitor {
    /** Whether to go on. */
    boolean visit(long seq, byte[] value);
  }

  void scan(ChatHead head, long after, Visitor visitor) {
    byte[] chat = Keys.ofChat(head.chatNo());
    try (Entries messages = database.iterate(Column.MESSAGES)) {
      messages.seek(Keys.inChat(head.chatNo(), Math.max(after + 1, head.firstSeq())));
      for (; messages.isValid() && Keys.startsWith(messages.key(), chat); messages.next()) {
        long seq = Keys.number(messages.key());
        if (seq >= 0 && (seq > head.lastSeq() || !visitor.visit(seq, messages.value()))) {
          return;
        }
      }
    }
  }

  /** The message as it is stored, or null where it is not in the log. */
  byte[] value(ChatHead head, long seq) {
    if (seq < head.firstSeq() || seq > head.lastSeq()) {
      return null;
    }
    return database.get(Column.MESSAGES, Keys.inChat(head.chatNo(), seq));
  }
}
