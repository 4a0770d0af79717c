package io.chathub.store.embedded;

import io.chathub.model.Chat;
import io.chathub.model.ErrorCode;
import io.chathub.model.Message;
import io.chathub.model.MessageId;
import io.chathub.model.Refusal;
import io.chathub.model.UserId;
import io.chathub.store.Retention;
import io.chathub.store.SoundClock;
import io.chathub.store.Store;
import io.chathub.store.Store.Appended;
import io.chathub.store.Store.NewMessage;
import io.chathub.store.embedded.Stage.DuplicateKey;

/**
 * Puts messages at the end of logs, each {@code cid} once. A cid is kept under the day on which it
 * came, so that whole days are dropped at once. Not thread safe: owned by the writer thread.
 */
final class Appends {

  /** By so much the sure time may have been ahead before a restart. */
  private static final long LATER_MS = 120_000;

  private final Database database;
  private final MessageLog log;
  private final Retention retention;
  private final SoundClock clock;
  private final RecordWriter key = new RecordWriter();
  private final RecordWriter value = new RecordWriter();
  private final byte[] first = new byte[30]; // three varints

  Appends(Database database, MessageLog log, Retention retention, SoundClock clock) {
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
    if (message.cid().isPresent()) {
      Appended duplicate = duplicate(stage, head, message);
      if (duplicate != null) {
        return duplicate;
      }
    }
    if (!isSystem && !head.chat().takesPushes()) {
      throw Refusal.of(ErrorCode.CHAT_CLOSED, "the chat is closed");
    }
    long at = SoundClock.dateAfter(head.lastAt(), clock.getAsLong());
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

  /** Under the day of each time that it may be looked for by. */
  private void name(Stage stage, ChatHead head, NewMessage message, MessageId id) {
    String cid = message.cid().orElseThrow();
    long sure = clock.sure();
    value.clear();
    value.varint(id.seq());
    value.varint(id.createdAt());
    value.varint(sure);
    Keys.duplicate(key, Keys.day(sure), head.chatNo(), message.from(), cid);
    stage.put(Column.DUPLICATES, key, value);
    if (Keys.day(id.createdAt()) != Keys.day(sure)) {
      Keys.duplicate(key, Keys.day(id.createdAt()), head.chatNo(), message.from(), cid);
      stage.put(Column.DUPLICATES, key, value);
    }
    stage.named(new DuplicateKey(head.chatNo(), message.from(), cid));
  }

  /** The outcome where the cid was used within the window, or null. */
  private Appended duplicate(Stage stage, ChatHead head, NewMessage message) {
    String cid = message.cid().orElseThrow();
    stage.requireCommitted(new DuplicateKey(head.chatNo(), message.from(), cid));
    long now = clock.getAsLong();
    long sure = clock.sure();
    Appended found = named(stage, head, message, sure, now);
    return found != null || Keys.day(now) == Keys.day(sure)
        ? found
        : named(stage, head, message, now, now);
  }

  /** Looks at the days of the window that ends then, or a little later. */
  private Appended named(Stage stage, ChatHead head, NewMessage message, long end, long now) {
    int oldest = Keys.day(end - Store.DUPLICATE_WINDOW_MS);
    long madeAt = head.chat().createdAt();
    if (madeAt <= end) { // else it was dated by a clock that was ahead
      oldest = Math.max(oldest, Keys.day(madeAt)); // nothing was said before
    }
    for (int day = Keys.day(end + LATER_MS); day >= oldest; day--) {
      Keys.duplicate(key, day, head.chatNo(), message.from(), message.cid().orElseThrow());
      int length = database.get(Column.DUPLICATES, key, first);
      if (length >= 0) {
        RecordReader found = new RecordReader(first, length);
        long seq = found.varint();
        long createdAt = found.varint();
        long sureAt = found.left() > 0 ? found.varint() : 0; // an older version wrote none
        boolean isWithin =
            now - createdAt <= Store.DUPLICATE_WINDOW_MS
                || (sureAt > 0 && clock.sure() - sureAt <= Store.DUPLICATE_WINDOW_MS);
        return isWithin ? asItStands(stage, head, message, seq, createdAt) : null;
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
        Message.withoutContent(
            new MessageId(head.chat().id(), seq, createdAt),
            head.chat().bookingId(),
            message.cid(),
            message.from(),
            sender < 0 ? Message.SYSTEM : head.chat().members().get(sender).role(),
            message.type(),
            head.isRead(seq, message.from()));
    return new Appended(trimmed, head.chat(), true);
  }
}
