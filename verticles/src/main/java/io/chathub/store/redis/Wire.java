package io.chathub.store.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;

/**
 * One open connection, signed in, with all scripts known to the server. Commands are done in the
 * order in which they are sent. Owned by the event loop on which it was made.
 */
final class Wire {

  private final Redis client;
  private final RedisConnection connection;
  private final RespGuard guard;
  private final RedisUrl url;
  private final List<Request> loadScripts;

  Wire(
      Redis client,
      RedisConnection connection,
      RespGuard guard,
      RedisUrl url,
      List<Request> loadScripts) {
    this.guard = guard;
    this.client = client;
    this.connection = connection;
    this.url = url;
    this.loadScripts = loadScripts;
  }

  RedisUrl url() {
    return url;
  }

  /** Fails as a whole where one of them does; see {@link BatchErrors}. */
  Future<List<Response>> send(List<Request> requests) {
    guard.expect(requests.size());
    return connection.batch(requests);
  }

  Future<Void> loadScripts() {
    return loadScripts.isEmpty() ? Future.succeededFuture() : send(loadScripts).mapEmpty();
  }

  /** What to do, once, when the connection ends by itself. */
  void onLost(Lost handler) {
    var unused =
        connection
            .exceptionHandler(cause -> handler.lost(String.valueOf(cause.getMessage())))
            .endHandler(v -> handler.lost(whyEnded()));
  }

  private String whyEnded() {
    return guard
        .violation()
        .map(sent -> "the server sent " + sent)
        .orElse("the server closed the connection");
  }

  /** Closes the socket at once; what is in flight fails. */
  void close() {
    var unused = connection.exceptionHandler(cause -> {}).endHandler(null);
    client.close().onFailure(cause -> {});
  }

  /** Told when a connection is gone, perhaps twice. */
  interface Lost {

    void lost(String reason);
  }
}
