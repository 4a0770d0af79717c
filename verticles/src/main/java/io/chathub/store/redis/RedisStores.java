package io.chathub.store.redis;

import io.chathub.model.Refusal;
import io.chathub.store.Retention;
import io.chathub.store.SoundClock;
import io.chathub.store.Store;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the store in the Redis that the configuration names. */
public final class RedisStores {

  private static final Logger LOG = LoggerFactory.getLogger(RedisStores.class);
  private static final long AGAIN_MS = 500;

  private RedisStores() {}

  /**
   * Waits for Redis, however long that takes, and warns of what it may lose as it is set up.
   *
   * @param clock is told what Redis's says
   * @return fails where this Redis will never do, because of its version, the password, or data of
   *     a newer format
   */
  public static Future<Store> open(
      Vertx vertx,
      RedisStoreConfig config,
      Retention retention,
      SoundClock clock,
      MeterRegistry registry) {
    Scripts scripts = new Scripts();
    RedisLink link = new RedisLink(vertx, config, scripts.all(), registry);
    ClockWatch clockWatch = new ClockWatch(vertx, link, new Keys(config.keyPrefix()), clock);
    Watch watch = new Watch(vertx, config, link::reports, registry);
    Marks marks =
        new Marks(
            link,
            scripts,
            new Keys(config.keyPrefix()),
            config.mode() == RedisStoreConfig.Mode.CLUSTER);
    RedisStore.Connection connection =
        new RedisStore.Connection(
            link,
            () -> watch.check(link::check),
            () -> {
              clockWatch.stop();
              watch.stop();
              return link.close();
            });
    RedisStore store =
        new RedisStore(
            vertx, connection, scripts, config.keyPrefix(), retention, clock, System::nanoTime);
    return warnings(vertx, link)
        .onSuccess(warnings -> warnings.forEach(warning -> LOG.warn("redis: {}", warning)))
        .compose(looked -> clockWatch.start())
        .compose(told -> store.open())
        .compose(opened -> watch.start(marks::look))
        .onSuccess(started -> link.onMaster(watch::soon))
        .onSuccess(started -> damaged(store, registry))
        .<Store>map(store)
        .onFailure(
            failure -> {
              var unused = link.close();
            });
  }

  private static void damaged(RedisStore store, MeterRegistry registry) {
    Gauge.builder("chathub.redis.damaged", store, RedisStore::damagedChats)
        .description("chats found damaged in Redis in the last minute")
        .register(registry);
  }

  private static Future<List<String>> warnings(Vertx vertx, RedisLink link) {
    return link.start()
        .recover(
            failure -> {
              if (!(failure instanceof Refusal)) {
                return Future.failedFuture(failure);
              }
              LOG.warn("waits for redis: {}", failure.getMessage());
              return vertx
                  .timer(AGAIN_MS, TimeUnit.MILLISECONDS)
                  .compose(later -> warnings(vertx, link));
            });
  }
}
