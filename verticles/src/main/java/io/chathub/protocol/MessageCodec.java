package io.chathub.protocol;

import io.chathub.model.Message;
import java.util.Optional;

/** Writes the message object of the contract. */
final class MessageCodec {

  /** Names, punctuation, numbers and flags of a message without its texts. */
  private static final int FIXED_BYTES_MAX = 320;

  /** UTF-8 bytes of a UTF-16 unit in JSON, at most: an escape. */
  static final int CHAR_BYTES_MAX = 6;

  private MessageCodec() {}

  /** Bytes of the message as it will be written: never less, and not much more. */
  static int sizeOf(Message message) {
    int names =
        2 * message.chat().value().length()
            + message.from().value().length()
            + message.type().length();
    int texts =
        message.role().length()
            + message.bookingId().map(String::length).orElse(0)
            + message.cid().map(String::length).orElse(0);
    return FIXED_BYTES_MAX + names + CHAR_BYTES_MAX * texts + message.content().length();
  }

  static void write(JsonWriter json, Message message, boolean isDuplicate) {
    json.beginObject().name("id").text(message.id().toString());
    json.name("usif").text(message.chat().value());
    optional(json, "booking_id", message.bookingId());
    json.name("seq").number(message.seq());
    message.cid().ifPresent(cid -> json.name("cid").text(cid));
    json.name("from").text(message.from().value());
    json.name("role").text(message.role());
    json.name("type").text(message.type());
    json.name("content").raw(message.content().utf8());
    json.name("created_at").number(message.createdAt());
    json.name("is_read").flag(message.isRead());
    changes(json, message.isRecalled(), message.isErased());
    if (isDuplicate) {
      json.name("duplicate").number(1);
    }
    json.endObject();
  }

  static void changes(JsonWriter json, boolean isRecalled, boolean isErased) {
    if (isRecalled) {
      json.name("recalled").number(1);
    }
    if (isErased) {
      json.name("erased").number(1);
    }
  }

  static void optional(JsonWriter json, String name, Optional<String> value) {
    json.name(name);
    if (value.isPresent()) {
      json.text(value.get());
    } else {
      json.nothing();
    }
  }
}
