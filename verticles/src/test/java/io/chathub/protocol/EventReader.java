package io.chathub.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import io.chathub.model.Chat;
import io.chathub.model.ChatId;
import io.chathub.model.ChatState;
import io.chathub.model.ErrorCode;
import io.chathub.model.Message;
import io.chathub.model.MessageId;
import io.chathub.model.RawJson;
import io.chathub.model.Refusal;
import io.chathub.model.UserId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.StreamSupport;

/**
 * Reads an event out of JSON, to encode it again: only what the contract names, so that the frame
 * differs from an example with more or less than that.
 */
final class EventReader {

  private EventReader() {}

  static Frame encodedAgain(JsonNode event) {
    JsonNode data = event.get("data");
    Optional<String> ref = text(event, "ref");
    boolean isRefused = event.get("errcode").asInt() != 0;
    return switch (EventType.valueOf(event.get("msgType").asText().toUpperCase(Locale.ROOT))) {
      case READY -> EventCodec.encode(ready(data));
      case FAIL -> EventCodec.encode(new Event.Fail(refusal(event, event.get("meta"))));
      case PUSH -> EventCodec.encode(new Event.Push(message(data)));
      case PUSHBACK ->
          isRefused
              ? EventCodec.encode(
                  new Event.PushRefused(
                      text(data, "usif"), text(data, "cid"), refusal(event, data), ref))
              : EventCodec.encode(new Event.Pushback(message(data), flag(data, "duplicate"), ref));
      case READ ->
          EventCodec.encode(
              new Event.Read(
                  id(data), text(data, "booking_id"), user(data, "reader"), time(data, "read_at")));
      case RECONNECT -> EventCodec.encode(caughtUp(event, ref));
      case ONLINE ->
          EventCodec.encode(
              new Event.Online(
                  user(data, "user_id"),
                  data.get("role").asText(),
                  text(data, "name"),
                  time(data, "at")));
      case OFFLINE ->
          EventCodec.encode(
              new Event.Offline(
                  user(data, "user_id"), data.get("role").asText(), time(data, "at")));
      case CHAT -> EventCodec.encode(chatChanged(data));
      case NOTICE ->
          EventCodec.encode(
              new Event.Notice(
                  data.get("id").asText(),
                  data.get("type").asText(),
                  RawJson.of(data.get("content").toString()),
                  time(data, "created_at")));
      case TYPING -> EventCodec.encode(new Event.Typing(chat(data), user(data, "user_id")));
      case RECALL ->
          EventCodec.encode(
              new Event.Recall(
                  id(data), text(data, "booking_id"), user(data, "by"), time(data, "at"), ref));
      case ERASE -> EventCodec.encode(erase(data));
      case PONG -> EventCodec.encode(new Event.Pong(time(data, "server_time"), ref));
      case ERROR ->
          EventCodec.encode(
              new Event.Refused(
                  text(data, "action"), text(data, "usif"), refusal(event, data), ref));
      case BYE -> EventCodec.encode(bye(data));
    };
  }

  static Message message(JsonNode data) {
    return new Message(
        id(data),
        text(data, "booking_id"),
        text(data, "cid"),
        user(data, "from"),
        data.get("role").asText(),
        data.get("type").asText(),
        RawJson.of(data.get("content").toString()),
        flag(data, "recalled"),
        flag(data, "erased"),
        flag(data, "is_read"));
  }

  private static Event.Ready ready(JsonNode data) {
    return new Event.Ready(
        user(data, "user_id"),
        data.get("role").asText(),
        data.get("connection_id").asText(),
        time(data, "heartbeat_ms"),
        time(data, "server_time"),
        data.get("max_content_bytes").asInt());
  }

  private static Event.ChatChanged chatChanged(JsonNode data) {
    ChatState state = ChatState.byWireName(data.get("state").asText()).orElseThrow();
    return new Event.ChatChanged(
        new Chat(chat(data), text(data, "booking_id"), state, List.of(), 0), flag(data, "member"));
  }

  private static Event.Erase erase(JsonNode data) {
    List<Long> seqs = new ArrayList<>();
    data.get("seqs").forEach(seq -> seqs.add(seq.asLong()));
    return new Event.Erase(chat(data), seqs, time(data, "at"));
  }

  private static Event.Bye bye(JsonNode data) {
    for (CloseCode code : CloseCode.values()) {
      if (code.number() == data.get("code").asInt()) {
        return new Event.Bye(code, optionalTime(data, "retry_after_ms"));
      }
    }
    throw new IllegalArgumentException("no such close code: " + data);
  }

  private static Event.CaughtUp caughtUp(JsonNode event, Optional<String> ref) {
    List<Event.ChatCaughtUp> chats = new ArrayList<>();
    for (JsonNode chat : event.get("meta").get("chats")) {
      chats.add(
          chat.has("errcode")
              ? new Event.ChatRefused(chat(chat), refusal(chat, chat))
              : missed(chat, event.get("data")));
    }
    return new Event.CaughtUp(chats, event.get("meta").has("usif"), ref);
  }

  private static Event.ChatMissed missed(JsonNode chat, JsonNode data) {
    List<Message> messages =
        StreamSupport.stream(data.spliterator(), false)
            .filter(message -> message.get("usif").equals(chat.get("usif")))
            .map(EventReader::message)
            .toList();
    return new Event.ChatMissed(
        chat(chat),
        messages,
        time(chat, "missed"),
        flag(chat, "more"),
        time(chat, "last_seq"),
        time(chat, "unread"),
        time(chat, "rev"),
        Optional.ofNullable(chat.get("read")).map(EventReader::cursors),
        Optional.ofNullable(chat.get("changed")).map(EventReader::changes),
        flag(chat, "reset"),
        Optional.ofNullable(chat.get("read_errcode")).map(EventReader::code));
  }

  private static Map<UserId, Long> cursors(JsonNode read) {
    Map<UserId, Long> cursors = new LinkedHashMap<>();
    read.fieldNames()
        .forEachRemaining(user -> cursors.put(new UserId(user), read.get(user).asLong()));
    return cursors;
  }

  private static List<Event.Changed> changes(JsonNode changed) {
    return StreamSupport.stream(changed.spliterator(), false)
        .map(one -> new Event.Changed(id(one), flag(one, "recalled"), flag(one, "erased")))
        .toList();
  }

  private static Refusal refusal(JsonNode event, JsonNode rest) {
    ErrorCode code = code(event.get("errcode"));
    String message = event.get("errmsg").asText();
    return rest.has("retry_after_ms")
        ? Refusal.later(code, message, time(rest, "retry_after_ms"))
        : Refusal.of(code, message);
  }

  private static ErrorCode code(JsonNode number) {
    return ErrorCode.byNumber(number.asInt()).orElseThrow();
  }

  private static MessageId id(JsonNode data) {
    return MessageId.parse(data.get("id").asText()).orElseThrow();
  }

  private static ChatId chat(JsonNode data) {
    return new ChatId(data.get("usif").asText());
  }

  private static UserId user(JsonNode data, String field) {
    return new UserId(data.get(field).asText());
  }

  private static Optional<String> text(JsonNode data, String field) {
    return data.hasNonNull(field) ? Optional.of(data.get(field).asText()) : Optional.empty();
  }

  private static long time(JsonNode data, String field) {
    return data.get(field).asLong();
  }

  private static OptionalLong optionalTime(JsonNode data, String field) {
    return data.has(field) ? OptionalLong.of(time(data, field)) : OptionalLong.empty();
  }

  private static boolean flag(JsonNode data, String field) {
    return data.path(field).asInt() == 1;
  }
}
