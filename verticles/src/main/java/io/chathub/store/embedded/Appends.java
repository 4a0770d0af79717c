package io.chathub.store.embedded;

import io.chathub.model.Chat;
import io.chathub.model.ErrorCode;
import io.chathub.model.Message;
import io.chathub.model.MessageId;
import io.chathub.model.RawJson;
import io.chathub.model.Refusal;
import io.chathub.model.UserId;
import io.chathub.store.Retention;
import io.chathub.store.Store;
import io.chathub.store.Store.Appended;
import io.chathub.store.Store.NewMessage;
import io.chathub.store.embedded.Stage.DuplicateKey;
import java.util.function.LongSupplier;

/**
 * Puts messages at the end of logs, each {@code cid} once. A cid is kept under the day of its
 * message, so that whole days are dropped at once. Not thread safe: owned by the writer thread.
 */
final class Appends {

  private final Database database;
  private final MessageLog log;
  private final Retention retention;
  private final LongSupplier clock;
  private final RecordWriter key = new RecordWriter();
  private final RecordWriter value = new RecordWriter();
  private final byte[] first = new byte[20]; // two varints

  Appends(Database database, MessageLog log, Retention retention, LongSupplier clock) {
    this.database = database;
    this.log = log;
    this.retention = retention;
    this.clock = clock;
  }

  Appended append(Stage stage, NewMessage message) {
    ChatHead head = stage.head(message.chat());
    boolean isSystem = message.from().equals(UserId.SYSTEM);
    int sender = head == null ? -1 : head.indexOf(message.from());
    if (head == null || (sender < 0 && !isSystem)) {
      throw isSystem ? Refusals.noSuchChat() : Refusals.notAMember();
    }
    long at = Math.max(clock.getAsLong(), head.lastAt());
    if (message.cid().isPresent()) {
      Appended duplicate = duplicate(stage, head, message, at);
      if (duplicate != null) {
        return duplicate;
      }
    }
    if (!isSystem && !head.chat().takesPushes()) {
      throw Refusal.of(ErrorCode.CHAT_CLOSED, "the chat is closed");
    }
    return append(stage, head, sender, message, at);
  }

  private Appended append(Stage stage, ChatHead head, int sender, NewMessage message, long at) {
    long seq = head.lastSeq() + 1;
    Chat chat = head.chat();
    String role = sender < 0 ? Message.SYSTEM : chat.members().get(sender).role();
    long rank = sender < 0 ? 0 : head.cursor(sender).ownTotal() + 1;
    boolean isRead = chat.members().size() == (sender < 0 ? 0 : 1);
    Message stored =
        new Message(
            new MessageId(chat.id(), seq, at),
            chat.bookingId(),
            message.cid(),
            message.from(),
            role,
            message.type(),
            message.content(),
            false,
            false,
            isRead);
    new MessageRecord(stored, rank, 0).write(value);
    stage.put(Column.MESSAGES, Keys.inChat(head.chatNo(), seq), value);
    if (message.cid().isPresent()) {
      name(stage, head, message, stored.id());
    }
    long firstSeq = Math.max(head.firstSeq(), seq - retention.messages() + 1);
    Trimming.delete(stage, head, firstSeq);
    stage.appended(head.appended(sender, at, firstSeq));
    return new Appended(stored, chat, false);
  }

  private void name(Stage stage, ChatHead head, NewMessage message, MessageId id) {
    String cid = message.cid().orElseThrow();
    Keys.duplicate(key, Keys.day(id.createdAt()), head.chatNo(), message.from(), cid);
    value.clear();
    value.varint(id.seq());
    value.varint(id.createdAt());
    stage.put(Column.DUPLICATES, key, value);
    stage.named(new DuplicateKey(head.chatNo(), message.from(), cid));
  }

  /** The outcome where the cid was used within the window, or null. */
  private Appended duplicate(Stage stage, ChatHead head, NewMessage message, long at) {
    String cid = message.cid().orElseThrow();
    stage.requireCommitted(new DuplicateKey(head.chatNo(), message.from(), cid));
    long oldest = at - Store.DUPLICATE_WINDOW_MS;
    for (int day = Keys.day(at); day >= Keys.day(oldest); day--) {
      // Nothing was said in this chat before it was made.
      boolean isPossible = day >= Keys.day(head.chat().createdAt());
      Keys.duplicate(key, day, head.chatNo(), message.from(), cid);
      int length = isPossible ? database.get(Column.DUPLICATES, key, first) : -1;
      if (length >= 0) {
        RecordReader found = new RecordReader(first, length);
        long seq = found.varint();
        long createdAt = found.varint();
        return createdAt < oldest ? null : asItStands(stage, head, message, seq, createdAt);
      }
    }
    return null;
  }

  /**
   * The first message of that cid. Where it was trimmed, what is still known of it: its id and cid,
   * as if erased.
   */
  private Appended asItStands(
      Stage stage, ChatHead head, NewMessage message, long seq, long createdAt) {
    stage.requireCommitted(Column.MESSAGES);
    MessageRecord stored = log.getWhole(head, seq);
    if (stored != null) {
      return new Appended(stored.message(), head.chat(), true);
    }
    int sender = head.indexOf(message.from());
    Message trimmed =
        new Message(
            new MessageId(head.chat().id(), seq, createdAt),
            head.chat().bookingId(),
            message.cid(),
            message.from(),
            sender < 0 ? Message.SYSTEM : head.chat().members().get(sender).role(),
            message.type(),
            RawJson.NULL,
            false,
            true,
            head.isRead(seq, message.from()));
    return new Appended(trimmed, head.chat(), true);
  }
}
