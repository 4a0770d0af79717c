package io.chathub.store.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;

/** The version of what is kept in Redis. Data of a newer one is not touched. */
final class Format {

  static final long VERSION = 1;

  private Format() {}

  /** Fails with {@link IllegalStateException} where the data is of a newer version. */
  static Future<Void> check(Commands commands, Keys keys) {
    String key = keys.format();
    Request look = Request.cmd(Command.GET).arg(key);
    Request note = Request.cmd(Command.SET).arg(key).arg(VERSION).arg("NX");
    return commands
        .send(key, look, false)
        .compose(
            found ->
                found != null
                    ? Future.succeededFuture(found)
                    : commands
                        .send(key, note, true)
                        .compose(noted -> commands.send(key, look, false)))
        .compose(
            found ->
                found.toLong() > VERSION
                    ? Future.failedFuture(new IllegalStateException(newer(found.toLong())))
                    : Future.succeededFuture());
  }

  private static String newer(long version) {
    return "store.redis: the data is of format "
        + version
        + ", this version knows up to "
        + VERSION
        + ": use the version that wrote it, or a newer one";
  }
}
