package io.chathub.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.model.ChatId;
import io.chathub.model.ChatPatch;
import io.chathub.model.ChatState;
import io.chathub.model.Member;
import io.chathub.model.RawJson;
import io.chathub.model.UserId;
import io.chathub.protocol.ServiceRequest.Target;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a service asks is what the hub reads. */
class RequestCodecTest {

  private static final UserId ADA = new UserId("ada@example.com");
  private static final UserId BO = new UserId("bo");
  private static final String NAME = "\"Dr.\" Ada \\ \u6797\ud83d\ude00\n";

  private final ServiceCodec hub = new ServiceCodec(Frames.CONTENT_BYTES_MAX);

  @Test
  void sessions() {
    for (Optional<String> name : List.of(Optional.of(NAME), Optional.<String>empty())) {
      ServiceRequest.CreateSession request =
          new ServiceRequest.CreateSession(ADA, "doctor", name, 90);

      assertThat(hub.createSession(RequestCodec.createSession(request))).isEqualTo(request);
    }
  }

  @Test
  void revocations() {
    for (ServiceRequest.RevokeSessions request :
        List.of(
            new ServiceRequest.RevokeSessions(Optional.of("t"), Optional.empty()),
            new ServiceRequest.RevokeSessions(Optional.empty(), Optional.of(ADA)))) {
      assertThat(hub.revokeSessions(RequestCodec.revokeSessions(request))).isEqualTo(request);
    }
  }

  @Test
  void chats() {
    List<Member> members =
        List.of(
            new Member(ADA, "doctor", Optional.of(NAME)),
            new Member(BO, "patient", Optional.empty()));
    for (ChatState state : ChatState.values()) {
      ServiceRequest.PutChat request =
          new ServiceRequest.PutChat(new ChatId("b1"), Optional.of("1 \"a\""), state, members);

      assertThat(hub.putChat(RequestCodec.putChat(request))).isEqualTo(request);
    }
    assertThat(hub.getChat(RequestCodec.getChat(new ChatId("b1")))).isEqualTo(new ChatId("b1"));
  }

  static Stream<ChatPatch> patches() {
    Member ada = new Member(ADA, "doctor", Optional.of(NAME));
    return Stream.of(
        ChatPatch.NOTHING.withState(ChatState.CLOSED),
        ChatPatch.NOTHING.withBooking("1 \"a\""),
        ChatPatch.NOTHING.adding(ada),
        ChatPatch.NOTHING.removing(BO),
        ChatPatch.NOTHING.adding(ada).removing(BO).withBooking("7").withState(ChatState.OPEN));
  }

  @ParameterizedTest
  @MethodSource("patches")
  void patches(ChatPatch patch) {
    ServiceRequest.PatchChat request = new ServiceRequest.PatchChat(new ChatId("b1"), patch);

    assertThat(hub.patchChat(RequestCodec.patchChat(request))).isEqualTo(request);
  }

  static Stream<Target> targets() {
    return Stream.of(
        new Target.InChat(new ChatId("b1")),
        new Target.ToUsers(List.of(ADA, BO)),
        new Target.Connected(Optional.of("doctor")),
        new Target.Connected(Optional.empty()));
  }

  @ParameterizedTest
  @MethodSource("targets")
  void systemMessages(Target target) {
    for (Optional<String> cid : List.of(Optional.of("k"), Optional.<String>empty())) {
      ServiceRequest.PublishMessage request =
          new ServiceRequest.PublishMessage(
              target, "order", RawJson.of("{\"text\": [1.50, null]}"), cid);

      assertThat(hub.publish(RequestCodec.publish(request))).isEqualTo(request);
    }
  }

  @Test
  void users() {
    assertThat(hub.queryPresence(RequestCodec.queryPresence(List.of(ADA, BO))))
        .containsExactly(ADA, BO);
    assertThat(hub.eraseUser(RequestCodec.eraseUser(ADA))).isEqualTo(ADA);
  }
}
