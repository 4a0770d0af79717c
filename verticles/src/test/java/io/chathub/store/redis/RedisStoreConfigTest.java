package io.chathub.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chathub.store.redis.RedisUrl.Credentials;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisStoreConfigTest {

  private static final RedisStoreConfig DEFAULT = RedisStoreConfig.DEFAULT;

  @Test
  void aUrlNamesServerDatabaseAndUser() {
    assertThat(RedisUrl.parse("redis://h"))
        .isEqualTo(new RedisUrl(false, "h", 6379, 0, Optional.empty()));
    assertThat(RedisUrl.parse("rediss://u:p%40+ss@h:1/2"))
        .isEqualTo(new RedisUrl(true, "h", 1, 2, Optional.of(new Credentials("u", "p@+ss"))));
    assertThat(RedisUrl.parse("redis://:p@h").credentials())
        .contains(new Credentials("default", "p"));
    assertThat(RedisUrl.parse("redis://[::1]:7").withoutCredentials()).isEqualTo("redis://[::1]:7");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "h:6379",
        "http://h",
        "redis://",
        "redis://h:0",
        "redis://h:99999",
        "redis://h/x",
        "redis://h/-1",
        "redis://user@h",
        "redis://h?db=1",
        "redis://a b"
      })
  void anUrlThatIsNoneIsRefused(String url) {
    assertThatThrownBy(() -> RedisUrl.parse(url)).hasMessageContaining("redis://[user:password@]");
  }

  @Test
  void aPasswordIsNeverPrinted() {
    RedisStoreConfig config = RedisStoreConfig.of("redis://u:sesame@h");

    assertThat(config.toString()).doesNotContain("sesame");
    assertThat(config.urls().get(0).credentials().toString()).doesNotContain("sesame");
    assertThatThrownBy(() -> RedisUrl.parse("redis://u:sesame@h:x"))
        .hasMessageNotContaining("sesame");
  }

  @Test
  void whatIsWrongIsNamedByItsKey() {
    RedisUrl url = RedisUrl.parse("redis://h");
    assertThatThrownBy(
            () -> DEFAULT.withUrls(RedisStoreConfig.Mode.STANDALONE, List.of(url, url), ""))
        .hasMessageStartingWith("store.redis.url: ");
    assertThatThrownBy(() -> DEFAULT.withUrls(RedisStoreConfig.Mode.SENTINEL, List.of(url), ""))
        .hasMessageStartingWith("store.redis.master: ");
    assertThatThrownBy(() -> LinkScene.with(DEFAULT, Duration.ofMillis(50), 0, 1_000))
        .hasMessageStartingWith("store.redis.timeout: ");
    assertThatThrownBy(() -> LinkScene.with(DEFAULT, Duration.ofSeconds(31), 0, 1_000))
        .hasMessageStartingWith("store.redis.timeout: ");
    assertThatThrownBy(() -> LinkScene.with(DEFAULT, Duration.ofMillis(400), 0, 1_000))
        .hasMessageStartingWith("store.redis.timeout: ");
    assertThatThrownBy(() -> LinkScene.with(DEFAULT, Duration.ofSeconds(2), -1, 1_000))
        .hasMessageStartingWith("store.redis.wait-replicas: ");
    assertThatThrownBy(() -> LinkScene.with(DEFAULT, Duration.ofSeconds(2), 0, 1))
        .hasMessageStartingWith("store.redis.queue-commands: ");
    assertThatThrownBy(() -> LinkScene.trusting(DEFAULT, Path.of("ca.pem")))
        .hasMessageStartingWith("store.redis.tls.trust: ");
  }

  @Test
  void theDefaultsAreThese() {
    assertThat(DEFAULT.mode()).isEqualTo(RedisStoreConfig.Mode.STANDALONE);
    assertThat(DEFAULT.urls()).containsExactly(RedisUrl.parse("redis://127.0.0.1:6379"));
    assertThat(DEFAULT.waitReplicas()).isZero();
    assertThat(DEFAULT.waitTimeout()).isEqualTo(Duration.ofMillis(500));
    assertThat(DEFAULT.commandTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(DEFAULT.connectTimeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(DEFAULT.queueCommands()).isEqualTo(8_192);
    assertThat(DEFAULT.queueBytes()).isEqualTo(16L * 1024 * 1024);
    assertThat(DEFAULT.reconnectMin()).isEqualTo(Duration.ofMillis(50));
    assertThat(DEFAULT.reconnectMax()).isEqualTo(Duration.ofSeconds(2));
    assertThat(DEFAULT.keyPrefix()).isEqualTo("chathub:");
  }
}
