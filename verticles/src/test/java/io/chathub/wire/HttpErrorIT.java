package io.chathub.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.gateway.GatewayConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is refused by the HTTP interface, and what browsers are told. */
class HttpErrorIT extends TalkScene {

  private static final String APP = "https://app.example";
  private static final String[] PATHS = {
    "/api/chats", "/api/chats/c1/messages", "/api/presence?user_id=doc"
  };

  private Rest rest;

  @Override
  GatewayConfig gateway() {
    GatewayConfig config = super.gateway();
    return new GatewayConfig(
        config.host(),
        config.port(),
        Set.of(APP),
        config.tls(),
        config.heartbeat(),
        config.trustedProxies(),
        config.pages(),
        config.imageOrigins(),
        config.drainPeriod(),
        config.limits());
  }

  @BeforeEach
  void rest() {
    node.chat("c1", "doc", "pat");
    rest = new Rest(node);
  }

  @Test
  void withoutAGoodTokenThereIsNoAnswer() {
    for (String path : PATHS) {
      Rest.Answer none = rest.get(path, null);
      assertThat(none.status()).isEqualTo(401);
      assertThat(none.errcode()).isEqualTo(40100);
      Rest.Answer unknown = rest.get(path, "unknown");
      assertThat(unknown.status()).isEqualTo(401);
      assertThat(unknown.errcode()).isEqualTo(40101);
      assertThat(rest.get(path, token("doc")).status()).isEqualTo(200);
    }
  }

  @Test
  void whatIsNotThereIsSaidInJson() {
    Rest.Answer answer = rest.get("/api/nothing", token("doc"));

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.json().getInteger("errcode")).isEqualTo(40403);
    assertThat(answer.json().fieldNames()).containsExactlyInAnyOrder("errcode", "errmsg");
  }

  @Test
  void onlyGetIsAllowed() {
    for (String path : PATHS) {
      for (String method : new String[] {"POST", "PUT", "DELETE"}) {
        Rest.Answer answer = rest.ask(method, path, token("doc"));
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).isEqualTo("GET, OPTIONS");
        assertThat(answer.json().getInteger("errcode")).isEqualTo(40500);
        assertThat(answer.json().fieldNames()).containsExactlyInAnyOrder("errcode", "errmsg");
      }
    }
  }

  @Test
  void aBrokenEscapeIsTheClientsFault() throws IOException {
    for (String path : new String[] {"/api/chats?limit=%zz", "/api/chats/%zz/messages"}) {
      assertThat(statusLine(path)).as(path).startsWith("HTTP/1.1 400");
    }
  }

  /** By a plain socket: no client would send such a path. */
  private String statusLine(String path) throws IOException {
    String request =
        "GET " + path + " HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer " + token("doc");
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write((request + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
      return new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
          .readLine();
    }
  }

  @Test
  void allowedPagesMayReadTheAnswer() {
    Rest.Answer preflight =
        rest.ask(
            "OPTIONS",
            "/api/chats",
            null,
            "Origin",
            APP,
            "Access-Control-Request-Method",
            "GET",
            "Access-Control-Request-Headers",
            "authorization");
    assertThat(preflight.status()).isEqualTo(204);
    assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo(APP);
    assertThat(preflight.header("Access-Control-Allow-Methods")).contains("GET");
    assertThat(preflight.header("Access-Control-Allow-Headers")).contains("Authorization");

    for (String token : new String[] {token("doc"), null}) {
      Rest.Answer answer = rest.get("/api/chats", token, "Origin", APP);
      assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(APP);
      assertThat(answer.header("Vary")).containsIgnoringCase("origin");
    }
  }

  @Test
  void otherPagesAreRefused() {
    for (String method : new String[] {"OPTIONS", "GET"}) {
      Rest.Answer answer =
          rest.ask(method, "/api/chats", token("doc"), "Origin", "https://evil.example");
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.errcode()).isEqualTo(40303);
      assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
      assertThat(answer.header("Vary")).containsIgnoringCase("origin");
    }
  }
}
