package io.chathub.wire;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.chathub.model.Session;
import io.chathub.model.SessionId;
import io.chathub.model.UserId;
import io.chathub.scene.Settings;
import io.chathub.scene.TestClient;
import io.chathub.scene.TestNode;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** From a token, wherever it is carried, to {@code ready} or {@code fail}. */
class SignInIT {

  private static final String TOKEN = "sec-websocket-protocol";

  @TempDir Path data;
  private TestNode node;

  @BeforeEach
  void start() {
    node =
        TestNode.start(
            data,
            Settings.gateway(Duration.ofSeconds(25), Set.of("127.0.0.1")),
            Settings.presence());
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private static WebSocketConnectOptions at(String uri) {
    return new WebSocketConnectOptions().setURI(uri);
  }

  private String userOf(WebSocketConnectOptions options) {
    try (TestClient client = TestClient.open(node, options)) {
      JsonObject first = client.next();
      assertThat(first.getString("msgType")).as("%s", first).isEqualTo("ready");
      return first.getJsonObject("data").getString("user_id");
    }
  }

  @Test
  void readySaysWhoAndWhatIsAllowed() {
    long before = System.currentTimeMillis();

    try (TestClient client = TestClient.open(node, node.token("u1", "patient"))) {
      JsonObject ready = client.next();

      JsonObject data = ready.getJsonObject("data");
      assertThat(ready.fieldNames()).containsExactly("msgType", "errcode", "errmsg", "data");
      assertThat(ready.getString("msgType")).isEqualTo("ready");
      assertThat(ready.getInteger("errcode")).isZero();
      assertThat(ready.getString("errmsg")).isEmpty();
      assertThat(data.getString("user_id")).isEqualTo("u1");
      assertThat(data.getString("role")).isEqualTo("patient");
      assertThat(data.getString("connection_id")).isNotBlank();
      assertThat(data.getInteger("heartbeat_ms")).isEqualTo(25_000);
      assertThat(data.getLong("server_time")).isBetween(before, System.currentTimeMillis());
      assertThat(data.getInteger("max_content_bytes")).isEqualTo(8 * 1024);
      assertThat(data.size()).isEqualTo(6);
    }
  }

  @Test
  void eachPlaceOfTheTokenIsTaken() {
    String token = node.token("u1", "patient");
    StringBuilder encoded = new StringBuilder();
    token.chars().forEach(c -> encoded.append('%').append(Integer.toHexString(c)));

    assertThat(userOf(at("/ws?" + TOKEN + "=" + encoded))).isEqualTo("u1");
    assertThat(userOf(at("/ws").addSubProtocol(token))).isEqualTo("u1");
    assertThat(userOf(at("/ws").putHeader("Authorization", "Bearer " + token))).isEqualTo("u1");
  }

  @Test
  void queryGoesBeforeSubProtocolAndThatBeforeAuthorization() {
    String a = node.token("a", "patient");
    String b = node.token("b", "patient");
    String c = node.token("c", "patient");

    assertThat(
            userOf(
                at("/ws?" + TOKEN + "=" + a)
                    .addSubProtocol(b)
                    .putHeader("Authorization", "Bearer " + c)))
        .isEqualTo("a");
    assertThat(userOf(at("/ws").addSubProtocol(b).putHeader("Authorization", "Bearer " + c)))
        .isEqualTo("b");
    assertThat(userOf(at("/ws?" + TOKEN + "=").putHeader("Authorization", "Bearer " + c)))
        .isEqualTo("c");
  }

  @Test
  void theFirstOfferedSubProtocolIsTheTokenAndEchoed() {
    String token = node.token("u1", "patient");

    try (TestClient client =
        TestClient.open(node, at("/ws").addSubProtocol(token).addSubProtocol("chathub.v1"))) {
      assertThat(client.socket().subProtocol()).isEqualTo(token);
      assertThat(client.next().getString("msgType")).isEqualTo("ready");
    }
  }

  @Test
  void withoutATokenItFailsAndClosesASecondLater() {
    try (TestClient client = TestClient.open(node, at("/ws"))) {
      JsonObject fail = client.next();
      long failed = System.nanoTime();

      assertThat(fail.getString("msgType")).isEqualTo("fail");
      assertThat(fail.getInteger("errcode")).isEqualTo(40100);
      assertThat(fail.getJsonObject("meta").getInteger("retryable")).isZero();
      assertThat(client.closeCode()).isEqualTo(4401);
      long waited = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - failed);
      assertThat(waited).isBetween(900L, 3_000L);
      assertThat(client.received()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"unknown", "m%20al%2Fformed", "%E4%BD%A0", "a.b"})
  void aTokenThatIsNoneFails(String token) {
    try (TestClient client = TestClient.open(node, token)) {
      JsonObject fail = client.next();

      assertThat(fail.getString("msgType")).isEqualTo("fail");
      assertThat(fail.getInteger("errcode")).isEqualTo(40101);
      assertThat(fail.encode()).doesNotContain("unknown\"").doesNotContain("formed");
      assertThat(client.closeCode()).isEqualTo(4401);
    }
  }

  @Test
  void anExpiredTokenFails() {
    TestNode.await(
        node.store.createSession(
            new Session(
                SessionId.ofToken("old"),
                new UserId("u1"),
                "patient",
                Optional.empty(),
                System.currentTimeMillis() - 1)));

    try (TestClient client = TestClient.open(node, "old")) {
      assertThat(client.next().getInteger("errcode")).isEqualTo(40101);
      assertThat(client.closeCode()).isEqualTo(4401);
    }
  }

  @Test
  void tokensAreInNoLog() {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    Logger ours = (Logger) LoggerFactory.getLogger("io.chathub");
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    root.addAppender(log);
    ours.setLevel(Level.TRACE);
    String token = node.token("u1", "patient");
    try {
      assertThat(userOf(at("/ws?" + TOKEN + "=" + token))).isEqualTo("u1");
      try (TestClient client = TestClient.open(node, "wrong-secret")) {
        client.next();
      }
    } finally {
      ours.setLevel(null);
      root.detachAppender(log);
    }

    List<String> lines = log.list.stream().map(ILoggingEvent::toString).toList();
    assertThat(lines).noneMatch(line -> line.contains(token) || line.contains("wrong-secret"));
  }
}
