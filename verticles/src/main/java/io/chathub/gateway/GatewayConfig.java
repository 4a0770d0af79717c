package io.chathub.gateway;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * @param port 0 takes a free one
 * @param origins allowed {@code Origin}s beside those of the own host; {@code *} for any
 * @param tls none for plain HTTP
 * @param heartbeat between two pings of a silent connection
 * @param trustedProxies addresses and CIDR ranges whose {@code X-Forwarded-For} is believed
 * @param pages whether the pages of the hub are served
 * @param imageOrigins whose pictures those pages show unasked
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
    Set<String> imageOrigins,
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
          Set.of(),
          Duration.ofSeconds(10),
          Limits.DEFAULT);

  /** Files in PEM; read again when they change. */
  public record Tls(Path cert, Path key) {}

  public GatewayConfig {
    origins = Set.copyOf(origins);
    trustedProxies = Set.copyOf(trustedProxies);
    imageOrigins = Set.copyOf(imageOrigins);
    List<String> noOrigins = OriginSetting.problems(new TreeSet<>(origins));
    if (!noOrigins.isEmpty()) {
      throw new IllegalArgumentException("http.origins: " + String.join("; ", noOrigins));
    }
    List<String> noImageOrigins = ImageOrigins.problems(new TreeSet<>(imageOrigins));
    if (!noImageOrigins.isEmpty()) {
      throw new IllegalArgumentException(
          "pages.image-origins: " + String.join("; ", noImageOrigins));
    }
    List<String> noRanges =
        trustedProxies.stream().filter(text -> !ClientAddress.isRange(text)).sorted().toList();
    if (!noRanges.isEmpty()) {
      throw new IllegalArgumentException(
          "http.trusted-proxies: "
              + String.join(", ", noRanges)
              + ": no IP address and no CIDR range such as 10.0.0.0/8");
    }
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
