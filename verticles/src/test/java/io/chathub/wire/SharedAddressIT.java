package io.chathub.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chathub.gateway.GatewayConfig;
import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.chathub.scene.Settings;
import io.chathub.scene.TestClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Many behind one address, as in a hospital: what some do with bad tokens is no matter of others.
 */
class SharedAddressIT extends TalkScene {

  private static final String NAT = "192.0.2.1";
  private static final String HOME = "198.51.100.7";
  private static final int MANY = 150;

  @Override
  GatewayConfig gateway() {
    return Settings.gateway(Duration.ofSeconds(25), Set.of("127.0.0.0/8"));
  }

  private static WebSocketConnectOptions from(String address, String token) {
    return new WebSocketConnectOptions()
        .setURI("/ws?sec-websocket-protocol=" + token)
        .putHeader("X-Forwarded-For", address + ":40123");
  }

  private JsonObject first(String address, String token) {
    try (TestClient client = TestClient.open(node, from(address, token))) {
      return client.next();
    }
  }

  private int errcode(String address, String token) {
    return first(address, token).getInteger("errcode");
  }

  @Test
  void theSameBadTokenCostsOneLookUpHoweverOftenItComes() {
    for (int i = 0; i < MANY; i++) {
      assertThat(errcode(NAT, "expired-" + i % 10)).isEqualTo(40101);
    }

    assertThat(node.sessions.lookUps()).isEqualTo(10);
    assertThat(errcode(NAT, node.token("new", "patient"))).isZero();
  }

  @Test
  void clientsThatComeBackAtOnceWithAnExpiredTokenKeepNobodyOut() {
    AtomicBoolean isOver = new AtomicBoolean();
    AtomicInteger refused = new AtomicInteger();
    List<Thread> naive = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      String token = "expired-" + i;
      naive.add(
          new Thread(
              () -> {
                while (!isOver.get()) {
                  // Not for a second, as the protocol has it: sixty of them pass sooner so.
                  refused.addAndGet(errcode(NAT, token) == 40101 ? 1 : 1_000_000);
                }
              }));
    }
    naive.forEach(Thread::start);
    await().until(() -> refused.get() >= 100);
    String connected = node.token("connected", "patient");
    Rest rest = new Rest(node);

    for (int i = 0; i < 20; i++) {
      String token = node.token("good" + i, "patient");
      assertThat(errcode(NAT, token)).isZero();
      assertThat(errcode(NAT, token)).isZero();
      assertThat(rest.get("/api/chats", connected, "X-Forwarded-For", NAT).status()).isEqualTo(200);
    }

    isOver.set(true);
    naive.forEach(SharedAddressIT::join);
    assertThat(refused.get()).isLessThan(1_000_000);
  }

  @Test
  void anAddressThatTriesManyTokensIsSlowedAndNoOther() {
    String connected = node.token("connected", "patient");
    assertThat(errcode(NAT, connected)).isZero();
    List<TestClient> attackers = new ArrayList<>();
    long began = System.nanoTime();
    int before = node.sessions.lookUps();
    for (int i = 0; i < 4 * MANY; i++) {
      attackers.add(TestClient.open(node, from(NAT, "guess-" + i)));
    }

    // The known passes at once, the unknown in its turn; who is elsewhere notices nothing.
    assertThat(errcode(NAT, connected)).isZero();
    assertThat(errcode(HOME, node.token("home", "patient"))).isZero();
    JsonObject unknown = first(NAT, node.token("new", "patient"));
    assertThat(unknown.getInteger("errcode")).isIn(0, 42900);

    int lookUps = node.sessions.lookUps() - before;
    long seconds = 1 + Duration.ofNanos(System.nanoTime() - began).toSeconds();
    assertThat(lookUps).isLessThanOrEqualTo((int) (60 + 50 * seconds + 10));
    attackers.forEach(TestClient::close);
  }

  @Test
  void whoIsSlowedForTooLongIsToldWhenToComeAgainByEitherWay() {
    String token = node.token("new", "patient");
    node.sessions.fail(Refusal.later(ErrorCode.TOO_FAST, "slowed", 4_200));

    Rest.Answer answer = new Rest(node).get("/api/chats", token);
    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.json().getInteger("errcode")).isEqualTo(42900);
    assertThat(answer.json().getLong("retry_after_ms")).isEqualTo(4_200);
    assertThat(answer.header("Retry-After")).isEqualTo("5");

    try (TestClient socket = TestClient.open(node, from(NAT, token))) {
      JsonObject fail = socket.next();
      assertThat(fail.getString("msgType")).isEqualTo("fail");
      assertThat(fail.getInteger("errcode")).isEqualTo(42900);
      assertThat(fail.getJsonObject("meta").getInteger("retryable")).isEqualTo(1);
      assertThat(fail.getJsonObject("meta").getLong("retry_after_ms")).isEqualTo(4_200);
      assertThat(socket.closeCode()).isEqualTo(1013);
    }
    node.sessions.fail(null);
    assertThat(errcode(NAT, token)).isZero();
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
