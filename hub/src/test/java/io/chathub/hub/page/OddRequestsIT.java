package io.chathub.hub.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.hub.scene.JarProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What no client of ours sends, to the port of the clients: answered, and no fault of the hub. */
class OddRequestsIT {

  private static final List<String> RANGES =
      List.of("bytes=99999999-", "bytes=5-2", "bytes=99999999999999999999-", "bytes=abc", "x", "-");

  @TempDir static Path data;
  private static JarProcess hub;

  @BeforeAll
  static void start() {
    hub = new JarProcess(data);
    hub.start("http.origins=https://app.example");
  }

  @AfterAll
  static void end() {
    hub.close();
  }

  @Test
  void whatIsForNoPathIsAnsweredAndNothingIsLogged() throws IOException {
    String before = hub.logText();

    assertThat(ask("OPTIONS * HTTP/1.1", "Host: h")).contains(" 204 ").contains("allow: GET");
    assertThat(ask("OPTIONS / HTTP/1.0")).contains(" 204 ");
    assertThat(ask("CONNECT h:443 HTTP/1.1", "Host: h:443")).contains(" 405 ").contains("40500");
    assertThat(ask("TRACE / HTTP/1.1", "Host: h")).contains(" 405 ").contains("40500");
    assertThat(ask("NOPE / HTTP/1.1", "Host: h")).contains(" 405 ").contains("Allow: GET, HEAD");
    assertThat(ask("POST / HTTP/1.1", "Host: h")).contains(" 405 ").contains("40500");
    assertThat(ask("GET * HTTP/1.1", "Host: h")).contains(" 400 ").contains("40001");
    assertThat(ask("GET nope HTTP/1.1", "Host: h")).contains(" 400 ").contains("40001");
    assertThat(ask("GET http: HTTP/1.1", "Host: h")).contains(" 400 ").contains("40001");
    assertThat(ask("GET /%zz HTTP/1.1", "Host: h")).contains(" 400 ").contains("40001");
    assertThat(ask("GET /nope HTTP/1.1", "Host: h")).contains(" 404 ").contains("40403");
    assertThat(ask("GET / HTTP/1.1")).contains(" 400 ").contains("40001");
    assertThat(ask("GET / HTTP/1.0")).contains(" 200 ");
    assertThat(ask("GET http://h/chathub.js HTTP/1.1", "Host: h")).contains(" 200 ");
    assertThat(ask("hello")).contains(" 400 ");
    assertThat(ask("GET / HTTP/1.1", "Host: h", cookie(30_000))).contains(" 200 ");
    assertThat(ask("GET / HTTP/1.1", "Host: h", cookie(40_000))).contains(" 431 ");
    for (String range : RANGES) {
      assertThat(ask("GET / HTTP/1.1", "Host: h", "Range: " + range))
          .containsAnyOf(" 200 ", " 416 ");
    }

    assertThat(hub.logText()).isEqualTo(before);
  }

  @Test
  void theOwnPagesMayConnectWhateverIsListedAndAForeignOneIsNamedInTheLog() throws IOException {
    assertThat(upgrade("Host: chat.example:443", "Origin: https://chat.example")).contains(" 101 ");
    assertThat(upgrade("Host: chat.example", "Origin: https://app.example")).contains(" 101 ");
    assertThat(upgrade("Host: chat.example")).contains(" 101 ");
    assertThat(upgrade("Host: chat.example", "Origin: https://evil.example")).contains(" 403 ");
    assertThat(upgrade("Host: chat.example", "Origin: https://evil.example")).contains(" 403 ");
    // A proxy that is not trusted says nothing of the host.
    assertThat(upgrade("Host: h", "Origin: https://evil.example", "X-Forwarded-Host: evil.example"))
        .contains(" 403 ");

    assertThat(hub.logText().lines().filter(line -> line.contains("https://evil.example")))
        .singleElement()
        .asString()
        .contains("WARN", "http.origins");
  }

  private static String upgrade(String... headers) throws IOException {
    return ask(
        "GET /ws HTTP/1.1",
        String.join("\r\n", headers),
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
  }

  private static String cookie(int length) {
    return "Cookie: " + "c".repeat(length);
  }

  /** What comes first of the answer: its head, and most of its body. */
  private static String ask(String... lines) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), hub.port())) {
      socket.setSoTimeout(20_000);
      String request = String.join("\r\n", lines) + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      byte[] answer = new byte[8192];
      int length = socket.getInputStream().read(answer);
      return new String(answer, 0, Math.max(0, length), StandardCharsets.US_ASCII);
    }
  }
}
