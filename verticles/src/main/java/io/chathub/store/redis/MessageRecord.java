package io.chathub.store.redis;

import io.chathub.model.ChatId;
import io.chathub.model.Message;
import io.chathub.model.MessageId;
import io.chathub.model.RawJson;
import io.chathub.model.UserId;
import io.chathub.store.StoredJson;
import io.vertx.redis.client.Response;
import java.util.Optional;

/**
 * A message as {@code append.lua} packs it; the form is said in {@code log.lua}. One that can't be
 * read keeps its place, as if erased.
 */
final class MessageRecord {

  private static final int RECALLED = 1;
  private static final int ERASED = 2;
  private static final int FLAGS_MAX = RECALLED | ERASED;
  private static final String BOOKED = "=";

  /** Who may have sent what can't be read. */
  private static final UserId UNKNOWN = UserId.SYSTEM;

  private static final String UNKNOWN_TYPE = "text";

  private MessageRecord() {}

  /** What all messages of one answer have in common: their chat as it was then. */
  record Frame(ChatId chat, Optional<String> bookingId, Lowest lowest) {}

  /**
   * @param about when it may have been made where it can't be read, epoch milliseconds
   */
  static Message read(Frame frame, long seq, Response record, long about, Damage damage) {
    try {
      Message message = read(frame, seq, new PackedReader(record.toBytes()));
      if (!StoredJson.isWhole(message.content().utf8())) {
        damage.unreadable(frame.chat, seq, "its content is no JSON");
        return message.erased();
      }
      return message;
    } catch (RuntimeException e) {
      damage.unreadable(frame.chat, seq, e.toString());
      return Message.withoutContent(
          new MessageId(frame.chat, seq, about),
          frame.bookingId,
          Optional.empty(),
          UNKNOWN,
          Message.SYSTEM,
          UNKNOWN_TYPE,
          frame.lowest.haveRead(seq, UNKNOWN));
    }
  }

  private static Message read(Frame frame, long seq, PackedReader in) {
    int flags = in.u8();
    if (flags > FLAGS_MAX) {
      throw new IllegalArgumentException("flags " + flags);
    }
    boolean isRecalled = (flags & RECALLED) != 0;
    boolean isErased = (flags & ERASED) != 0;
    MessageId id = new MessageId(frame.chat, seq, in.u48());
    long ownNumber = in.u32();
    assert ownNumber >= 0;
    UserId from = new UserId(in.text(in.u8()));
    String role = in.text(in.u16());
    String type = in.text(in.u8());
    String cid = in.text(in.u16());
    return new Message(
        id,
        frame.bookingId,
        cid.isEmpty() ? Optional.empty() : Optional.of(cid),
        from,
        role,
        type,
        isRecalled || isErased ? RawJson.NULL : new RawJson(in.rest()),
        isRecalled,
        isErased,
        frame.lowest.haveRead(seq, from));
  }

  /** As the head of the chat holds it. */
  static String bookingField(Optional<String> bookingId) {
    return bookingId.map(booking -> BOOKED + booking).orElse("");
  }

  static Optional<String> booking(Response field) {
    String text = field.toString();
    return text.isEmpty() ? Optional.empty() : Optional.of(text.substring(BOOKED.length()));
  }
}
