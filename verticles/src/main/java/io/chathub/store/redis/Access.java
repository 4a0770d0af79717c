package io.chathub.store.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.List;

/** What every part of the store needs to ask Redis something. All of it is thread safe. */
record Access(
    Commands commands,
    Scripts scripts,
    Keys keys,
    Operations operations,
    KnownChats chats,
    Damage damage) {

  private static final String NEVER_THERE = ":none";

  /**
   * A write that may be repeated without harm, done also where Redis has no memory left for it: for
   * what frees some, and for what must not wait until there is some.
   *
   * @param words the command without its key, which comes second
   */
  Future<Response> evenFull(String key, String... words) {
    return commands.run(scripts.freely, List.of(key, key + NEVER_THERE), List.of((Object[]) words));
  }
}
