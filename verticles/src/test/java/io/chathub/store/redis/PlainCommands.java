package io.chathub.store.redis;

import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;

/** One connection, to one server. */
final class PlainCommands implements Commands {
  private final Vertx vertx;
  private final Redis redis;
  private final RedisConnection connection;

  PlainCommands(Vertx vertx, String url) {
    this.vertx = vertx;
    this.redis =
        Redis.createClient(
            vertx, new RedisOptions().setConnectionString(url).setMaxWaitingHandlers(100_000));
    this.connection = redis.connect().toCompletionStage().toCompletableFuture().join();
  }

  Future<Void> close() {
    return connection.close();
  }

  @Override
  public Future<Response> run(Script script, List<String> keys, List<?> args) {
    Request request = Request.cmd(Command.EVAL).arg(script.source()).arg((long) keys.size());
    keys.forEach(request::arg);
    for (Object arg : args) {
      if (arg instanceof byte[] bytes) {
        request.arg(Buffer.buffer(bytes));
      } else if (arg instanceof Buffer buffer) {
        request.arg(buffer);
      } else {
        request.arg(arg.toString());
      }
    }
    return send(keys.get(0), request, script.isWrite());
  }

  @Override
  public Future<Response> send(String key, Request request, boolean isWrite) {
    Promise<Response> done = ((ContextInternal) vertx.getOrCreateContext()).promise();
    connection
        .send(request)
        .recover(
            e ->
                Future.failedFuture(
                    e.getMessage().contains("losed")
                        ? Refusal.of(ErrorCode.UNAVAILABLE, "gone")
                        : e))
        .onComplete(done);
    return done.future();
  }
}
