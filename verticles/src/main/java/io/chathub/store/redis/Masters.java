package io.chathub.store.redis;

import io.vertx.core.Future;
import java.util.List;

/** Knows where the master is, now. Thread safe. */
interface Masters {

  /** Asked before each attempt to connect, on the context of the connection. */
  Future<RedisUrl> find();

  /** All of them. */
  default Future<List<RedisUrl>> all() {
    return find().map(List::of);
  }

  static Masters at(RedisUrl url) {
    return () -> Future.succeededFuture(url);
  }
}
