package io.chathub.store.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;

/**
 * The way to Redis. Thread safe; call it from a Vert.x context, where the futures complete.
 *
 * <p>What one context asks of one hash tag takes effect, and is answered, in the order in which it
 * was asked. A future fails with a {@code Refusal}: {@code UNAVAILABLE} where surely nothing was
 * done, {@code TIMED_OUT} where it may have been; or with the {@code ErrorType} that Redis
 * answered, which is a bug. Each ends within the configured deadline.
 */
interface Commands {

  /**
   * Runs a script, and again where the connection broke under it.
   *
   * @param keys all of one hash tag, at least one
   * @param args strings as UTF-8, numbers as decimal digits, {@code byte[]} and {@code Buffer} as
   *     they are
   */
  Future<Response> run(Script script, List<String> keys, List<?> args);

  /**
   * Sends a command that may be repeated without harm.
   *
   * @param key by which it is routed
   * @param isWrite whether it is to be as durable as configured
   */
  Future<Response> send(String key, Request request, boolean isWrite);
}
