package io.chathub.hub.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.hub.scene.JarProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hub's own pages, as whoever asks for them gets them. */
class PagesIT {

  @TempDir static Path data;
  private static JarProcess hub;

  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  static void start() {
    hub = new JarProcess(data);
    hub.start();
  }

  @AfterAll
  static void end() {
    hub.close();
  }

  @Test
  void noOtherSiteSeesOrFramesThem() throws Exception {
    HttpHeaders headers = ask("GET", "/?token=secret").headers();

    assertThat(headers.firstValue("referrer-policy")).hasValue("no-referrer");
    assertThat(headers.firstValue("x-content-type-options")).hasValue("nosniff");
    assertThat(headers.firstValue("x-frame-options")).hasValue("DENY");
    assertThat(headers.firstValue("access-control-allow-origin")).isEmpty();
  }

  @Test
  void whoAsksForTheirHeadGetsNoMore() throws Exception {
    HttpResponse<String> head = ask("HEAD", "/");

    assertThat(ask("GET", "/").body()).startsWith("<!doctype html>");
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
  }

  @Test
  void eachIsTheFileAsItIs() throws Exception {
    Path pages = Path.of("..", "client", "pages");
    try (Stream<Path> files = Files.list(pages)) {
      for (Path file : files.toList()) {
        HttpResponse<String> answer = ask("GET", "/" + file.getFileName());

        assertThat(answer.statusCode()).as("%s", file).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(Files.readString(file));
      }
    }
    assertThat(ask("GET", "/app.js").headers().firstValue("content-type"))
        .hasValue("text/javascript; charset=utf-8");
    assertThat(ask("GET", "/icon.svg").headers().firstValue("content-type"))
        .hasValue("image/svg+xml");
  }

  @Test
  void whoHasOneIsToldSoAndAPartIsGivenToWhoAsksForOne() throws Exception {
    String tag = ask("GET", "/app.js").headers().firstValue("etag").orElseThrow();

    assertThat(ask("GET", "/app.js", "If-None-Match", tag).statusCode()).isEqualTo(304);
    assertThat(ask("GET", "/app.js", "Range", "bytes=5-1").statusCode()).isEqualTo(200);
    assertThat(ask("GET", "/app.js", "Range", "bytes=1-5").statusCode()).isEqualTo(206);
    assertThat(hub.logText()).doesNotContain("ERROR");
  }

  @Test
  void whatIsNoPageIsNotThere() throws Exception {
    assertThat(ask("GET", "/nothing.html").statusCode()).isEqualTo(404);
    assertThat(ask("HEAD", "/nothing.html").statusCode()).isEqualTo(404);
    assertThat(ask("GET", "/../pages/app.js").statusCode()).isEqualTo(404);
    assertThat(ask("POST", "/").statusCode()).isEqualTo(405);
  }

  private HttpResponse<String> ask(String method, String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + hub.port() + path))
            .method(method, BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }
}
