package io.chathub.store.redis;

import io.chathub.model.ChatId;
import io.chathub.model.Message;
import io.chathub.model.MessageId;
import io.chathub.model.RawJson;
import io.chathub.model.UserId;
import io.vertx.redis.client.Response;
import java.util.Optional;

/** A message as {@code append.lua} packs it; the form is said in {@code log.lua}. */
final class MessageRecord {

  private static final int RECALLED = 1;
  private static final int ERASED = 2;
  private static final String BOOKED = "=";

  private MessageRecord() {}

  /** What all messages of one answer have in common: their chat as it was then. */
  record Frame(ChatId chat, Optional<String> bookingId, Lowest lowest) {}

  static Message read(Frame frame, long seq, byte[] record) {
    PackedReader in = new PackedReader(record);
    int flags = in.u8();
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
