package io.chathub.hub;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A file of the jar as it is served: whole or the part asked for, and not again to whoever has it.
 * A browser asks each time whether its copy is the one of this hub. Immutable.
 */
record JarFile(String contentType, Buffer content, String tag) {

  private static final int TAG_BYTES = 16;

  static JarFile readBlocking(String name) throws IOException {
    try (InputStream in = JarFile.class.getResourceAsStream("/" + name)) {
      if (in == null) {
        throw new FileNotFoundException(name + " is not in the jar");
      }
      byte[] content = in.readAllBytes();
      return new JarFile(contentType(name), Buffer.buffer(content), tag(content));
    }
  }

  /** The same with a text in the place of another, which must be there. */
  JarFile with(String place, String text) {
    String before = content.toString();
    if (!before.contains(place)) {
      throw new IllegalStateException("the file has no " + place);
    }
    Buffer after = Buffer.buffer(before.replace(place, text));
    return new JarFile(contentType, after, tag(after.getBytes()));
  }

  private static String contentType(String name) {
    String kind = name.substring(name.lastIndexOf('.') + 1);
    return switch (kind) {
      case "js", "cjs" -> "text/javascript; charset=utf-8";
      case "html" -> "text/html; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      case "svg" -> "image/svg+xml";
      default -> "text/plain; charset=utf-8";
    };
  }

  private static String tag(byte[] content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      return '"' + HexFormat.of().formatHex(hash, 0, TAG_BYTES) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  void answer(RoutingContext exchange) {
    String known = exchange.request().getHeader(HttpHeaders.IF_NONE_MATCH);
    HttpServerResponse response = exchange.response();
    response
        .putHeader(HttpHeaders.ETAG, tag)
        .putHeader(HttpHeaders.CACHE_CONTROL, "public, no-cache")
        .putHeader("X-Content-Type-Options", "nosniff");
    if (known != null && known.contains(tag)) {
      response.setStatusCode(304).end();
      return;
    }
    response.putHeader(HttpHeaders.ACCEPT_RANGES, "bytes");
    Optional<ByteRange> range = range(exchange.request());
    if (range.isPresent() && range.get().isBeyond()) {
      response
          .putHeader(HttpHeaders.CONTENT_RANGE, range.get().contentRange())
          .setStatusCode(416)
          .end();
    } else {
      response.putHeader(HttpHeaders.CONTENT_TYPE, contentType);
      send(response, range);
    }
  }

  /** Of a GET, and of this content where that is asked for. */
  private Optional<ByteRange> range(HttpServerRequest request) {
    String condition = request.getHeader("If-Range");
    String range = request.getHeader("Range");
    return range == null
            || !request.method().equals(HttpMethod.GET)
            || (condition != null && !condition.equals(tag))
        ? Optional.empty()
        : ByteRange.parse(range, content.length());
  }

  private void send(HttpServerResponse response, Optional<ByteRange> range) {
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
