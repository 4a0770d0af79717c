package io.chathub.hub.config;

import io.chathub.store.Retention;
import io.chathub.store.embedded.EmbeddedStoreConfig;

/** Which store there is, and how long it keeps what it gets. */
public record StoreConfig(
    Kind kind, EmbeddedStoreConfig embedded, RedisConfig redis, Retention retention) {

  public static final StoreConfig DEFAULT =
      new StoreConfig(
          Kind.EMBEDDED, EmbeddedStoreConfig.DEFAULT, RedisConfig.DEFAULT, Retention.DEFAULT);

  /** The stores of this version. */
  public enum Kind {
    EMBEDDED,
    REDIS
  }
}
