package io.chathub.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.chathub.model.ChatId;
import io.chathub.model.ChatPatch;
import io.chathub.model.ChatState;
import io.chathub.model.ErrorCode;
import io.chathub.model.Member;
import io.chathub.model.RawJson;
import io.chathub.model.Refusal;
import io.chathub.model.UserId;
import io.chathub.protocol.ServiceRequest.Target;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What internal services may say, and what of it is refused. */
class ServiceCodecTest {

  private static final String MEMBERS =
      "'members':[{'user_id':'u1','role':'doctor'},{'user_id':'u2','role':'patient','name':'Bo'}]";

  private final ServiceCodec codec = new ServiceCodec(64);

  @Test
  void sessionsHaveADayByDefault() {
    assertThat(codec.createSession(json("{'user_id':'u1','role':'doctor','name':null}")))
        .isEqualTo(
            new ServiceRequest.CreateSession(new UserId("u1"), "doctor", Optional.empty(), 86_400));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "user_id|{'role':'doctor'}",
        "user_id|{'user_id':1,'role':'doctor'}",
        "user_id|{'user_id':'system','role':'doctor'}",
        "user_id|{'user_id':'a b','role':'doctor'}",
        "role|{'user_id':'u1'}",
        "role|{'user_id':'u1','role':''}",
        "role|{'user_id':'u1','role':'system'}",
        "role|{'user_id':'u1','role':'\\ud800'}",
        "name|{'user_id':'u1','role':'doctor','name':1}",
        "ttl_s|{'user_id':'u1','role':'doctor','ttl_s':0}",
        "ttl_s|{'user_id':'u1','role':'doctor','ttl_s':1.5}",
        "ttl_s|{'user_id':'u1','role':'doctor','ttl_s':'9'}",
        "ttl_s|{'user_id':'u1','role':'doctor','ttl_s':99999999999999999999}",
      })
  void aWrongSessionIsRefused(String field, String body) {
    refused(codec::createSession, field, body);
  }

  static Stream<Arguments> requestsWithMore() {
    String members =
        "[{'user_id':'u1','role':'doctor'},{'user_id':'u2','role':'patient','phone':1}]";
    return Stream.of(
        more("ttl", ServiceCodec::createSession, "{'user_id':'u1','role':'doctor','ttl':60}"),
        more("ttl", ServiceCodec::createSession, "{'user_id':'u1','role':'doctor','ttl':null}"),
        more("User_id", ServiceCodec::revokeSessions, "{'user_id':'u1','User_id':'u1'}"),
        more("closed", ServiceCodec::putChat, chat("1,'closed':true")),
        more(
            "members.phone",
            ServiceCodec::putChat,
            "{'usif':'b1','booking_id':'1','members':" + members + "}"),
        more("members", ServiceCodec::patchChat, "{'usif':'b1','state':'open','members':[]}"),
        more("add.phone", ServiceCodec::patchChat, "{'usif':'b1','add':" + members + "}"),
        more("state", ServiceCodec::getChat, "{'usif':'b1','state':'open'}"),
        more("text", ServiceCodec::publish, "{'target':{'all':1},'content':1,'text':'x'}"),
        more(
            "target.booking",
            ServiceCodec::publish,
            "{'target':{'all':1,'booking':1},'content':1}"),
        more("since", ServiceCodec::queryPresence, "{'user_ids':['u1'],'since':1}"),
        more("chats", ServiceCodec::eraseUser, "{'user_id':'u1','chats':[]}"));
  }

  private static Arguments more(
      String name, BiFunction<ServiceCodec, RawJson, ?> operation, String body) {
    return Arguments.of(name, operation, body);
  }

  @ParameterizedTest
  @MethodSource("requestsWithMore")
  void aFieldThatNobodyReadsIsRefusedByItsName(
      String name, BiFunction<ServiceCodec, RawJson, ?> operation, String body) {
    Refusal refusal = refusal(json -> operation.apply(codec, json), json(body));

    assertThat(refusal.code()).isEqualTo(ErrorCode.MALFORMED_FIELD);
    assertThat(refusal).hasMessage(name + ": unknown field");
  }

  @Test
  void unknownFieldsAreToldWithinBounds() {
    String names =
        IntStream.range(0, 1_000).mapToObj(i -> ",'x" + i + "':1").collect(Collectors.joining());
    String odd = "\\u0000\\u0085" + "n".repeat(10_000);

    assertThat(refusal(codec::eraseUser, json("{'user_id':'u1','a':1,'b':1}")))
        .hasMessage("a, b: unknown fields");
    assertThat(refusal(codec::eraseUser, json("{'user_id':'u1'" + names + "}")))
        .hasMessage("x0, x1, x2, x3, x4, x5, x6, x7, ...: unknown fields");
    assertThat(refusal(codec::eraseUser, json("{'user_id':'u1','" + odd + "':1}")))
        .hasMessage("??" + "n".repeat(62) + "...: unknown field");
  }

  @Test
  void contentHasTheFieldsThatItHas() {
    assertThat(codec.publish(json("{'target':{'all':1},'content':{'ttl':1}}")).content())
        .isEqualTo(json("{'ttl':1}"));
  }

  @Test
  void aPatchNamesWhatChanges() {
    ServiceRequest.PatchChat patch =
        codec.patchChat(
            json(
                "{'usif':'b1','state':'closed','booking_id':7,"
                    + "'add':[{'user_id':'u3','role':'doctor'}],'remove':['u1','u1']}"));

    assertThat(patch)
        .isEqualTo(
            new ServiceRequest.PatchChat(
                new ChatId("b1"),
                new ChatPatch(
                    Optional.of(ChatState.CLOSED),
                    Optional.of("7"),
                    List.of(new Member(new UserId("u3"), "doctor", Optional.empty())),
                    List.of(new UserId("u1")))));
    assertThat(codec.patchChat(json("{'usif':'b1','state':'open','add':null}")).patch().add())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "usif|{'state':'open'}",
        "usif|{'usif':'system:u1','state':'open'}",
        "state, booking_id, add, remove|{'usif':'b1'}",
        "state, booking_id, add, remove|{'usif':'b1','state':null,'booking_id':null}",
        "state, booking_id, add, remove|{'usif':'b1','add':[],'remove':[]}",
        "state|{'usif':'b1','state':'shut'}",
        "booking_id|{'usif':'b1','booking_id':true}",
        "add|{'usif':'b1','add':{}}",
        "add|{'usif':'b1','add':['u1']}",
        "add|{'usif':'b1','add':[{'user_id':'u1','role':'a'},{'user_id':'u1','role':'b'}]}",
        "role|{'usif':'b1','add':[{'user_id':'u1'}]}",
        "remove|{'usif':'b1','remove':'u1'}",
        "remove|{'usif':'b1','remove':[{'user_id':'u1'}]}",
        "remove|{'usif':'b1','remove':['a b']}",
      })
  void aWrongPatchIsRefused(String field, String body) {
    refused(codec::patchChat, field, body);
  }

  @Test
  void sessionsAreRevokedByTokenOrUser() {
    assertThat(codec.revokeSessions(json("{'token':'t'}")).token()).contains("t");
    assertThat(codec.revokeSessions(json("{'user_id':'u1'}")).user()).contains(new UserId("u1"));
    refused(codec::revokeSessions, "token, user_id", "{}");
    refused(codec::revokeSessions, "token, user_id", "{'token':'t','user_id':'u1'}");
  }

  @Test
  void bookingIdIsAStringOrANumber() {
    assertThat(put("'1024'").bookingId()).contains("1024");
    assertThat(put("1024").bookingId()).contains("1024");
    assertThat(put("123456789012345678901234567890").bookingId())
        .contains("123456789012345678901234567890");
  }

  @Test
  void bookingIdHasUpToAHundredAndTwentyEightCharacters() {
    assertThat(put("9".repeat(128)).bookingId()).isPresent();
    assertThat(put("'" + "b".repeat(128) + "'").bookingId()).isPresent();
    refused(codec::putChat, "booking_id", chat("9".repeat(129)));
    refused(codec::putChat, "booking_id", chat("'" + "b".repeat(129) + "'"));
    refused(codec::putChat, "booking_id", chat("1.5"));
    refused(codec::putChat, "booking_id", chat("null"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'usif':'system:u1','booking_id':'1'," + MEMBERS + "}",
        "{'usif':'b1','booking_id':'1','state':'shut'," + MEMBERS + "}",
        "{'usif':'b1','booking_id':'1','members':[{'user_id':'u1','role':'doctor'}]}",
        "{'usif':'b1','booking_id':'1','members':[{'user_id':'u1','role':'doctor'},1]}",
        "{'usif':'b1','booking_id':'1','members':[{'user_id':'u1','role':'doctor'},"
            + "{'user_id':'u1','role':'patient'}]}",
        "{'usif':'b1','booking_id':'1'}",
      })
  void aWrongChatIsRefused(String body) {
    assertThat(refusal(codec::putChat, json(body)).code()).isEqualTo(ErrorCode.MALFORMED_FIELD);
  }

  @Test
  void aChatHasAtMostFiveHundredMembers() {
    assertThat(codec.putChat(json(chatOf(500))).members()).hasSize(500);
    refused(codec::putChat, "members", chatOf(501));
  }

  @Test
  void messagesHaveOneTarget() {
    assertThat(publish("'usif':'system:u1'").target()).isInstanceOf(Target.InChat.class);
    assertThat(publish("'user_ids':['u1','u2','u1']").target())
        .isEqualTo(new Target.ToUsers(List.of(new UserId("u1"), new UserId("u2"))));
    assertThat(publish("'role':'doctor'").target())
        .isEqualTo(new Target.Connected(Optional.of("doctor")));
    assertThat(publish("'all':1").target()).isEqualTo(new Target.Connected(Optional.empty()));
    for (String target : new String[] {"", "'all':0", "'usif':'b1','all':1"}) {
      assertThat(
              refusal(codec::publish, json("{'content':1,'target':{" + target + "}}")).getMessage())
          .startsWith("target");
    }
  }

  @Test
  void allIsAFlag() {
    for (String set : new String[] {"1", "true"}) {
      assertThat(publish("'all':" + set).target())
          .isEqualTo(new Target.Connected(Optional.empty()));
    }
    for (String unset : new String[] {"0", "false", "null"}) {
      refused(codec::publish, "target", "{'content':1,'target':{'all':" + unset + "}}");
      assertThat(publish("'usif':'b1','all':" + unset).target()).isInstanceOf(Target.InChat.class);
    }
    for (String none :
        new String[] {"2", "-1", "1.0", "'1'", "'true'", "''", "[1]", "{}", "4294967297", "1e0"}) {
      refused(codec::publish, "target.all", "{'content':1,'target':{'all':" + none + "}}");
    }
  }

  @Test
  void contentOfSystemMessagesIsExactAndBounded() {
    assertThat(codec.publish(json("{'target':{'all':1},'content': {'a' : 1} }")).content())
        .isEqualTo(json("{'a' : 1}"));
    assertThat(codec.publish(json("{'target':{'all':1},'content':null}")).content())
        .isEqualTo(RawJson.NULL);
    refused(codec::publish, "content", "{'target':{'all':1}}");
    assertThat(
            refusal(codec::publish, json("{'target':{'all':1},'content':'" + "x".repeat(63) + "'}"))
                .code())
        .isEqualTo(ErrorCode.TOO_LARGE);
  }

  @Test
  void otherUnicodeIsRefused() {
    byte[] body = "{\"target\":{\"all\":1},\"content\":1}".getBytes(StandardCharsets.UTF_16LE);

    assertThat(refusal(codec::publish, new RawJson(body)).code())
        .isEqualTo(ErrorCode.MALFORMED_FRAME);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "1", "{", "{} x", "{'user_id':'u1'}{}"})
  void aBodyThatIsNoObjectIsRefused(String body) {
    assertThat(refusal(codec::eraseUser, json(body)).code()).isEqualTo(ErrorCode.MALFORMED_FRAME);
  }

  @Test
  void aThousandUsersMayBeAskedFor() {
    assertThat(codec.queryPresence(json(users(1_000)))).hasSize(1_000);
    refused(codec::queryPresence, "user_ids", users(1_001));
    refused(codec::queryPresence, "user_ids", "{'user_ids':[1]}");
    refused(codec::queryPresence, "user_ids", "{'user_ids':'u1'}");
  }

  private ServiceRequest.PutChat put(String booking) {
    return codec.putChat(json(chat(booking)));
  }

  private ServiceRequest.PublishMessage publish(String target) {
    return codec.publish(json("{'content':1,'target':{" + target + "}}"));
  }

  private static String chat(String booking) {
    return "{'usif':'b1','booking_id':" + booking + "," + MEMBERS + "}";
  }

  private static String chatOf(int members) {
    return "{'usif':'b1','booking_id':'1','members':["
        + IntStream.range(0, members)
            .mapToObj(i -> "{'user_id':'u" + i + "','role':'doctor'}")
            .collect(Collectors.joining(","))
        + "]}";
  }

  private static String users(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "'u" + i + "'")
        .collect(Collectors.joining(",", "{'user_ids':[", "]}"));
  }

  private static RawJson json(String text) {
    return RawJson.of(Frames.quoted(text));
  }

  private static void refused(Function<RawJson, ?> operation, String field, String body) {
    Refusal refusal = refusal(operation, json(body));
    assertThat(refusal.code()).isEqualTo(ErrorCode.MALFORMED_FIELD);
    assertThat(refusal.getMessage()).startsWith(field + ": ");
  }

  private static Refusal refusal(Function<RawJson, ?> operation, RawJson body) {
    Refusal refusal = catchThrowableOfType(Refusal.class, () -> operation.apply(body));
    assertThat(refusal).isNotNull();
    return refusal;
  }
}
