package io.chathub.hub;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file of the jar as it is served: whole, and not again to whoever has it. A browser asks each
 * time whether its copy is the one of this hub. Immutable.
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
    exchange
        .response()
        .putHeader(HttpHeaders.ETAG, tag)
        .putHeader(HttpHeaders.CACHE_CONTROL, "public, no-cache")
        .putHeader("X-Content-Type-Options", "nosniff");
    if (known != null && known.contains(tag)) {
      exchange.response().setStatusCode(304).end();
    } else {
      exchange
          .response()
          .putHeader(HttpHeaders.CONTENT_TYPE, contentType)
          .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(content.length()))
          .end(content.copy());
    }
  }
}
