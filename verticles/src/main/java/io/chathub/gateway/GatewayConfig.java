package io.chathub.gateway;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * @param port 0 takes a free one
 * @param origins allowed {@code Origin}s; empty for the own host only, {@code *} for any
 * @param tls none for plain HTTP
 * @param heartbeat between two pings of a silent connection
 * @param trustedProxies addresses whose {@code X-Forwarded-For} is believed
 * @param pages whether the pages of the hub are served
 * @param drainPeriod over which connections are closed when the node drains
 */
public record GatewayConfig(
    String host,
    int port,
    Set<String> origins,
    Optional<Tls> tls,
    Duration heartbeat,
    Set<String> trustedProxies,
    boolean pages,
    Duration drainPeriod,
    Limits limits) {

  public static final GatewayConfig DEFAULT =
      new GatewayConfig(
          "127.0.0.1",
          8080,
          Set.of(),
          Optional.empty(),
          Duration.ofSeconds(25),
          Set.of(),
          true,
          Duration.ofSeconds(10),
          Limits.DEFAULT);

  /** Files in PEM; read again when they change. */
  public record Tls(Path cert, Path key) {}

  public GatewayConfig {
    origins = Set.copyOf(origins);
    trustedProxies = Set.copyOf(trustedProxies);
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("http.port: must be 0..65535");
    }
    if (heartbeat.toMillis() < 100) {
      throw new IllegalArgumentException("http.heartbeat: must be at least 100ms");
    }
    if (drainPeriod.isNegative()) {
      throw new IllegalArgumentException("drain.period: must not be negative");
    }
  }
}
