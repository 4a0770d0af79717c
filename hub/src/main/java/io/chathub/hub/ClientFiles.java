package io.chathub.hub;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The client that pages include, out of the jar: a module, its CommonJS copy, its declarations.
 * They are public, and pages of any origin may have them; a browser asks each time whether its copy
 * is the one of this hub. Thread safe; holds their 100 KB.
 */
final class ClientFiles implements Handler<Router> {

  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final int TAG_BYTES = 16;

  private final List<ClientFile> files;

  private record ClientFile(String path, String contentType, Buffer content, String tag) {}

  private ClientFiles(List<ClientFile> files) {
    this.files = files;
  }

  /** Reads them. */
  static Future<ClientFiles> read(Vertx vertx) {
    return vertx.executeBlocking(
        () ->
            new ClientFiles(
                List.of(
                    readBlocking("chathub.js", SCRIPT),
                    readBlocking("chathub.cjs", SCRIPT),
                    readBlocking("chathub.d.ts", TEXT))));
  }

  private static ClientFile readBlocking(String name, String contentType)
      throws IOException, NoSuchAlgorithmException {
    try (InputStream in = ClientFiles.class.getResourceAsStream("/client/" + name)) {
      if (in == null) {
        throw new FileNotFoundException("client/" + name + " is not in the jar");
      }
      byte[] content = in.readAllBytes();
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      String tag = '"' + HexFormat.of().formatHex(hash, 0, TAG_BYTES) + '"';
      return new ClientFile("/" + name, contentType, Buffer.buffer(content), tag);
    }
  }

  @Override
  public void handle(Router router) {
    for (ClientFile file : files) {
      router
          .route(file.path())
          .method(HttpMethod.GET)
          .method(HttpMethod.HEAD)
          .handler(exchange -> answer(exchange, file));
    }
  }

  private static void answer(RoutingContext exchange, ClientFile file) {
    String known = exchange.request().getHeader(HttpHeaders.IF_NONE_MATCH);
    exchange
        .response()
        .putHeader(HttpHeaders.ETAG, file.tag())
        .putHeader(HttpHeaders.CACHE_CONTROL, "public, no-cache")
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*")
        .putHeader("X-Content-Type-Options", "nosniff");
    if (known != null && known.contains(file.tag())) {
      exchange.response().setStatusCode(304).end();
    } else {
      exchange.response().putHeader(HttpHeaders.ACCEPT_RANGES, "bytes");
      Optional<ByteRange> range = range(exchange.request(), file);
      if (range.isPresent() && range.get().isBeyond()) {
        exchange
            .response()
            .putHeader(HttpHeaders.CONTENT_RANGE, range.get().contentRange())
            .setStatusCode(416)
            .end();
      } else {
        exchange.response().putHeader(HttpHeaders.CONTENT_TYPE, file.contentType());
        send(exchange.response(), file.content(), range);
      }
    }
  }

  /** Of a GET, and of this content where that is asked for. */
  private static Optional<ByteRange> range(HttpServerRequest request, ClientFile file) {
    String condition = request.getHeader("If-Range");
    String range = request.getHeader("Range");
    return range == null
            || !request.method().equals(HttpMethod.GET)
            || (condition != null && !condition.equals(file.tag()))
        ? Optional.empty()
        : ByteRange.parse(range, file.content().length());
  }

  private static void send(HttpServerResponse response, Buffer content, Optional<ByteRange> range) {
    Buffer part = content;
    if (range.isPresent()) {
      part = content.slice((int) range.get().first(), (int) range.get().last() + 1);
      response.setStatusCode(206).putHeader(HttpHeaders.CONTENT_RANGE, range.get().contentRange());
    }
    response
        .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(part.length()))
        .end(part.copy());
  }
}
