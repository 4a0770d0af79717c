package io.chathub.store.redis;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Where a Redis server is: {@code redis://[user:password@]host[:port][/database]}, or {@code
 * rediss://} over TLS. User and password are URL-encoded.
 */
public record RedisUrl(
    boolean tls, String host, int port, int database, Optional<Credentials> credentials) {

  private static final int DEFAULT_PORT = 6379;

  /** Who signs in; the user that Redis knows from the start is {@code default}. */
  public record Credentials(String user, String password) {

    @Override
    public String toString() {
      return user + ":***";
    }
  }

  /**
   * @throws IllegalArgumentException saying what is wrong, without the password
   */
  public static RedisUrl parse(String url) {
    try {
      URI uri = new URI(url);
      boolean tls = "rediss".equals(uri.getScheme());
      if ((!tls && !"redis".equals(uri.getScheme())) || uri.getHost() == null) {
        throw malformed();
      }
      String host = uri.getHost().replace("[", "").replace("]", "");
      int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
      if (port < 1 || port > 65_535 || uri.getQuery() != null || uri.getFragment() != null) {
        throw malformed();
      }
      return new RedisUrl(
          tls, host, port, database(uri.getPath()), credentials(uri.getRawUserInfo()));
    } catch (URISyntaxException | NumberFormatException e) {
      throw malformed();
    }
  }

  /** The same way to another server, as Sentinel or the cluster names it. */
  RedisUrl at(String otherHost, int otherPort) {
    return new RedisUrl(tls, otherHost, otherPort, database, credentials);
  }

  RedisUrl with(Optional<Credentials> other, int otherDatabase) {
    return new RedisUrl(tls, host, port, otherDatabase, other);
  }

  boolean isSameServer(RedisUrl other) {
    return port == other.port && host.equals(other.host);
  }

  /** Without user and password. */
  String withoutCredentials() {
    String bracketed = host.contains(":") ? "[" + host + "]" : host;
    return (tls ? "rediss://" : "redis://") + bracketed + ":" + port;
  }

  /** Without the password. */
  @Override
  public String toString() {
    return withoutCredentials() + (database == 0 ? "" : "/" + database);
  }

  private static int database(String path) {
    if (path.isEmpty() || path.equals("/")) {
      return 0;
    }
    int database = Integer.parseInt(path.substring(1));
    if (database < 0) {
      throw malformed();
    }
    return database;
  }

  private static Optional<Credentials> credentials(String userInfo) {
    if (userInfo == null || userInfo.isEmpty()) {
      return Optional.empty();
    }
    int colon = userInfo.indexOf(':');
    if (colon < 0) {
      throw malformed();
    }
    String user = decoded(userInfo.substring(0, colon));
    return Optional.of(
        new Credentials(user.isEmpty() ? "default" : user, decoded(userInfo.substring(colon + 1))));
  }

  private static String decoded(String part) {
    return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static IllegalArgumentException malformed() {
    return new IllegalArgumentException(
        "must be redis://[user:password@]host[:port][/database], or rediss:// over TLS");
  }
}
