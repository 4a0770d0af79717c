package io.chathub.hub.internal;

import io.chathub.gateway.WebOrigin;
import io.chathub.hub.config.InternalConfig;
import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Who may come in. No web page may, other than our own: a page elsewhere can make its visitor's
 * browser ask a loopback port, under a name of its own too (DNS rebinding). Immutable.
 */
final class Gate {

  private static final String BEARER = "bearer ";
  private static final Set<String> HEALTH_PATHS = Set.of("/health/live", "/health/ready");

  private final String ownHost;
  private final boolean isLoopback;
  private final List<byte[]> keyDigests;

  Gate(InternalConfig config) {
    ownHost = config.host();
    isLoopback = config.isLoopback();
    keyDigests = config.keys().stream().map(Gate::digest).toList();
  }

  /**
   * Has a request for what needs no host be for this one, where it names none: balancers and
   * scrapers leave it out, browsers never do.
   */
  static void nameHost(HttpServerRequest request) {
    List<String> named = request.headers().getAll(HttpHeaders.HOST);
    boolean isNamed = named.stream().anyMatch(host -> !host.isBlank());
    boolean isClear = named.size() == 1 && HostAndPort.parseAuthority(named.get(0), -1) != null;
    if (HEALTH_PATHS.contains(request.path()) ? !isClear : !isNamed && isMetrics(request)) {
      request.headers().set(HttpHeaders.HOST, "localhost");
    }
  }

  private static boolean isMetrics(HttpServerRequest request) {
    return "/metrics".equals(request.path());
  }

  /**
   * Health may be asked for under any name.
   *
   * @throws Refusal {@code FORBIDDEN} where the request is for another host, or from its pages
   */
  void checkHost(HttpServerRequest request) {
    HostAndPort host = request.authority();
    if (!HEALTH_PATHS.contains(request.path()) && (host == null || !isOurs(bare(host.host())))) {
      throw Refusal.of(ErrorCode.FORBIDDEN, "host: refused");
    }
    String named = request.getHeader(HttpHeaders.HOST);
    for (String origin : request.headers().getAll(HttpHeaders.ORIGIN)) {
      if (WebOrigin.parse(origin).filter(page -> page.isOf(named)).isEmpty()) {
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

  /** Without what does not change whose it is. */
  private static String bare(String host) {
    if (host.startsWith("[") && host.endsWith("]")) {
      return host.substring(1, host.length() - 1);
    }
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }

  private static byte[] digest(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
