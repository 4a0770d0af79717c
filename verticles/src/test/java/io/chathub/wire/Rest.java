package io.chathub.wire;

import io.chathub.scene.TestNode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;

/** Asks the HTTP interface for clients. Its calls block. */
final class Rest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final TestNode node;

  Rest(TestNode node) {
    this.node = node;
  }

  record Answer(int status, HttpHeaders headers, String text) {

    JsonObject json() {
      return new JsonObject(text);
    }

    int errcode() {
      return json().getInteger("errcode");
    }

    List<JsonObject> list(String name) {
      JsonArray array = json().getJsonArray(name);
      return array.stream().map(JsonObject.class::cast).toList();
    }

    String header(String name) {
      return headers.firstValue(name).orElse("");
    }
  }

  Answer get(String path, String token, String... headers) {
    return ask("GET", path, token, headers);
  }

  String text(String path, String token) {
    return get(path, token).text();
  }

  /**
   * @param token null for none
   */
  Answer ask(String method, String path, String token, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port() + path))
            .method(method, BodyPublishers.noBody());
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.headers(), response.body());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
