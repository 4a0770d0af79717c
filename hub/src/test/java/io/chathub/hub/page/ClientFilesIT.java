package io.chathub.hub.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.hub.scene.JarProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What pages include, from a hub that serves no pages of its own. */
class ClientFilesIT {

  private static final Path CLIENT = Path.of("..", "client");
  private static final String FOREIGN = "https://elsewhere.example";

  @TempDir static Path data;
  private static JarProcess hub;

  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  static void start() {
    hub = new JarProcess(data);
    hub.start("http.pages=false");
  }

  @AfterAll
  static void end() {
    hub.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/chathub.js,text/javascript; charset=utf-8",
    "/chathub.cjs,text/javascript; charset=utf-8",
    "/chathub.d.ts,text/plain; charset=utf-8"
  })
  void aPageOfAnyOriginGetsIt(String path, String contentType) throws Exception {
    HttpResponse<String> answer = send(request(path).header("Origin", FOREIGN));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "content-type")).isEqualTo(contentType);
    assertThat(header(answer, "access-control-allow-origin")).isEqualTo("*");
    assertThat(header(answer, "x-content-type-options")).isEqualTo("nosniff");
  }

  @ParameterizedTest
  @ValueSource(strings = {"chathub.js", "chathub.d.ts"})
  void itIsTheFileAsItIs(String name) throws Exception {
    assertThat(send(request("/" + name)).body()).isEqualTo(Files.readString(CLIENT.resolve(name)));
  }

  @Test
  void theCommonJsCopyDiffersByHowItExports() throws Exception {
    String module = Files.readString(CLIENT.resolve("chathub.js"));

    String copy = send(request("/chathub.cjs")).body();

    assertThat(copy)
        .isEqualToNormalizingNewlines(
            "'use strict';\n" + module.replace("\nexport {", "\nmodule.exports = {"))
        .contains("\nmodule.exports = { createChathub,");
  }

  @Test
  void whoHasItIsToldSo() throws Exception {
    HttpResponse<String> first = send(request("/chathub.js"));
    String tag = header(first, "etag");

    HttpResponse<String> second = send(request("/chathub.js").header("If-None-Match", tag));
    HttpResponse<String> other = send(request("/chathub.cjs").header("If-None-Match", tag));

    assertThat(header(first, "cache-control")).contains("no-cache");
    assertThat(second.statusCode()).isEqualTo(304);
    assertThat(second.body()).isEmpty();
    assertThat(header(second, "etag")).isEqualTo(tag);
    assertThat(header(second, "access-control-allow-origin")).isEqualTo("*");
    assertThat(other.statusCode()).isEqualTo(200);
  }

  @Test
  void whoAsksForItsHeadGetsNoMore() throws Exception {
    HttpResponse<String> whole = send(request("/chathub.js"));

    HttpResponse<String> head =
        send(request("/chathub.js").method("HEAD", BodyPublishers.noBody()));

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(header(head, "etag")).isEqualTo(header(whole, "etag"));
    assertThat(header(head, "content-length")).isEqualTo(header(whole, "content-length"));
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-9,206,0,10",
    "bytes=10-,206,10,",
    "bytes=-5,206,-5,5",
    "bytes=0-99999999999999999999,206,0,",
    "bytes=abc,200,0,",
    "bytes=5-2,200,0,",
    "'bytes=0-1,3-4',200,0,",
    "lines=0-1,200,0,",
    "bytes=99999999999999999999-,416,0,0",
    "bytes=-0,416,0,0"
  })
  void aPartIsGivenToWhoAsksForOne(String range, int status, int from, Integer length)
      throws Exception {
    String whole = send(request("/chathub.js")).body();

    HttpResponse<String> answer = send(request("/chathub.js").header("Range", range));

    int first = from < 0 ? whole.length() + from : from;
    int last = length == null ? whole.length() : first + length;
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).isEqualTo(whole.substring(first, last));
    String wanted =
        switch (status) {
          case 206 -> "bytes " + first + "-" + (last - 1) + "/" + whole.length();
          case 416 -> "bytes */" + whole.length();
          default -> "";
        };
    assertThat(header(answer, "content-range")).isEqualTo(wanted);
  }

  @Test
  void aPartOfAnotherVersionIsTheWhole() throws Exception {
    HttpResponse<String> answer =
        send(request("/chathub.js").header("Range", "bytes=0-9").header("If-Range", "\"old\""));

    assertThat(answer.statusCode()).isEqualTo(200);
  }

  @Test
  void thePagesAreNotThere() throws Exception {
    assertThat(send(request("/")).statusCode()).isEqualTo(404);
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + hub.port() + path));
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }
}
