package io.chathub.store.redis;

import io.chathub.store.Retention;
import io.chathub.store.SoundClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/** A link for a store under test, which may be talked to through something in between. */
final class StoreLink {

  /** A slow machine is no reason to fail. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final int QUEUE = 100_000;

  private final Vertx vertx;
  private final Scripts scripts = new Scripts();
  private final RedisLink link;

  StoreLink(Vertx vertx, RedisStoreConfig config) {
    this.vertx = vertx;
    this.link =
        new RedisLink(
            vertx,
            LinkScene.with(config, PATIENCE, config.waitReplicas(), QUEUE),
            scripts.all(),
            new SimpleMeterRegistry());
  }

  RedisLink commands() {
    return link;
  }

  RedisStore store(
      UnaryOperator<Commands> between,
      String prefix,
      Retention retention,
      SoundClock clock,
      LongSupplier nanos) {
    var connection = new RedisStore.Connection(between.apply(link), link::check, link::close);
    return new RedisStore(vertx, connection, scripts, prefix, retention, clock, nanos);
  }
}
