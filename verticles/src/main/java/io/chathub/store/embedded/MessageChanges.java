package io.chathub.store.embedded;

import io.chathub.model.ChatId;
import io.chathub.model.ErrorCode;
import io.chathub.model.Message;
import io.chathub.model.MessageId;
import io.chathub.model.Position;
import io.chathub.model.Refusal;
import io.chathub.model.UserId;
import io.chathub.store.Store;
import io.chathub.store.Store.Erased;
import io.chathub.store.Store.ReadMark;
import io.chathub.store.Store.Recalled;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What happens to messages after they were stored: read, recalled, erased. Not thread safe: owned
 * by the writer thread.
 */
final class MessageChanges {

  private final MessageLog log;
  private final LongSupplier clock;
  private final RecordWriter value = new RecordWriter();

  MessageChanges(MessageLog log, LongSupplier clock) {
    this.log = log;
    this.clock = clock;
  }

  ReadMark markRead(Stage stage, ChatId chat, UserId reader, Position upTo) {
    ChatHead head = stage.head(chat);
    int member = requireMember(head, reader);
    Place place = Place.of(upTo, head, seq -> createdAt(stage, head, seq));
    long seq = place.seq();
    MessageId id =
        switch (place.kind()) {
          case HELD -> new MessageId(chat, seq, createdAt(stage, head, seq));
          case TRIMMED -> upTo instanceof Position.ById name ? name.id() : trimmedId(head, seq);
          case START, BEYOND, FOREIGN -> throw Refusals.noSuchMessage();
        };
    long now = clock.getAsLong();
    if (seq <= head.cursor(member).readSeq()) {
      return new ReadMark(head.chat(), id, now, false);
    }
    if (seq < head.lastSeq()) {
      stage.requireCommitted(head);
    }
    ChatHead moved = head.read(member, seq, log.ownUpTo(head, member, seq));
    stage.save(moved);
    return new ReadMark(head.chat(), id, now, true);
  }

  Recalled recall(Stage stage, ChatId chat, UserId by, Position position) {
    ChatHead head = stage.head(chat);
    if (requireMember(head, by) < 0) {
      throw Refusals.notAMember();
    }
    stage.requireCommitted(head);
    Place place = Place.of(position, head, seq -> log.createdAt(head, seq));
    MessageRecord record = place.kind() == Place.Kind.HELD ? log.getWhole(head, place.seq()) : null;
    if (record == null) {
      throw Refusals.noSuchMessage();
    }
    Message message = record.message();
    if (!message.from().equals(by)) {
      throw Refusal.of(ErrorCode.RECALL_REFUSED, "only its sender may recall a message");
    }
    if (message.isRecalled()) {
      return new Recalled(head.chat(), message.id(), record.recalledAt(), true);
    }
    long now = clock.getAsLong();
    long age = now - message.createdAt();
    if (age > Store.RECALL_WINDOW_MS || age < -Store.AHEAD_MAX_MS) {
      throw Refusal.of(ErrorCode.RECALL_REFUSED, "too late to recall this message");
    }
    rewrite(stage, head, record.recalled(now), head.rev() + 1);
    stage.save(head.changed(1));
    return new Recalled(head.chat(), message.id(), now, false);
  }

  /** Takes the content of these messages away, where they are still there and of that user. */
  Erased erase(Stage stage, ChatId chat, UserId user, List<Long> seqs) {
    ChatHead head = stage.head(chat);
    stage.requireCommitted(head);
    List<Long> erased = new ArrayList<>();
    byte[] sender = MessageRecord.senderKey(user);
    for (long seq : seqs) {
      byte[] stored = log.value(head, seq);
      // By what is stored: of one that cannot be read in full the rest is to go, too.
      if (stored != null
          && !MessageRecord.isErased(stored)
          && MessageRecord.rankIfFrom(stored, sender) >= 0) {
        erased.add(seq);
        rewrite(stage, head, log.get(head, seq).erased(), head.rev() + erased.size());
      }
    }
    if (!erased.isEmpty()) {
      stage.save(head.changed(erased.size()));
    }
    return new Erased(head.chat(), erased, clock.getAsLong());
  }

  private void rewrite(Stage stage, ChatHead head, MessageRecord record, long rev) {
    record.write(value);
    stage.rewrite(Column.MESSAGES, Keys.inChat(head.chatNo(), record.message().seq()), value);
    ChangeRecord.write(record.message(), value);
    stage.put(Column.CHANGES, Keys.inChat(head.chatNo(), rev), value);
    if (rev > Store.CHANGES_MAX) {
      stage.delete(Column.CHANGES, Keys.inChat(head.chatNo(), rev - Store.CHANGES_MAX));
    }
  }

  private long createdAt(Stage stage, ChatHead head, long seq) {
    if (seq < head.lastSeq()) {
      stage.requireCommitted(head);
    }
    return log.createdAt(head, seq);
  }

  /** The time of a trimmed message is not known any more: not before the chat's. */
  private static MessageId trimmedId(ChatHead head, long seq) {
    return new MessageId(head.chat().id(), seq, head.chat().createdAt());
  }

  private static int requireMember(ChatHead head, UserId user) {
    int member = head == null ? -1 : head.indexOf(user);
    if (member < 0) {
      throw Refusals.notAMember();
    }
    return member;
  }
}
