package io.chathub.protocol;

import static io.chathub.protocol.MessageCodec.optional;

import io.chathub.model.ErrorCode;
import io.chathub.model.Message;
import io.chathub.model.RawJson;
import io.chathub.model.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Writes events as frames: the envelope of the contract and what is in it. Thread safe. */
public final class EventCodec {

  private static final int SMALL = 256;

  /** Up to the value of {@code errcode}, for each type. */
  private static final Map<EventType, byte[]> HEADS = new EnumMap<>(EventType.class);

  /** Up to the value of {@code data}, for each type, when nothing went wrong. */
  private static final Map<EventType, byte[]> SUCCESSES = new EnumMap<>(EventType.class);

  static {
    for (EventType type : EventType.values()) {
      String head = "{\"msgType\":\"" + type.wireName() + "\",\"errcode\":";
      HEADS.put(type, head.getBytes(StandardCharsets.UTF_8));
      String success = head + "0,\"errmsg\":\"\",\"data\":";
      SUCCESSES.put(type, success.getBytes(StandardCharsets.UTF_8));
    }
  }

  private EventCodec() {}

  /** Bytes that a message takes in a frame: never less, and not much more. */
  public static int sizeOf(Message message) {
    return MessageCodec.sizeOf(message);
  }

  /** The message object alone. */
  public static RawJson message(Message message) {
    JsonWriter json = new JsonWriter(MessageCodec.sizeOf(message));
    MessageCodec.write(json, message, false);
    return new RawJson(json.toBytes());
  }

  public static Frame encode(Event.Ready event) {
    JsonWriter json = success(EventType.READY, SMALL).beginObject();
    json.name("user_id").text(event.user().value());
    json.name("role").text(event.role());
    json.name("connection_id").text(event.connectionId());
    json.name("heartbeat_ms").number(event.heartbeatMs());
    json.name("server_time").number(event.serverTime());
    json.name("max_content_bytes").number(event.contentBytesMax()).endObject();
    return end(EventType.READY, json, Optional.empty());
  }

  public static Frame encode(Event.Fail event) {
    JsonWriter json = failure(EventType.FAIL, event.why()).nothing().name("meta").beginObject();
    retry(json, event.why());
    return end(EventType.FAIL, json.endObject(), Optional.empty());
  }

  public static Frame encode(Event.Push event) {
    JsonWriter json = success(EventType.PUSH, MessageCodec.sizeOf(event.message()));
    MessageCodec.write(json, event.message(), false);
    return end(EventType.PUSH, json, Optional.empty());
  }

  public static Frame encode(Event.Pushback event) {
    JsonWriter json = success(EventType.PUSHBACK, MessageCodec.sizeOf(event.message()));
    MessageCodec.write(json, event.message(), event.isDuplicate());
    return end(EventType.PUSHBACK, json, event.ref());
  }

  public static Frame encode(Event.PushRefused event) {
    JsonWriter json = failure(EventType.PUSHBACK, event.why()).beginObject();
    optional(json, "usif", event.usif());
    optional(json, "cid", event.cid());
    retry(json, event.why());
    return end(EventType.PUSHBACK, json.endObject(), event.ref());
  }

  public static Frame encode(Event.Refused event) {
    JsonWriter json = failure(EventType.ERROR, event.why()).beginObject();
    optional(json, "action", event.action());
    event.usif().ifPresent(usif -> json.name("usif").text(usif));
    retry(json, event.why());
    return end(EventType.ERROR, json.endObject(), event.ref());
  }

  public static Frame encode(Event.Read event) {
    return end(EventType.READ, ReadCodec.write(success(EventType.READ, SMALL), event));
  }

  /** What a read is, without an envelope. */
  public static RawJson data(Event.Read event) {
    return new RawJson(ReadCodec.write(new JsonWriter(SMALL), event).toBytes());
  }

  public static Frame encode(Event.CaughtUp event) {
    JsonWriter json = success(EventType.RECONNECT, CaughtUpCodec.sizeOf(event));
    CaughtUpCodec.write(json, event);
    return end(EventType.RECONNECT, json, event.ref());
  }

