package io.chathub.hub;

import io.chathub.gateway.GatewayConfig;
import io.chathub.gateway.ImageOrigins;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The pages that the hub serves to clients, out of its jar. They are read once, at start, so that
 * nothing has to be unpacked into a file. Thread safe; holds their 150 KB.
 */
final class Pages implements Handler<Router> {

  private static final String FIRST = "/index.html";

  /**
   * In the first page: what it may load pictures from by its policy, and what its script knows of
   * it.
   */
  private static final String POLICY = "img-src 'self' data:";

  private static final String KNOWN = "name=\"image-origins\" content=\"\"";

  /** All files of {@code client/pages}. */
  static final List<String> NAMES =
      List.of(
          "address.js",
          "announcer.js",
          "app.js",
          "base.css",
          "bubble.js",
          "card.js",
          "chat-view.js",
          "chat.css",
          "composer.js",
          "connection-view.js",
          "dialog.css",
          "dom.js",
          "drafts.js",
          "icon.svg",
          "index.html",
          "links.js",
          "list-view.js",
          "list.css",
          "locale.js",
          "memory.js",
          "menu.js",
          "message-log.js",
          "message.css",
          "presence.js",
          "scrolling.js",
          "text.js",
          "token.js",
          "unread.js",
          "words.js");

  private final Map<String, JarFile> files;

  private Pages(Map<String, JarFile> files) {
    this.files = files;
  }

  /** Reads them, where they are to be served. */
  static Future<Pages> read(Vertx vertx, GatewayConfig config) {
    return vertx.executeBlocking(
        () ->
            new Pages(
                config.pages()
                    ? readBlocking(ImageOrigins.sources(config.imageOrigins()))
                    : Map.of()));
  }

  private static Map<String, JarFile> readBlocking(List<String> imageOrigins) throws IOException {
    Map<String, JarFile> files = new LinkedHashMap<>();
    for (String name : NAMES) {
      files.put("/" + name, JarFile.readBlocking("pages/" + name));
    }
    if (!imageOrigins.isEmpty()) {
      String listed = String.join(" ", imageOrigins);
      JarFile first = files.get(FIRST);
      files.put(
          FIRST,
          first
              .with(POLICY, POLICY + " " + listed)
              .with(KNOWN, KNOWN.replace("\"\"", '"' + listed + '"')));
    }
    return files;
  }

  @Override
  public void handle(Router router) {
    if (files.isEmpty()) {
      return;
    }
    router
        .route()
        .method(HttpMethod.GET)
        .method(HttpMethod.HEAD)
        .handler(
            exchange -> {
              exchange
                  .response()
                  // The address may hold a token.
                  .putHeader("Referrer-Policy", "no-referrer")
                  .putHeader("X-Content-Type-Options", "nosniff")
                  .putHeader("X-Frame-Options", "DENY");
              exchange.next();
            })
        .handler(this::answer);
  }

  private void answer(RoutingContext exchange) {
    String path = exchange.normalizedPath();
    JarFile file = files.get(path.equals("/") ? FIRST : path);
    if (file == null) {
      exchange.next();
    } else {
      file.answer(exchange);
    }
  }
}
