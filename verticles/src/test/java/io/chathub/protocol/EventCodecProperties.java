package io.chathub.protocol;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.chathub.model.Chat;
import io.chathub.model.ChatId;
import io.chathub.model.ChatState;
import io.chathub.model.ErrorCode;
import io.chathub.model.Member;
import io.chathub.model.Message;
import io.chathub.model.MessageId;
import io.chathub.model.RawJson;
import io.chathub.model.Refusal;
import io.chathub.model.UserId;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;

/** What an event says is what an independent parser finds in its frame. */
@PropertyDefaults(tries = 100, edgeCases = EdgeCasesMode.NONE)
class EventCodecProperties {

  private static final JsonMapper JACKSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          // Else 0E-30 is read as 0 by the one way, as itself by the other.
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  @Provide
  Arbitrary<String> texts() {
    return Generated.wholeTexts();
  }

  @Provide
  Arbitrary<Optional<String>> marks() {
    return Generated.wholeTexts().optional();
  }

  @Provide
  Arbitrary<UserId> users() {
    return Generated.users();
  }

  @Provide
  Arbitrary<ChatId> chats() {
    return Generated.chats();
  }

  @Provide
  Arbitrary<MessageId> ids() {
    return Generated.ids();
  }

  @Provide
  Arbitrary<Message> messages() {
    return Generated.messages();
  }

  @Provide
  Arbitrary<List<Message>> logs() {
    return Generated.messages().list().ofMaxSize(3);
  }

  @Provide
  Arbitrary<Refusal> refusals() {
    Arbitrary<ErrorCode> codes = Arbitraries.of(ErrorCode.class);
    return Arbitraries.oneOf(
        Combinators.combine(codes, texts()).as(Refusal::of),
        Combinators.combine(codes, texts(), Generated.times()).as(Refusal::later));
  }

  @Property
  void ready(
      @ForAll("users") UserId user,
      @ForAll("texts") String role,
      @ForAll("texts") String id,
      @ForAll long time,
      @ForAll int bytes) {
    said(
        EventCodec.encode(new Event.Ready(user, role, id, time, time, bytes)),
        EventType.READY,
        fields(
            entry("user_id", user.value()),
            entry("role", role),
            entry("connection_id", id),
            entry("heartbeat_ms", time),
            entry("server_time", time),
            entry("max_content_bytes", bytes)),
        Map.of());
  }

  @Property
  void refused(
      @ForAll("refusals") Refusal why,
      @ForAll("marks") Optional<String> name,
      @ForAll("marks") Optional<String> ref) {
    Map<String, Object> retry = fields(entry("retryable", why.code().isRetryable() ? 1 : 0));
    why.retryAfterMs().ifPresent(ms -> retry.put("retry_after_ms", ms));
    Map<String, Object> error = fields(entry("action", name));
    name.ifPresent(usif -> error.put("usif", usif));
    error.putAll(retry);
    Map<String, Object> pushback = fields(entry("usif", name), entry("cid", ref));
    pushback.putAll(retry);

    failed(
        EventCodec.encode(new Event.Fail(why)), EventType.FAIL, why, null, Map.of("meta", retry));
    failed(
        EventCodec.encode(new Event.Refused(name, name, why, ref)),
        EventType.ERROR,
        why,
        error,
        mark(ref));
    failed(
        EventCodec.encode(new Event.PushRefused(name, ref, why, ref)),
        EventType.PUSHBACK,
        why,
        pushback,
        mark(ref));
  }

  @Property(tries = 200)
  void messages(
      @ForAll("messages") Message message,
      @ForAll boolean isDuplicate,
      @ForAll("marks") Optional<String> ref) {
    Map<String, Object> fields = fields(message);

    said(EventCodec.encode(new Event.Push(message)), EventType.PUSH, fields, Map.of());
    assertThat(parsed(EventCodec.message(message).utf8())).isEqualTo(tree(fields));

    if (isDuplicate) {
      fields.put("duplicate", 1);
    }
    said(
        EventCodec.encode(new Event.Pushback(message, isDuplicate, ref)),
        EventType.PUSHBACK,
        fields,
        mark(ref));
  }

  @Property(tries = 500)
  void sizeIsNeverLessThanWhatIsWritten(@ForAll("messages") Message message) {
    JsonWriter json = new JsonWriter(0);
    MessageCodec.write(json, message, true);

    assertThat(EventCodec.sizeOf(message)).isGreaterThanOrEqualTo(json.length());
  }

