package io.chathub.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

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
import io.chathub.protocol.ServiceEvent.SessionChanged;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the hub says is what a service reads. */
class AnswerCodecTest {

  private static final UserId ADA = new UserId("ada");
  private static final MessageId ID = new MessageId(new ChatId("b.1"), 57, 1_767_225_600_000L);

  private static final Map<String, Function<RawJson, ?>> READERS =
      Map.ofEntries(
          Map.entry("session", AnswerCodec::session),
          Map.entry("revoked", AnswerCodec::revoked),
          Map.entry("chat", AnswerCodec::chat),
          Map.entry("published", AnswerCodec::published),
          Map.entry("presence", AnswerCodec::presence),
          Map.entry("erased", AnswerCodec::erased),
          Map.entry("message", AnswerCodec::message),
          Map.entry("read", AnswerCodec::read),
          Map.entry("unreached", AnswerCodec::unreached),
          Map.entry("presence-changed", AnswerCodec::presenceChanged),
          Map.entry("session-changed", AnswerCodec::sessionChanged));

  @Test
  void sessions() {
    assertThat(AnswerCodec.session(ApiCodec.session("t-1", 9)))
        .isEqualTo(new ServiceAnswer.SessionToken("t-1", 9));
    assertThat(AnswerCodec.revoked(ApiCodec.revoked(3))).isEqualTo(3);
  }

  @Test
  void aTokenIsNotShown() {
    assertThat(new ServiceAnswer.SessionToken("secret", 9).toString()).doesNotContain("secret");
  }

  @Test
  void chats() {
    for (ChatState state : ChatState.values()) {
      Chat chat =
          new Chat(
              new ChatId("b1"),
              Optional.of("1"),
              state,
              List.of(
                  new Member(ADA, "doctor", Optional.of("\"A\" \u6797")),
                  new Member(new UserId("bo"), "patient", Optional.empty())),
              5);

      assertThat(AnswerCodec.chat(ApiCodec.chat(chat))).isEqualTo(chat);
    }
    Chat systemChat =
        new Chat(ChatId.systemChatOf(ADA), Optional.empty(), ChatState.OPEN, List.of(), 5);
    assertThat(AnswerCodec.chat(ApiCodec.chat(systemChat))).isEqualTo(systemChat);
  }

  @Test
  void whatWasPublishedAndErased() {
    assertThat(AnswerCodec.published(ApiCodec.published(List.of(ID), 2)))
        .isEqualTo(new ServiceAnswer.Published(List.of(ID), 2));
    assertThat(AnswerCodec.erased(ApiCodec.erased(3, 41)))
        .isEqualTo(new ServiceAnswer.Erased(3, 41));
  }

  @Test
  void presence() {
    List<ApiCodec.Presence> users =
        List.of(
            new ApiCodec.Presence(ADA, true, OptionalLong.of(7)),
            new ApiCodec.Presence(new UserId("bo"), false, OptionalLong.empty()));

    assertThat(AnswerCodec.presence(ApiCodec.presence(users))).isEqualTo(users);
    assertThat(AnswerCodec.presenceChanged(ApiCodec.presenceChanged(ADA, "doctor", true, 8)))
        .isEqualTo(new ServiceEvent.PresenceChanged(ADA, "doctor", true, 8));
  }

