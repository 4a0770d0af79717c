package io.chathub.hub.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** provisional */
public record RedisConfig(
    Set<String> urls,
    Mode mode,
    Optional<String> master,
    Optional<String> user,
    Optional<String> password,
    int waitReplicas,
    Duration timeout,
    Tls tls,
    String prefix) {

  public static final RedisConfig DEFAULT =
      new RedisConfig(
          Set.of("redis://127.0.0.1:6379"),
          Mode.STANDALONE,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          0,
          Duration.ofSeconds(2),
          new Tls(Optional.empty(), Optional.empty(), Optional.empty()),
          "chathub");

  public enum Mode {
    STANDALONE,
    SENTINEL,
    CLUSTER
  }

  /** Without the passwords. */
  @Override
  public String toString() {
    return "RedisConfig[mode=" + mode + ", prefix=" + prefix + "]";
  }

  public record Tls(Optional<Path> trust, Optional<Path> cert, Optional<Path> key) {}
}
