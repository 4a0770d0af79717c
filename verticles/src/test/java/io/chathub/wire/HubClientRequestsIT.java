package io.chathub.wire;

import static io.chathub.scene.TestNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.client.ChatSpec;
import io.chathub.client.SessionRequest;
import io.chathub.client.SystemMessage;
import io.chathub.model.Chat;
import io.chathub.model.ChatId;
import io.chathub.model.ChatPatch;
import io.chathub.model.ChatState;
import io.chathub.model.ErrorCode;
import io.chathub.model.Member;
import io.chathub.model.MessageId;
import io.chathub.model.UserId;
import io.chathub.protocol.ApiCodec;
import io.chathub.protocol.ServiceAnswer;
import io.chathub.scene.TestClient;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What a service asks by {@code HubClient} happens, or is refused with its code. */
class HubClientRequestsIT extends HubClientScene {

  record Notice(String text) {}

  private static final SystemMessage MESSAGE = SystemMessage.of(new Notice("booked"));

  @Test
  void aSessionSignsAPageIn() {
    long before = System.currentTimeMillis();

    ServiceAnswer.SessionToken session =
        await(
            hub.createSession(
                SessionRequest.of(DOC, "doctor")
                    .withName("Dr. \u6797")
                    .withLifetime(Duration.ofMinutes(5))));

    assertThat(session.expiresAt())
        .isBetween(before + 300_000, System.currentTimeMillis() + 300_000);
    try (TestClient page = TestClient.open(node, session.token())) {
      assertThat(data(page.next("ready")).getString("user_id")).isEqualTo("doc");
    }
  }

  @Test
  void aRevokedTokenAndARevokedUserAreOut() {
    String first = await(hub.createSession(SessionRequest.of(DOC, "doctor"))).token();
    TestClient page = client("doc");

    assertThat(await(hub.revokeToken(first))).isOne();
    assertThat(await(hub.revokeToken(first))).isZero();
    assertThat(await(hub.revokeUser(DOC))).isOne();

    assertThat(page.closeCode()).isEqualTo(4410);
  }

  @Test
  void aChatIsMadeChangedAndFound() {
    ChatSpec spec =
        ChatSpec.of(new ChatId("b9"), "9").with(DOC, "doctor", "Dr. \u6797").with(PAT, "patient");

    Chat made = await(hub.putChat(spec));
    Chat closed = await(hub.putChat(spec.closed()));

    assertThat(made.state()).isEqualTo(ChatState.OPEN);
    assertThat(made.bookingId()).contains("9");
    assertThat(made.members())
        .containsExactly(
            new Member(DOC, "doctor", Optional.of("Dr. \u6797")),
            new Member(PAT, "patient", Optional.empty()));
    assertThat(closed.state()).isEqualTo(ChatState.CLOSED);
    assertThat(await(hub.getChat(new ChatId("b9")))).isEqualTo(closed);
  }

  @Test
  void aPatchLeavesWhatItDoesNotName() {
    Chat before = await(hub.getChat(C1));

    Chat closed = await(hub.patchChat(C1, ChatPatch.NOTHING.withState(ChatState.CLOSED)));

    assertThat(closed.state()).isEqualTo(ChatState.CLOSED);
    assertThat(closed.members()).isEqualTo(before.members());
    assertRefused(ErrorCode.MALFORMED_FIELD, hub.patchChat(C1, ChatPatch.NOTHING));
    assertRefused(
        ErrorCode.NO_SUCH_CHAT,
        hub.patchChat(new ChatId("unknown"), ChatPatch.NOTHING.withState(ChatState.OPEN)));
  }

  @Test
  void aMessageIntoAChatIsStoredOnceByItsCid() {
    TestClient pat = client("pat");

    ServiceAnswer.Published first = await(hub.publishToChat(C1, MESSAGE.withCid("k")));
    ServiceAnswer.Published again = await(hub.publishToChat(C1, MESSAGE.withCid("k")));

    JsonObject pushed = data(pat.next("push"));
    assertThat(first.messages()).extracting(MessageId::toString).containsExactly(id(pushed));
    assertThat(first.reached()).isOne();
    assertThat(again.messages()).isEqualTo(first.messages());
    assertThat(pushed.getJsonObject("content")).isEqualTo(new JsonObject().put("text", "booked"));
    assertThat(pushed.getString("cid")).isEqualTo("k");
  }

