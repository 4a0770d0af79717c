package io.chathub.scene;

import io.chathub.gateway.GatewayConfig;
import io.chathub.gateway.Limits;
import io.chathub.presence.PresenceConfig;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Settings for tests: the defaults but for what would make a test wait. */
public final class Settings {

  private Settings() {}

  public static GatewayConfig gateway() {
    return gateway(Duration.ofSeconds(25), Limits.DEFAULT);
  }

  public static GatewayConfig gateway(Duration heartbeat, Limits limits) {
    return gateway(Set.of(), heartbeat, Set.of(), limits);
  }

  public static GatewayConfig gateway(Duration heartbeat, Set<String> trustedProxies) {
    return gateway(Set.of(), heartbeat, trustedProxies, Limits.DEFAULT);
  }

  public static GatewayConfig origins(Set<String> origins) {
    return gateway(origins, Duration.ofSeconds(25), Set.of(), Limits.DEFAULT);
  }

  /** With TLS towards clients. */
  public static GatewayConfig tls(GatewayConfig.Tls tls) {
    GatewayConfig plain = gateway();
    return new GatewayConfig(
        plain.host(),
        plain.port(),
        plain.origins(),
        Optional.of(tls),
        plain.heartbeat(),
        plain.trustedProxies(),
        plain.pages(),
        plain.imageOrigins(),
        plain.drainPeriod(),
        plain.limits());
  }

  private static GatewayConfig gateway(
      Set<String> origins, Duration heartbeat, Set<String> trustedProxies, Limits limits) {
    return new GatewayConfig(
        "127.0.0.1",
        0,
        origins,
        Optional.empty(),
        heartbeat,
        trustedProxies,
        false,
        Set.of(),
        Duration.ofMillis(500),
        limits);
  }

  public static PresenceConfig presence() {
    return new PresenceConfig(
        Set.of("doctor"), PresenceConfig.Audience.ANNOUNCED, Duration.ofMillis(200));
  }
}
