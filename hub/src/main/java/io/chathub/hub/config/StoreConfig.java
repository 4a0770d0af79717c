package io.chathub.hub.config;

import io.chathub.store.Retention;
import io.chathub.store.embedded.EmbeddedStoreConfig;
import io.chathub.store.redis.RedisStoreConfig;
import io.chathub.store.redis.RedisUrl;
import java.util.stream.Collectors;

/** Which store there is, and how long it keeps what it gets. */
public record StoreConfig(
    Kind kind, EmbeddedStoreConfig embedded, RedisStoreConfig redis, Retention retention) {

  public static final StoreConfig DEFAULT =
      new StoreConfig(
          Kind.EMBEDDED, EmbeddedStoreConfig.DEFAULT, RedisStoreConfig.DEFAULT, Retention.DEFAULT);

  /** The stores of this version. */
  public enum Kind {
    EMBEDDED,
    REDIS
  }

  /** Where it is, without passwords. */
  public String describe() {
    return switch (kind) {
      case EMBEDDED -> embedded.path().toAbsolutePath().toString();
      case REDIS -> redis.urls().stream().map(RedisUrl::toString).collect(Collectors.joining(","));
    };
  }
}
