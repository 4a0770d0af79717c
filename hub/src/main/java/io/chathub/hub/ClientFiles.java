package io.chathub.hub;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The client that pages include, out of the jar: a module, its CommonJS copy, its declarations.
 * They are public, and pages of any origin may have them. Thread safe; holds their 100 KB.
 */
final class ClientFiles implements Handler<Router> {

  private final Map<String, JarFile> files;

  private ClientFiles(Map<String, JarFile> files) {
    this.files = files;
  }

  /** Reads them. */
  static Future<ClientFiles> read(Vertx vertx) {
    return vertx.executeBlocking(() -> new ClientFiles(readBlocking()));
  }

  private static Map<String, JarFile> readBlocking() throws IOException {
    Map<String, JarFile> files = new LinkedHashMap<>();
    for (String name : List.of("chathub.js", "chathub.cjs", "chathub.d.ts")) {
      files.put("/" + name, JarFile.readBlocking("client/" + name));
    }
    return files;
  }

  @Override
  public void handle(Router router) {
    files.forEach(
        (path, file) ->
            router
                .route(path)
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(
                    exchange -> {
                      exchange.response().putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
                      file.answer(exchange);
                    }));
  }
}
