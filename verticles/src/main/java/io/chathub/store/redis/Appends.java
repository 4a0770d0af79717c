package io.chathub.store.redis;

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
import io.chathub.store.redis.KnownChats.Known;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.List;

/** Puts messages at the end of logs: one script call for each. Thread safe. */
final class Appends {

  /** Beyond the window, so that clocks that differ do not cut it short. */
  private static final long NAME_KEPT_MS = Store.DUPLICATE_WINDOW_MS + 3_600_000;

  /** For as long a message without a cid is known to a repeat after a lost connection. */
  private static final long OPERATION_KEPT_MS = 60_000;

  private static final int VERSION = 2;
  private static final int IS_SAME = 4;
  private static final int RECORD = 5;
  private static final int LOWEST = 6;

  private final Access access;
  private final ChatLists lists;
  private final SoundClock clock;
  private final Long messagesMax;
  private final Long ageMax;

  Appends(Access access, ChatLists lists, Retention retention, SoundClock clock) {
    this.access = access;
    this.lists = lists;
    this.clock = clock;
    this.messagesMax = retention.messages();
    this.ageMax = retention.age().toMillis();
  }

  Future<Appended> append(NewMessage message) {
    Known known = access.chats().get(message.chat());
    Keys.OfChat keys = access.keys().chat(message.chat());
    String operation = access.operations().next();
    String cid = message.cid().orElse("");
    String name = cid.isEmpty() ? keys.outcome(operation) : keys.named(message.from(), cid);
    return access
        .commands()
        .run(
            access.scripts().append,
            List.of(keys.head(), keys.log(), keys.marks(), keys.cursors(), keys.chat(), name),
            List.of(
                message.from().value(),
                clock.getAsLong(),
                KnownChats.version(known),
                operation,
                cid.isEmpty() ? OPERATION_KEPT_MS : NAME_KEPT_MS,
                Store.DUPLICATE_WINDOW_MS,
                message.type(),
                cid,
                message.content().utf8(),
                messagesMax,
                ageMax,
                clock.sure(),
                Store.AHEAD_MAX_MS,
                mayHaveLostNames() ? 1L : 0L))
        .map(answer -> read(message, known, answer));
  }

  /** Redis forgets names early where its clock jumps. */
  private boolean mayHaveLostNames() {
    long at = clock.witnessAheadAt();
    return at > 0 && clock.sure() - at <= NAME_KEPT_MS;
  }

  private Appended read(NewMessage message, Known known, Response answer) {
    try {
      return access.damage().read(message.chat(), answer, given -> appended(message, known, given));
    } catch (Refusal refusal) {
      if (refusal.code() == ErrorCode.NO_SUCH_CHAT) {
        access.chats().forget(message.chat());
      }
      throw refusal;
    }
  }

  private Appended appended(NewMessage message, Known known, Response answer) {
    MessageId id = new MessageId(message.chat(), answer.get(0).toLong(), answer.get(1).toLong());
    Chat chat = access.chats().of(message.chat(), known, answer, VERSION);
    boolean isNew = answer.size() <= IS_SAME || answer.get(IS_SAME).toInteger() == 1;
    if (!isNew) {
      return new Appended(asItStands(message, chat, id, answer), chat, true);
    }
    lists.said(chat, id.createdAt());
    boolean isRead = chat.members().size() == (isFromSystem(message) ? 0 : 1);
    Message stored =
        new Message(
            id,
            chat.bookingId(),
            message.cid(),
            message.from(),
            role(message, chat),
            message.type(),
            message.content(),
            false,
            false,
            isRead);
    return new Appended(stored, chat, false);
  }

  /**
   * The first message of that cid. Where it was trimmed, what is still known of it: its id and cid,
   * as if erased.
   */
  private Message asItStands(NewMessage message, Chat chat, MessageId id, Response answer) {
    Lowest lowest = Lowest.read(answer.get(LOWEST));
    Response record = answer.get(RECORD);
    if (record != null) {
      var frame = new MessageRecord.Frame(chat.id(), chat.bookingId(), lowest);
      return MessageRecord.read(frame, id.seq(), record, id.createdAt(), access.damage());
    }
    return Message.withoutContent(
        id,
        chat.bookingId(),
        message.cid(),
        message.from(),
        role(message, chat),
        message.type(),
        lowest.haveRead(id.seq(), message.from()));
  }

  private static String role(NewMessage message, Chat chat) {
    return chat.member(message.from()).map(member -> member.role()).orElse(Message.SYSTEM);
  }

  private static boolean isFromSystem(NewMessage message) {
    return message.from().equals(UserId.SYSTEM);
  }
}
