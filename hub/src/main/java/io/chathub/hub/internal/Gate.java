package io.chathub.hub.internal;

import io.chathub.hub.config.InternalConfig;
import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Locale;

/**
 * Who may come in. No web page may, other than our own: a page elsewhere can make its visitor's
 * browser ask a loopback port, under a name of its own too (DNS rebinding). Immutable.
 */
final class Gate {

  private static final String BEARER = "bearer ";

  private final String ownHost;
  private final boolean isLoopback;
  private final List<byte[]> keyDigests;

  Gate(InternalConfig config) {
    ownHost = config.host();
    isLoopback = config.isLoopback();
    keyDigests = config.keys().stream().map(Gate::digest).toList();
  }

  /**
   * @throws Refusal {@code FORBIDDEN} where the request is for another host, or from its pages
   */
  void checkHost(HttpServerRequest request) {
    HostAndPort host = request.authority();
    if (host == null
        || request.headers().getAll(HttpHeaders.HOST).size() > 1
        || !isOurs(host.host())) {
      throw Refusal.of(ErrorCode.FORBIDDEN, "host: refused");
    }
    List<String> origins = request.headers().getAll(HttpHeaders.ORIGIN);
    for (String origin : origins) {
      if (!isSame(origin, host)) {
        throw Refusal.of(ErrorCode.FORBIDDEN, "origin: refused");
      }
    }
  }

  /**
   * @throws Refusal {@code FORBIDDEN} where a key is needed and none of ours was given
   */
  void checkKey(HttpServerRequest request) {
    if (keyDigests.isEmpty()) {
      return;
    }
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (header == null || !header.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
      throw Refusal.of(ErrorCode.FORBIDDEN, "authorization: must be Bearer and a service key");
    }
    byte[] given = digest(header.substring(BEARER.length()).strip());
    boolean isKnown = false;
    for (byte[] key : keyDigests) {
      // All of them, whatever was found: the time it takes tells nothing.
      isKnown |= MessageDigest.isEqual(key, given);
    }
    if (!isKnown) {
      throw Refusal.of(ErrorCode.FORBIDDEN, "authorization: unknown service key");
    }
  }

  /** Bound elsewhere than to loopback, services come by whatever name, and the key decides. */
  private boolean isOurs(String host) {
    return !isLoopback || host.equalsIgnoreCase(ownHost) || InternalConfig.isLoopback(host);
  }

  private static boolean isSame(String origin, HostAndPort host) {
    try {
      URI uri = URI.create(origin);
      int port = uri.getPort() >= 0 ? uri.getPort() : defaultPort(uri.getScheme());
      int ownPort = host.port() >= 0 ? host.port() : defaultPort(uri.getScheme());
      return uri.getHost() != null
          && bare(uri.getHost()).equalsIgnoreCase(bare(host.host()))
          && port == ownPort;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static int defaultPort(String scheme) {
    return "https".equals(scheme) ? 443 : 80;
  }

  private static String bare(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  private static byte[] digest(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