  static Stream<Message> messages() {
    RawJson content = RawJson.of("{\"a\": [1.50, \"\u6797\"]}");
    return Stream.of(
        message(ADA, "doctor", Optional.of("1"), Optional.of("k\"1"), content, false, false, true),
        message(
            UserId.SYSTEM,
            Message.SYSTEM,
            Optional.empty(),
            Optional.empty(),
            content,
            false,
            false,
            false),
        message(
            ADA, "doctor", Optional.of("1"), Optional.empty(), RawJson.NULL, true, false, false),
        message(
            ADA, "doctor", Optional.of("1"), Optional.empty(), RawJson.NULL, false, true, false));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void messagesAndWhoWasNotReached(Message message) {
    List<UserId> users = List.of(ADA, new UserId("bo"));

    assertThat(AnswerCodec.message(EventCodec.message(message))).isEqualTo(message);
    assertThat(AnswerCodec.unreached(ApiCodec.unreached(message, users)))
        .isEqualTo(new ServiceEvent.Unreached(message, users));
  }

  @Test
  void reads() {
    Event.Read read = new Event.Read(ID, Optional.of("1"), ADA, 8);

    assertThat(AnswerCodec.read(EventCodec.data(read))).isEqualTo(read);
  }

  @Test
  void sessionChanges() {
    for (SessionChanged.Change change : SessionChanged.Change.values()) {
      assertThat(AnswerCodec.sessionChanged(ApiCodec.sessionChanged(change, ADA, 8)))
          .isEqualTo(new SessionChanged(change, ADA, 8));
    }
  }

  /** The examples of the document, but for those that only chat pages get. */
  static Stream<Document.Example> examples() {
    Document document = Document.read();
    return Stream.concat(
        document.of("answer").stream().filter(example -> READERS.containsKey(example.of())),
        document.of("message").stream()
            .map(e -> new Document.Example("answer", "message", e.json(), e.line())));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void whatTheDocumentShowsIsRead(Document.Example example) {
    assertThat(READERS.get(example.of()).apply(RawJson.of(example.json()))).isNotNull();
  }

  @Test
  void unknownFieldsAreIgnored() {
    assertThat(AnswerCodec.erased(json("{'chats':1,'messages':2,'later':{'x':[]}}")))
        .isEqualTo(new ServiceAnswer.Erased(1, 2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "session|token|{'expires_at':1}",
        "session|expires_at|{'token':'t','expires_at':'1'}",
        "revoked|revoked|{}",
        "chat|state|{'usif':'b1','state':'ajar','members':[],'created_at':1}",
        "chat|usif|{'usif':'a b','state':'open','members':[],'created_at':1}",
        "chat|members|{'usif':'b1','state':'open','members':[1],'created_at':1}",
        "published|id|{'messages':[{'id':'b1.1'}],'reached':0}",
        "presence|user_id|{'users':[{'user_id':'a b','online':1}]}",
        "presence|online|{'users':[{'user_id':'a','online':true}]}",
        "message|content|{'id':'b1.1.1','from':'a','role':'r','type':'t'}",
        "message|from|{'id':'b1.1.1','from':'system:a','role':'r','type':'t','content':1}",
        "read|reader|{'id':'b1.1.1','read_at':1}",
        "unreached|message|{'user_ids':[]}",
        "unreached|user_ids|{'message':{},'user_ids':[1.5,'a b']}",
        "presence-changed|at|{'user_id':'a','role':'r','online':1}",
        "session-changed|event|{'event':'lost','user_id':'a','at':1}",
      })
  void whatIsBrokenIsRefusedByName(String kind, String field, String answer) {
    Refusal refusal = refusal(READERS.get(kind), json(answer));

    assertThat(refusal.code()).isEqualTo(ErrorCode.MALFORMED_FIELD);
    assertThat(refusal.getMessage()).startsWith(field + ": ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "null", "{", "1"})
  void whatIsNoObjectIsRefused(String answer) {
    READERS
        .values()
        .forEach(
            reader ->
                assertThat(refusal(reader, json(answer)).code())
                    .isEqualTo(ErrorCode.MALFORMED_FRAME));
  }

  private static Message message(
      UserId from,
      String role,
      Optional<String> bookingId,
      Optional<String> cid,
      RawJson content,
      boolean isRecalled,
      boolean isErased,
      boolean isRead) {
    return new Message(
        ID, bookingId, cid, from, role, "text", content, isRecalled, isErased, isRead);
  }

  private static Refusal refusal(Function<RawJson, ?> reader, RawJson answer) {
    Refusal refusal = catchThrowableOfType(Refusal.class, () -> reader.apply(answer));
    assertThat(refusal).isNotNull();
    return refusal;
  }

  private static RawJson json(String text) {
    return RawJson.of(Frames.quoted(text));
  }
}