  public static Frame encode(Event.Online event) {
    JsonWriter json = success(EventType.ONLINE, SMALL).beginObject();
    json.name("user_id").text(event.user().value()).name("role").text(event.role());
    optional(json, "name", event.name());
    return end(EventType.ONLINE, json.name("at").number(event.at()).endObject());
  }

  public static Frame encode(Event.Offline event) {
    JsonWriter json = success(EventType.OFFLINE, SMALL).beginObject();
    json.name("user_id").text(event.user().value()).name("role").text(event.role());
    return end(EventType.OFFLINE, json.name("at").number(event.at()).endObject());
  }

  public static Frame encode(Event.ChatChanged event) {
    JsonWriter json = success(EventType.CHAT, SMALL).beginObject();
    json.name("usif").text(event.chat().id().value());
    optional(json, "booking_id", event.chat().bookingId());
    json.name("state").text(event.chat().state().wireName());
    return end(EventType.CHAT, json.name("member").flag(event.isMember()).endObject());
  }

  public static Frame encode(Event.Notice event) {
    JsonWriter json = success(EventType.NOTICE, SMALL + event.content().length()).beginObject();
    json.name("id").text(event.id()).name("type").text(event.messageType());
    json.name("content").raw(event.content().utf8());
    return end(EventType.NOTICE, json.name("created_at").number(event.createdAt()).endObject());
  }

  public static Frame encode(Event.Typing event) {
    JsonWriter json = success(EventType.TYPING, SMALL).beginObject();
    json.name("usif").text(event.chat().value());
    return end(EventType.TYPING, json.name("user_id").text(event.user().value()).endObject());
  }

  public static Frame encode(Event.Recall event) {
    JsonWriter json = success(EventType.RECALL, SMALL).beginObject();
    json.name("usif").text(event.id().chat().value());
    optional(json, "booking_id", event.bookingId());
    json.name("id").text(event.id().toString()).name("seq").number(event.id().seq());
    json.name("by").text(event.by().value()).name("at").number(event.at());
    return end(EventType.RECALL, json.endObject(), event.ref());
  }

  public static Frame encode(Event.Erase event) {
    JsonWriter json = success(EventType.ERASE, SMALL).beginObject();
    json.name("usif").text(event.chat().value()).name("seqs").beginArray();
    event.seqs().forEach(json::number);
    return end(EventType.ERASE, json.endArray().name("at").number(event.at()).endObject());
  }

  public static Frame encode(Event.Pong event) {
    JsonWriter json = success(EventType.PONG, SMALL).beginObject();
    json.name("server_time").number(event.serverTime()).endObject();
    return end(EventType.PONG, json, event.ref());
  }

  public static Frame encode(Event.Bye event) {
    JsonWriter json = success(EventType.BYE, SMALL).beginObject();
    json.name("code").number(event.code().number()).name("reason").text(event.code().reason());
    event.retryAfterMs().ifPresent(ms -> json.name("retry_after_ms").number(ms));
    return end(EventType.BYE, json.endObject());
  }

  private static JsonWriter success(EventType type, int sizeHint) {
    byte[] head = SUCCESSES.get(type);
    return new JsonWriter(head.length + sizeHint).fragment(head);
  }

  private static JsonWriter failure(EventType type, Refusal why) {
    JsonWriter json = new JsonWriter(SMALL).fragment(HEADS.get(type));
    json.number(why.code().number()).name("errmsg").text(why.getMessage());
    return json.name("data");
  }

  private static Frame end(EventType type, JsonWriter json) {
    return end(type, json, Optional.empty());
  }

  private static Frame end(EventType type, JsonWriter json, Optional<String> ref) {
    ref.ifPresent(mark -> json.name("ref").text(mark));
    return new Frame(type, json.endObject().toBytes());
  }

  private static void retry(JsonWriter json, Refusal why) {
    ErrorCode code = why.code();
    json.name("retryable").flag(code.isRetryable());
    why.retryAfterMs().ifPresent(ms -> json.name("retry_after_ms").number(ms));
  }
}
