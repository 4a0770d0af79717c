package io.chathub.protocol;

import io.chathub.model.ChatId;
import io.chathub.protocol.Event.ChatCaughtUp;
import io.chathub.protocol.Event.ChatMissed;
import io.chathub.protocol.Event.ChatRefused;

/** Writes the messages and the {@code meta} of an answer to {@code reconnect}. */
final class CaughtUpCodec {

  private static final int META_BYTES = 512;

  private CaughtUpCodec() {}

  /** About as many bytes as will be written. */
  static int sizeOf(Event.CaughtUp event) {
    int size = META_BYTES;
    for (ChatCaughtUp chat : event.chats()) {
      size += META_BYTES;
      if (chat instanceof ChatMissed missed) {
        size += missed.messages().stream().mapToInt(MessageCodec::sizeOf).sum();
      }
    }
    return size;
  }

  static void write(JsonWriter json, Event.CaughtUp event) {
    json.beginArray();
    for (ChatCaughtUp chat : event.chats()) {
      if (chat instanceof ChatMissed missed) {
        missed.messages().forEach(message -> MessageCodec.write(json, message, false));
      }
    }
    json.endArray().name("meta").beginObject();
    if (event.isSingle()) {
      json.name("usif").text(event.chats().get(0).chat().value());
    }
    json.name("chats").beginArray();
    for (ChatCaughtUp chat : event.chats()) {
      json.beginObject();
      usif(json, chat.chat());
      if (chat instanceof ChatMissed missed) {
        write(json, missed);
      } else if (chat instanceof ChatRefused refused) {
        json.name("errcode").number(refused.why().code().number());
        json.name("errmsg").text(refused.why().getMessage());
      }
      json.endObject();
    }
    json.endArray().endObject();
  }

  private static void usif(JsonWriter json, ChatId chat) {
    json.name("usif").text(chat.value());
  }

  private static void write(JsonWriter json, ChatMissed missed) {
    json.name("missed").number(missed.missed()).name("more").flag(missed.more());
    json.name("last_seq").number(missed.lastSeq()).name("unread").number(missed.unread());
    json.name("rev").number(missed.rev());
    missed
        .read()
        .ifPresent(
            cursors -> {
              json.name("read").beginObject();
              cursors.forEach((user, seq) -> json.name(user.value()).number(seq));
              json.endObject();
            });
    missed
        .changed()
        .ifPresent(
            changes -> {
              json.name("changed").beginArray();
              changes.forEach(change -> write(json, change));
              json.endArray();
            });
    if (missed.reset()) {
      json.name("reset").number(1);
    }
    missed.readRefused().ifPresent(code -> json.name("read_errcode").number(code.number()));
  }

  private static void write(JsonWriter json, Event.Changed change) {
    json.beginObject().name("id").text(change.id().toString());
    json.name("seq").number(change.id().seq());
    MessageCodec.changes(json, change.isRecalled(), change.isErased());
    json.endObject();
  }
}
