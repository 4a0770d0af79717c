package io.chathub.hub.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chathub.bus.ServiceAddress;
import io.chathub.hub.internal.InternalPort.Answer;
import io.chathub.model.ErrorCode;
import io.chathub.model.RawJson;
import io.chathub.model.Refusal;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InternalServerIT {

  private static final String SESSIONS = "/internal/v1/sessions";
  private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

  private InternalPort port;

  @BeforeEach
  void open() {
    port = new InternalPort();
  }

  @AfterEach
  void close() {
    port.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/internal/v1/sessions,chathub.sessions.create",
    "/internal/v1/sessions/revoke,chathub.sessions.revoke",
    "/internal/v1/system-messages,chathub.system.publish",
    "/internal/v1/presence,chathub.presence.query",
    "/internal/v1/users/erase,chathub.users.erase"
  })
  void bodiesGoToTheOperationAsTheyCame(String path, String address) {
    port.bus.serve(address, Future::succeededFuture).await();
    String body = "{\"a\" : 1.50, \"b\":[\"\\u4f60\"]}";

    Answer answer = port.post(path, body);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(body);
    assertThat(answer.headers().get("content-type")).isEqualTo("application/json");
  }

  @Test
  void largeBodiesWaitForTheirTurnAndSmallOnesDoNot() throws IOException {
    port.bus.serve(ServiceAddress.CREATE_SESSION, Future::succeededFuture).await();
    String large = "{" + " ".repeat(500_000) + "}";
    List<Socket> halves = new ArrayList<>();
    // More than may be under way at once in any budget.
    int count = (int) (Runtime.getRuntime().maxMemory() / 16 / (1024 * 1024)) + 1;
    for (int i = 0; i < Math.min(count, 600); i++) {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), port.port());
      halves.add(socket);
      String head =
          "POST "
              + SESSIONS
              + " HTTP/1.1\r\nHost: localhost\r\n"
              + "Content-Type: application/json\r\nContent-Length: 500000\r\n\r\nx";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
    }

    Answer small = port.post(SESSIONS, "{}");
    Answer refused = port.post(SESSIONS, large);
    for (Socket half : halves) {
      half.close();
    }

    assertThat(small.status()).isEqualTo(200);
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.body()).contains("50300").contains("retry_after");
    await().untilAsserted(() -> assertThat(port.post(SESSIONS, large).status()).isEqualTo(200));
  }

  @Test
  void aRefusalKeepsItsCode() {
    port.bus
        .serve(
            ServiceAddress.GET_CHAT,
            query -> {
              throw Refusal.of(ErrorCode.NO_SUCH_CHAT, "no such chat");
            })
        .await();

    Answer answer = port.get("/internal/v1/chats/c1");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body()).isEqualTo("{\"errcode\":40401,\"errmsg\":\"no such chat\"}");
  }

  @ParameterizedTest
  @CsvSource({"PUT,chathub.chats.put", "PATCH,chathub.chats.patch"})
  void aChatIsNamedByItsPath(String name, String address) {
    port.bus.serve(address, Future::succeededFuture).await();
    HttpMethod method = HttpMethod.valueOf(name);
    String path = "/internal/v1/chats/b1024";

    Answer filled = port.ask(method, path, JSON, "{\"members\":[]}");
    Answer same = port.ask(method, path, JSON, "{\"usif\":\"b1024\"}");
    Answer other = port.ask(method, path, JSON, "{\"usif\":\"b1025\"}");
    Answer number = port.ask(method, "/internal/v1/chats/7", JSON, "{\"usif\":7}");
    Answer malformed = port.ask(method, "/internal/v1/chats/a%20b", JSON, "{}");

    assertThat(filled.json().path("usif").textValue()).isEqualTo("b1024");
    assertThat(same.status()).isEqualTo(200);
    assertThat(other.errcode()).isEqualTo(40001);
    assertThat(number.errcode()).isEqualTo(40001);
    assertThat(malformed.errcode()).isEqualTo(40001);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "7", "{", "{}{}", "{\"a\":1,\"a\":2}", "{'a':1}"})
  void whatIsNoJsonObjectIsRefused(String body) {
    Answer answer = port.post(SESSIONS, body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.errcode()).isEqualTo(40000);
  }

  @Test
  void deepNestingIsRefused() {
    String body = "{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}";

    assertThat(port.post(SESSIONS, body).errcode()).isEqualTo(40001);
  }

  @Test
  void aNumberOfOverAThousandDigitsIsRefusedAndALargeOneIsNot() {
    port.bus
        .serve(ServiceAddress.CREATE_SESSION, body -> Future.succeededFuture(size(body)))
        .await();
    Answer tooMany = port.post(SESSIONS, "{\"a\":" + "9".repeat(1_001) + "}");

    assertThat(tooMany.errcode()).isEqualTo(40001);
    assertThat(tooMany.body()).contains("1000 digits");
    assertThat(port.post(SESSIONS, "{\"a\":" + "9".repeat(1_000) + "}").status()).isEqualTo(200);
    assertThat(port.post(SESSIONS, "{\"a\":1e99999999999}").status()).isEqualTo(200);
  }

  @Test
  void aBodyIsJsonOfAtMostOneMebibyte() {
    port.bus
        .serve(ServiceAddress.CREATE_SESSION, body -> Future.succeededFuture(size(body)))
        .await();
    String most = "{\"a\":\"" + "x".repeat(1024 * 1024 - 8) + "\"}";

    Answer fits = port.post(SESSIONS, most);
    Answer tooLarge = port.post(SESSIONS, most + " ");
    Answer form = port.ask(HttpMethod.POST, SESSIONS, Map.of("Content-Type", "text/plain"), "{}");
    Answer untyped = port.ask(HttpMethod.POST, SESSIONS, Map.of(), "{}");

    assertThat(fits.body()).isEqualTo("{\"size\":1048576}");
    assertThat(tooLarge.status()).isEqualTo(413);
    assertThat(tooLarge.errcode()).isEqualTo(41300);
    assertThat(form.errcode()).isEqualTo(40000);
    assertThat(untyped.errcode()).isEqualTo(40000);
  }

  private static RawJson size(RawJson body) {
    return RawJson.of("{\"size\":" + body.length() + "}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"evil.example", "evil.example:%d", "127.0.0.1.evil.example:%d", "10.0.0.1:%d"})
  void aForeignHostIsRefused(String host) {
    for (String path : new String[] {"/metrics", "/nope", "/admin/v1/cluster"}) {
      Answer answer =
          port.ask(HttpMethod.GET, path, Map.of("Host", host.formatted(port.port())), "");

      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.errcode()).isEqualTo(40303);
    }
  }

  @Test
  void aBalancerMayAskForHealthUnderAnyNameOrNone() throws IOException {
    assertThat(
            port.ask(HttpMethod.GET, "/health/live", Map.of("Host", "evil.example"), "").status())
        .isEqualTo(200);
    for (String version : new String[] {"1.0", "1.1"}) {
      assertThat(plain("GET /health/live HTTP/" + version)).contains(" 200 ");
      assertThat(plain("HEAD /health/live HTTP/" + version)).contains(" 200 ");
      assertThat(plain("GET /health/ready HTTP/" + version)).contains(" 503 ");
      assertThat(plain("OPTIONS /health/ready HTTP/" + version)).contains(" 503 ");
      assertThat(plain("OPTIONS /health/live HTTP/" + version)).contains(" 200 ");
      assertThat(plain("GET /metrics HTTP/" + version)).contains(" 200 ");
    }
    assertThat(plain("GET /health/live HTTP/1.1", "Host: a:b:c")).contains(" 200 ");
    assertThat(plain("OPTIONS / HTTP/1.0")).contains(" 204 ");
    assertThat(plain("OPTIONS * HTTP/1.0")).contains(" 204 ");
    assertThat(plain("GET /admin/v1/cluster HTTP/1.0")).contains(" 403 ");
    assertThat(plain("GET /health/../admin/v1/cluster HTTP/1.0")).contains(" 403 ");
    assertThat(plain("GET /admin/v1/cluster HTTP/1.1")).contains(" 400 ");
    assertThat(plain("GET /metrics HTTP/1.1", "Host: evil.example")).contains(" 403 ");
  }

  @Test
  void whatIsNoPathIsAnsweredAsTheClientsFault() throws IOException {
    String here = "Host: localhost";
    assertThat(plain("CONNECT localhost:443 HTTP/1.1", here)).contains(" 405 ");
    assertThat(plain("TRACE / HTTP/1.1", here)).contains(" 405 ");
    assertThat(plain("GET * HTTP/1.1", here)).contains(" 400 ");
    assertThat(plain("GET nope HTTP/1.1", here)).contains(" 400 ");
    assertThat(plain("GET /%zz HTTP/1.1", here)).contains(" 400 ");
    assertThat(plain("GET http://localhost/health/live HTTP/1.1", here)).contains(" 200 ");
    assertThat(plain("GET /health/live HTTP/1.1", here, "Cookie: " + "c".repeat(30_000)))
        .contains(" 200 ");
    assertThat(plain("GET /health/live HTTP/1.1", here, "Cookie: " + "c".repeat(40_000)))
        .contains(" 431 ");
  }

  /** By a plain socket: no client would send it. Gives the first line of the answer. */
  private String plain(String... lines) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port.port())) {
      socket.setSoTimeout(10_000);
      String request = String.join("\r\n", lines) + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
          .readLine();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1:%d",
        "localhost:%d",
        "localhost:9",
        "localhost.",
        "[::1]:%d",
        "[0:0::1]",
        "LOCALHOST"
      })
  void everyNameOfLoopbackIsOurs(String host) {
    Map<String, String> headers = Map.of("Host", host.formatted(port.port()));

    assertThat(port.ask(HttpMethod.GET, "/admin/v1/cluster", headers, "").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://evil.example", "null", "http://127.0.0.1:1", "x", ""})
  void aForeignOriginIsRefused(String origin) {
    Answer answer = port.ask(HttpMethod.GET, "/admin/v1/cluster", Map.of("Origin", origin), "");

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.errcode()).isEqualTo(40303);
  }

  @Test
  void theOwnOriginMayAsk() {
    for (Map<String, String> headers :
        List.of(
            Map.of("Origin", "http://127.0.0.1:" + port.port()),
            Map.of("Origin", "http://localhost", "Host", "localhost:80"),
            Map.of("Origin", "http://localhost:80", "Host", "localhost"),
            Map.of("Origin", "https://LOCALHOST", "Host", "localhost:443"))) {
      assertThat(port.ask(HttpMethod.GET, "/admin/v1/cluster", headers, "").status())
          .isEqualTo(200);
    }
  }

  @Test
  void whereKeysAreSetOneIsNeeded() {
    try (InternalPort locked = new InternalPort("first", "second")) {
      for (String path : new String[] {"/admin/v1/cluster", "/internal/v1/chats/c1"}) {
        assertThat(locked.get(path).errcode()).isEqualTo(40303);
        assertThat(with(locked, path, "Bearer third").errcode()).isEqualTo(40303);
        assertThat(with(locked, path, "Bearer ").errcode()).isEqualTo(40303);
        assertThat(with(locked, path, "Basic first").errcode()).isEqualTo(40303);
      }
      assertThat(with(locked, "/admin/v1/cluster", "Bearer first").status()).isEqualTo(200);
      assertThat(with(locked, "/admin/v1/cluster", "bearer second").status()).isEqualTo(200);
      assertThat(locked.get("/metrics").status()).isEqualTo(200);
      assertThat(locked.get("/health/ready").status()).isEqualTo(503);
      assertThat(locked.post(SESSIONS, "{}").status()).isEqualTo(403);
    }
  }

  private static Answer with(InternalPort locked, String path, String authorization) {
    return locked.ask(HttpMethod.GET, path, Map.of("Authorization", authorization), "");
  }

  @Test
  void whatIsNotThereIsSaidInJson() {
    assertThat(port.get("/nope").errcode()).isEqualTo(40403);
    assertThat(port.get(SESSIONS).errcode()).isEqualTo(40500);
    assertThat(port.get(SESSIONS).headers().get("Allow")).isEqualTo("POST");
    Answer deleted = port.ask(HttpMethod.DELETE, "/internal/v1/chats/c1", Map.of(), "");
    assertThat(deleted.errcode()).isEqualTo(40500);
    assertThat(deleted.headers().get("Allow")).isEqualTo("GET, PATCH, PUT");
    assertThat(port.get("/internal/v1/chats/%zz").errcode()).isEqualTo(40001);
  }

  @Test
  void whoIsNotServedHearsOfItSoon() {
    assertThat(port.get("/never").errcode()).isEqualTo(50400);
    assertThat(port.post(SESSIONS, "{}").errcode()).isEqualTo(50300);
  }
}
