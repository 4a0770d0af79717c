package io.chathub.hub;

import io.chathub.hub.config.StoreConfig;
import io.chathub.store.SoundClock;
import io.chathub.store.Store;
import io.chathub.store.embedded.EmbeddedStore;
import io.chathub.store.redis.RedisStores;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** Opens the store that the configuration names. */
final class Stores {

  static final String NO_BACKUP =
      "the chats are in Redis: back them up there, by its snapshots or its append-only file";

  private Stores() {}

  static Future<Store> open(
      Vertx vertx, StoreConfig config, SoundClock clock, MeterRegistry registry) {
    return switch (config.kind()) {
      case EMBEDDED ->
          vertx.executeBlocking(
              () ->
                  EmbeddedStore.open(
                      vertx, config.embedded(), config.retention(), clock, registry));
      case REDIS -> RedisStores.open(vertx, config.redis(), config.retention(), clock, registry);
    };
  }
}