  @Test
  void aMessageGoesIntoAClosedChatToo() {
    node.putChat("c1", "closed", "doc", "pat");

    assertThat(await(hub.publishToChat(C1, MESSAGE)).messages()).hasSize(1);
  }

  @Test
  void aMessageToUsersGoesIntoTheirOwnChats() {
    ServiceAnswer.Published published = await(hub.publishToUsers(List.of(DOC, PAT), MESSAGE));

    assertThat(published.messages())
        .extracting(MessageId::chat)
        .containsExactly(ChatId.systemChatOf(DOC), ChatId.systemChatOf(PAT));
    assertThat(published.reached()).isZero();
  }

  @Test
  void aNoticeGoesToARoleOrToAll() {
    TestClient doc = client("doc");
    TestClient pat = client("pat");

    ServiceAnswer.Published toDoctors =
        await(hub.publishToRole("doctor", MESSAGE.withType("rota")));
    ServiceAnswer.Published toAll = await(hub.publishToAll(SystemMessage.of("all")));

    assertThat(toDoctors).isEqualTo(new ServiceAnswer.Published(List.of(), 1));
    assertThat(toAll.reached()).isEqualTo(2);
    assertThat(data(doc.next("notice")).getString("type")).isEqualTo("rota");
    assertThat(data(pat.next("notice")).getString("content")).isEqualTo("all");
  }

  @Test
  void presenceOfEachUser() {
    client("doc");

    List<ApiCodec.Presence> users = await(hub.presence(List.of(DOC, PAT)));

    assertThat(users).extracting(ApiCodec.Presence::user).containsExactly(DOC, PAT);
    assertThat(users).extracting(ApiCodec.Presence::isOnline).containsExactly(true, false);
    assertThat(users.get(0).since()).isPresent();
    assertThat(users.get(1).since()).isEqualTo(OptionalLong.empty());
  }

  @Test
  void whatAUserSaidIsErased() {
    say(client("pat"), "c1", "one");

    assertThat(await(hub.eraseUser(PAT))).isEqualTo(new ServiceAnswer.Erased(1, 1));
    assertThat(await(hub.eraseUser(PAT))).isEqualTo(new ServiceAnswer.Erased(0, 0));
  }

  @Test
  void whatIsNotThereIsRefusedAsSuch() {
    ChatId unknown = new ChatId("unknown");

    assertRefused(ErrorCode.NO_SUCH_CHAT, hub.getChat(unknown));
    assertRefused(ErrorCode.NO_SUCH_CHAT, hub.publishToChat(unknown, MESSAGE));
  }

  @Test
  void whatIsMalformedIsRefusedByTheHub() {
    SessionRequest session = SessionRequest.of(DOC, "doctor");
    ChatSpec chat = ChatSpec.of(C1, "1").with(DOC, "doctor");

    assertRefused(
        ErrorCode.MALFORMED_FIELD, hub.createSession(session.withLifetime(Duration.ZERO)));
    assertRefused(ErrorCode.MALFORMED_FIELD, hub.createSession(session.withName("x".repeat(129))));
    assertRefused(ErrorCode.MALFORMED_FIELD, hub.createSession(SessionRequest.of(DOC, "system")));
    assertRefused(
        ErrorCode.MALFORMED_FIELD, hub.createSession(SessionRequest.of(UserId.SYSTEM, "doctor")));
    assertRefused(ErrorCode.MALFORMED_FIELD, hub.putChat(chat));
    assertRefused(ErrorCode.MALFORMED_FIELD, hub.putChat(chat.with(DOC, "doctor")));
    assertRefused(
        ErrorCode.MALFORMED_FIELD,
        hub.putChat(
            ChatSpec.of(ChatId.systemChatOf(DOC), "1").with(DOC, "doctor").with(PAT, "patient")));
    assertRefused(ErrorCode.MALFORMED_FIELD, hub.publishToChat(C1, MESSAGE.withType("No")));
    assertRefused(ErrorCode.MALFORMED_FIELD, hub.publishToChat(C1, MESSAGE.withCid("")));
    assertRefused(ErrorCode.MALFORMED_FIELD, hub.eraseUser(UserId.SYSTEM));
    assertRefused(ErrorCode.TOO_LARGE, hub.publishToChat(C1, SystemMessage.of("x".repeat(9_000))));
  }

  private static String id(JsonObject message) {
    return message.getString("id");
  }
}
