package io.chathub.client;

import static io.chathub.scene.TestNode.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.chathub.bus.ServiceAddress;
import io.chathub.bus.Topics;
import io.chathub.model.ChatId;
import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.chathub.model.UserId;
import io.chathub.protocol.ServiceEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A service's client where the hub is away, slow or broken. */
@Timeout(60)
class HubClientIT {

  private static final UserId ADA = new UserId("ada");
  private static final ChatId CHAT = new ChatId("b1");
  private static final Duration SOON = Duration.ofMillis(200);

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final HubClient hub = HubClient.of(vertx);

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @CanIgnoreReturnValue
  private static ErrorCode code(Future<?> request) {
    Refusal refusal = catchThrowableOfType(Refusal.class, () -> await(request));
    assertThat(refusal).as("a refusal").isNotNull();
    assertThat(refusal.getMessage()).isNotEmpty();
    return refusal.code();
  }

  /** A hub that counts what it is asked. */
  @CanIgnoreReturnValue
  private AtomicInteger serve(String address, Function<Integer, Object> answers) {
    AtomicInteger asked = new AtomicInteger();
    await(
        vertx
            .eventBus()
            .consumer(
                address,
                request -> {
                  Object answer = answers.apply(asked.incrementAndGet());
                  if (answer instanceof ErrorCode code) {
                    request.fail(code.number(), "because");
                  } else if (answer != null) {
                    request.reply(answer);
                  }
                })
            .completion());
    return asked;
  }

  @Test
  void everythingIsUnavailableWhereNobodyServes() {
    SystemMessage message = SystemMessage.of("x");
    for (Future<?> request :
        List.of(
            hub.createSession(SessionRequest.of(ADA, "doctor")),
            hub.revokeToken("t"),
            hub.revokeUser(ADA),
            hub.putChat(ChatSpec.of(CHAT, "1")),
            hub.getChat(CHAT),
            hub.publishToChat(CHAT, message),
            hub.publishToUsers(List.of(ADA), message),
            hub.publishToRole("doctor", message),
            hub.publishToAll(message),
            hub.presence(List.of(ADA)),
            hub.eraseUser(ADA))) {
      assertThat(code(request)).isEqualTo(ErrorCode.UNAVAILABLE);
    }
  }

  @Test
  void whoDoesNotAnswerIsGivenUpAtTheDeadline() {
    serve(ServiceAddress.GET_CHAT, number -> null);

    HubClient hasty = HubClient.of(vertx, ClientConfig.DEFAULT.withDeadline(SOON));

    assertThat(code(hasty.getChat(CHAT))).isEqualTo(ErrorCode.TIMED_OUT);
  }

  @Test
  void whatTheHubSaysItRefusesForIsKept() {
    for (ErrorCode code : ErrorCode.values()) {
      String address = ServiceAddress.GET_CHAT;
      Vertx other = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
      try {
        await(
            other
                .eventBus()
                .consumer(address, request -> request.fail(code.number(), "because"))
                .completion());

        assertThat(code(HubClient.of(other).getChat(CHAT))).isEqualTo(code);
      } finally {
        await(other.close());
      }
    }
  }

  @Test
  void anAnswerThatCannotBeReadIsAnInternalError() {
    serve(ServiceAddress.GET_CHAT, number -> new JsonObject().put("usif", "b1"));
    serve(ServiceAddress.ERASE_USER, number -> new JsonArray());
    serve(ServiceAddress.QUERY_PRESENCE, number -> "no json");

    assertThat(code(hub.getChat(CHAT))).isEqualTo(ErrorCode.INTERNAL);
    assertThat(code(hub.eraseUser(ADA))).isEqualTo(ErrorCode.INTERNAL);
    assertThat(code(hub.presence(List.of(ADA)))).isEqualTo(ErrorCode.INTERNAL);
  }

  @Test
  void whatIsSafeToRepeatIsRepeatedAsOftenAsConfigured() {
    HubClient patient = HubClient.of(vertx, new ClientConfig(Duration.ofSeconds(20), 2));
    Object published = new JsonObject().put("messages", new JsonArray()).put("reached", 0);
    AtomicInteger asked =
        serve(
            ServiceAddress.PUBLISH, number -> number % 3 == 0 ? published : ErrorCode.UNAVAILABLE);
    SystemMessage message = SystemMessage.of("x").withCid("k");

    await(patient.publishToChat(CHAT, message));
    await(patient.publishToUsers(List.of(ADA), message));
    assertThat(asked).hasValue(6);
  }

  @Test
  void theRestIsAskedOnce() {
    HubClient patient = HubClient.of(vertx, new ClientConfig(Duration.ofSeconds(20), 2));
    SystemMessage message = SystemMessage.of("x");
    AtomicInteger published = serve(ServiceAddress.PUBLISH, number -> ErrorCode.UNAVAILABLE);
    AtomicInteger created = serve(ServiceAddress.CREATE_SESSION, number -> ErrorCode.UNAVAILABLE);
    AtomicInteger revoked = serve(ServiceAddress.REVOKE_SESSIONS, number -> ErrorCode.UNAVAILABLE);
    AtomicInteger erased = serve(ServiceAddress.ERASE_USER, number -> ErrorCode.UNAVAILABLE);

    code(patient.publishToChat(CHAT, message));
    code(patient.publishToRole("doctor", message.withCid("k")));
    code(patient.publishToAll(message.withCid("k")));
    code(patient.createSession(SessionRequest.of(ADA, "doctor")));
    code(patient.revokeUser(ADA));
    code(patient.eraseUser(ADA));

    assertThat(published).hasValue(3);
    assertThat(created).hasValue(1);
    assertThat(revoked).hasValue(1);
    assertThat(erased).hasValue(1);
  }

  @Test
  void answersComeOnTheContextThatAsked() throws Exception {
    serve(ServiceAddress.REVOKE_SESSIONS, number -> new JsonObject().put("revoked", 1));
    BlockingQueue<Boolean> isSame = new LinkedBlockingQueue<>();
    vertx.runOnContext(
        start -> {
          Thread mine = Thread.currentThread();
          hub.revokeUser(ADA)
              .onComplete(outcome -> isSame.add(Thread.currentThread().equals(mine)));
        });

    assertThat(isSame.poll(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aBrokenEventIsDroppedAndAFailedListenerGoesOn() throws Exception {
    BlockingQueue<ServiceEvent.SessionChanged> heard = new LinkedBlockingQueue<>();
    await(
        hub.onSession(
            event -> {
              heard.add(event);
              throw new IllegalStateException("a listener's own");
            }));
    JsonObject event = new JsonObject().put("event", "created").put("user_id", "ada").put("at", 1);
    for (Object body : List.of("no json", 1, event.copy().put("event", "lost"), event, event)) {
      vertx.eventBus().publish(Topics.SESSION, body);
    }

    ServiceEvent.SessionChanged expected =
        new ServiceEvent.SessionChanged(ServiceEvent.SessionChanged.Change.CREATED, ADA, 1);
    assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo(expected);
    assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo(expected);
    assertThat(heard).isEmpty();
  }

  @Test
  void offTheBusEverythingIsUnavailable() {
    await(vertx.close());

    assertThat(code(hub.getChat(CHAT))).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(code(hub.onMessage(message -> {}))).isEqualTo(ErrorCode.UNAVAILABLE);
  }
}
