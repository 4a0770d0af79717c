package io.chathub.store.redis;

import io.vertx.core.Future;

/** Knows where the master is, now. Thread safe. */
interface Masters {

  Future<RedisUrl> find();
}
