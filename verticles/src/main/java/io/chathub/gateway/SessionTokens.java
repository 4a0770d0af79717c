package io.chathub.gateway;

import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where a request carries its session token. A token is never logged. */
final class SessionTokens {

  private static final String PROTOCOL = "sec-websocket-protocol";
  private static final String BEARER = "bearer ";
  private static final int LENGTH_MAX = 512;
  private static final Pattern BASE64URL = Pattern.compile("[A-Za-z0-9_-]{1," + LENGTH_MAX + "}");

  private SessionTokens() {}

  /** The first of: query parameter, first offered sub-protocol, bearer. */
  static Optional<String> ofUpgrade(HttpServerRequest request) {
    String query = request.getParam(PROTOCOL);
    if (query != null && !query.isEmpty()) {
      return Optional.of(query);
    }
    String offered = request.getHeader(PROTOCOL);
    if (offered != null && !offered.isBlank()) {
      return Optional.of(offered.split(",", 2)[0].trim());
    }
    return ofBearer(request);
  }

  static Optional<String> ofBearer(HttpServerRequest request) {
    String header = request.getHeader("Authorization");
    if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return Optional.empty();
    }
    String token = header.substring(BEARER.length()).trim();
    return token.isEmpty() ? Optional.empty() : Optional.of(token);
  }

  /** Whether any session could have such a token. */
  static boolean isWellFormed(String token) {
    return BASE64URL.matcher(token).matches();
  }
}
