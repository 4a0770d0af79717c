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
import java.nio.file.Path;
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
  void whatIsNoPageIsNotThere() throws Exception {
    assertThat(ask("GET", "/nothing.html").statusCode()).isEqualTo(404);
    assertThat(ask("HEAD", "/nothing.html").statusCode()).isEqualTo(404);
    assertThat(ask("POST", "/").statusCode()).isEqualTo(405);
  }

  private HttpResponse<String> ask(String method, String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + hub.port() + path))
            .method(method, BodyPublishers.noBody())
            .build(),
        BodyHandlers.ofString());
  }
}