  @Example
  void sizeKnowsThatARoleMayBeAnyText() {
    MessageId id = new MessageId(new ChatId("b1"), Long.MAX_VALUE, Long.MAX_VALUE);
    String longest = "\u0001".repeat(128);
    Message message =
        new Message(
            id,
            Optional.of(longest),
            Optional.of(longest),
            new UserId("u1"),
            longest,
            "text",
            RawJson.NULL,
            true,
            true,
            true);

    sizeIsNeverLessThanWhatIsWritten(message);
  }

  @Property
  void readAndRecall(
      @ForAll("ids") MessageId id,
      @ForAll("marks") Optional<String> booking,
      @ForAll("users") UserId user,
      @ForAll long time,
      @ForAll("marks") Optional<String> ref) {
    Map<String, Object> place =
        fields(
            entry("usif", id.chat().value()),
            entry("booking_id", booking),
            entry("id", id.toString()),
            entry("seq", id.seq()));
    Map<String, Object> read = new LinkedHashMap<>(place);
    read.putAll(fields(entry("reader", user.value()), entry("read_at", time)));
    Map<String, Object> recall = new LinkedHashMap<>(place);
    recall.putAll(fields(entry("by", user.value()), entry("at", time)));
    Event.Read event = new Event.Read(id, booking, user, time);

    said(EventCodec.encode(event), EventType.READ, read, Map.of());
    assertThat(parsed(EventCodec.data(event).utf8())).isEqualTo(tree(read));
    said(
        EventCodec.encode(new Event.Recall(id, booking, user, time, ref)),
        EventType.RECALL,
        recall,
        mark(ref));
  }

  @Property
  void presence(
      @ForAll("users") UserId user,
      @ForAll("texts") String role,
      @ForAll("marks") Optional<String> name,
      @ForAll long at) {
    Map<String, Object> offline =
        fields(entry("user_id", user.value()), entry("role", role), entry("at", at));
    Map<String, Object> online = new LinkedHashMap<>(offline);
    online.put("name", name.orElse(null));

    said(
        EventCodec.encode(new Event.Online(user, role, name, at)),
        EventType.ONLINE,
        online,
        Map.of());
    said(
        EventCodec.encode(new Event.Offline(user, role, at)), EventType.OFFLINE, offline, Map.of());
  }

  @Property
  void ofChats(
      @ForAll("chats") ChatId chat,
      @ForAll("marks") Optional<String> booking,
      @ForAll ChatState state,
      @ForAll boolean isMember,
      @ForAll("users") UserId user,
      @ForAll List<Long> seqs,
      @ForAll long at) {
    Chat about =
        new Chat(chat, booking, state, List.of(new Member(user, "doctor", Optional.empty())), at);

    said(
        EventCodec.encode(new Event.ChatChanged(about, isMember)),
        EventType.CHAT,
        fields(
            entry("usif", chat.value()),
            entry("booking_id", booking),
            entry("state", state.wireName()),
            entry("member", isMember ? 1 : 0)),
        Map.of());
    said(
        EventCodec.encode(new Event.Typing(chat, user)),
        EventType.TYPING,
        fields(entry("usif", chat.value()), entry("user_id", user.value())),
        Map.of());
    said(
        EventCodec.encode(new Event.Erase(chat, seqs, at)),
        EventType.ERASE,
        fields(entry("usif", chat.value()), entry("seqs", seqs), entry("at", at)),
        Map.of());
  }

  @Property
  void fromTheServer(
      @ForAll("messages") Message message,
      @ForAll CloseCode code,
      @ForAll long time,
      @ForAll boolean isTimed,
      @ForAll("marks") Optional<String> ref) {
    Map<String, Object> bye = fields(entry("code", code.number()), entry("reason", code.reason()));
    if (isTimed) {
      bye.put("retry_after_ms", time);
    }

    said(
        EventCodec.encode(
            new Event.Bye(code, isTimed ? OptionalLong.of(time) : OptionalLong.empty())),
        EventType.BYE,
        bye,
        Map.of());
    said(
        EventCodec.encode(new Event.Pong(time, ref)),
        EventType.PONG,
        fields(entry("server_time", time)),
        mark(ref));
    said(
        EventCodec.encode(
            new Event.Notice(message.role(), message.type(), message.content(), time)),
        EventType.NOTICE,
        fields(
            entry("id", message.role()),
            entry("type", message.type()),
            entry("content", parsed(message.content().utf8())),
            entry("created_at", time)),
        Map.of());
  }

