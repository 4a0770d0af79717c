package io.chathub.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.chathub.model.ErrorCode;
import io.chathub.model.RawJson;
import io.chathub.model.Refusal;
import io.chathub.model.UserId;
import io.chathub.protocol.ServiceRequest.Target;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    refused(codec::publish, "all", "{'content':1,'target':{'all':true}}");
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
