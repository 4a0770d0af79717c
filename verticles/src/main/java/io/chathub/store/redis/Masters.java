package io.chathub.store.redis;

import io.vertx.core.Future;

/** Knows where the master is, now. Thread safe. */
interface Masters {

  /** Asked before each attempt to connect, on the context of the connection. */
  Future<RedisUrl> find();

  static Masters at(RedisUrl url) {
    return () -> Future.succeededFuture(url);
  }
}
