package io.chathub.store.redis;

import io.chathub.store.Retention;
import io.chathub.store.Store;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.LongSupplier;

/** Opens the store in a Redis that the configuration names. */
public final class RedisStores {

  private static final String LOG = "log";

  private RedisStores() {}

  /**
   * Begins to open the store, and waits for Redis as long as that takes. Blocking for a moment:
   * reads the scripts.
   *
   * @param clock epoch milliseconds
   * @return fails with {@link IllegalStateException} where the data is of a newer format
   */
  public static Future<Store> open(
      Vertx vertx,
      RedisStoreConfig config,
      Retention retention,
      LongSupplier clock,
      MeterRegistry registry) {
    RedisLink link = new RedisLink(vertx, config, scripts(), registry);
    RedisStore store =
        new RedisStore(
            vertx, link, link::close, config.keyPrefix(), retention, clock, System::nanoTime);
    return store.open().map(store);
  }

  /** All that the store runs, so that a connection begins with them known. */
  private static List<Script> scripts() {
    return List.of(
        Script.read("append", true, LOG),
        Script.read("read", true, LOG),
        Script.read("recall", true, LOG),
        Script.read("missed", false, LOG),
        Script.read("history", false, LOG),
        Script.read("summary", false, LOG),
        Script.read("trim", true, LOG),
        Script.read("erase", true, LOG),
        Script.read("put", true),
        Script.read("chat", false),
        Script.read("signed", true),
        Script.read("revoke", true));
  }
}