  @Property
  void caughtUp(
      @ForAll("logs") List<Message> log,
      @ForAll("chats") ChatId chat,
      @ForAll("ids") MessageId changed,
      @ForAll long number,
      @ForAll boolean flag,
      @ForAll("refusals") Refusal why,
      @ForAll("marks") Optional<String> ref) {
    Event.ChatMissed missed =
        new Event.ChatMissed(
            chat,
            log,
            number,
            flag,
            number,
            number,
            number,
            flag ? Optional.of(Map.of(UserId.SYSTEM, number)) : Optional.empty(),
            flag ? Optional.empty() : Optional.of(List.of(new Event.Changed(changed, true, flag))),
            flag,
            flag ? Optional.of(why.code()) : Optional.empty());
    Map<String, Object> entry =
        fields(
            entry("usif", chat.value()),
            entry("missed", number),
            entry("more", flag ? 1 : 0),
            entry("last_seq", number),
            entry("unread", number),
            entry("rev", number));
    if (flag) {
      entry.putAll(
          fields(
              entry("read", Map.of("system", number)),
              entry("reset", 1),
              entry("read_errcode", why.code().number())));
    } else {
      entry.put(
          "changed",
          List.of(Map.of("id", changed.toString(), "seq", changed.seq(), "recalled", 1)));
    }
    Map<String, Object> refused =
        fields(
            entry("usif", chat.value()),
            entry("errcode", why.code().number()),
            entry("errmsg", why.getMessage()));
    Map<String, Object> meta = fields(entry("chats", List.of(entry, refused)));
    if (flag) {
      meta.put("usif", chat.value());
    }
    Map<String, Object> rest = new LinkedHashMap<>(mark(ref));
    rest.put("meta", meta);

    said(
        EventCodec.encode(
            new Event.CaughtUp(List.of(missed, new Event.ChatRefused(chat, why)), flag, ref)),
        EventType.RECONNECT,
        log.stream().map(EventCodecProperties::fields).toList(),
        rest);
  }

  private static void said(Frame frame, EventType type, Object data, Map<String, ?> rest) {
    said(frame, type, 0, "", data, rest);
  }

  private static void failed(
      Frame frame, EventType type, Refusal why, Object data, Map<String, ?> rest) {
    said(frame, type, why.code().number(), why.getMessage(), data, rest);
  }

  private static void said(
      Frame frame, EventType type, int errcode, String errmsg, Object data, Map<String, ?> rest) {
    Map<String, Object> whole =
        fields(
            entry("msgType", type.wireName()), entry("errcode", errcode), entry("errmsg", errmsg));
    whole.put("data", data);
    whole.putAll(rest);
    assertThat(frame.type()).isEqualTo(type);
    assertThat(frame.length()).isEqualTo(frame.utf8().length);
    assertThat(parsed(frame.utf8())).isEqualTo(tree(whole));
  }

  private static Map<String, Object> fields(Message message) {
    Map<String, Object> fields =
        fields(
            entry("id", message.id().toString()),
            entry("usif", message.chat().value()),
            entry("booking_id", message.bookingId()),
            entry("seq", message.seq()),
            entry("from", message.from().value()),
            entry("role", message.role()),
            entry("type", message.type()),
            entry("content", parsed(message.content().utf8())),
            entry("created_at", message.createdAt()),
            entry("is_read", message.isRead() ? 1 : 0));
    message.cid().ifPresent(cid -> fields.put("cid", cid));
    if (message.isRecalled()) {
      fields.put("recalled", 1);
    }
    if (message.isErased()) {
      fields.put("erased", 1);
    }
    return fields;
  }

  /** An empty Optional is null. */
  @SafeVarargs
  private static Map<String, Object> fields(Map.Entry<String, ?>... entries) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (Map.Entry<String, ?> entry : entries) {
      Object value = entry.getValue();
      fields.put(
          entry.getKey(), value instanceof Optional<?> optional ? optional.orElse(null) : value);
    }
    return fields;
  }

  private static Map<String, Object> mark(Optional<String> ref) {
    return ref.isPresent() ? Map.of("ref", ref.get()) : Map.of();
  }

  private static JsonNode tree(Map<String, Object> fields) {
    try {
      return JACKSON.readTree(JACKSON.writeValueAsBytes(fields));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static JsonNode parsed(byte[] json) {
    try {
      return JACKSON.readTree(json);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
