package io.chathub.hub.fault.client;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;

/** The sockets of all clients; held, since Vert.x closes those of a client that is garbage. */
public final class ClientNet {

  private static final int CONNECT_MS = 5_000;
  private static final int MAX_CONNECTIONS = 1_000;
  private static final int FRAME_BYTES = 1 << 20;

  private final WebSocketClient sockets;
  private final HttpClient http;

  public ClientNet(Vertx vertx) {
    this.sockets =
        vertx.createWebSocketClient(
            new WebSocketClientOptions()
                .setMaxConnections(MAX_CONNECTIONS)
                .setMaxFrameSize(FRAME_BYTES)
                .setMaxMessageSize(FRAME_BYTES)
                .setConnectTimeout(CONNECT_MS)
                .setClosingTimeout(1));
    this.http =
        vertx.createHttpClient(
            new HttpClientOptions().setConnectTimeout(CONNECT_MS),
            new PoolOptions().setHttp1MaxSize(MAX_CONNECTIONS));
  }

  Future<WebSocket> connect(Endpoint endpoint, String token) {
    WebSocketConnectOptions options =
        new WebSocketConnectOptions()
            .setHost(endpoint.host())
            .setPort(endpoint.port())
            .setURI("/ws")
            .setTimeout(CONNECT_MS);
    return sockets.connect(options.putHeader("Authorization", "Bearer " + token));
  }

  /** Asks the interface for clients; fails where the answer is no success. */
  Future<JsonObject> get(Endpoint endpoint, String token, String path) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setHost(endpoint.host())
            .setPort(endpoint.port())
            .setURI(path)
            .setTimeout(2L * CONNECT_MS)
            .putHeader("Authorization", "Bearer " + token);
    return http.request(options)
        .compose(request -> request.send())
        .compose(
            response ->
                response
                    .body()
                    .compose(
                        body ->
                            response.statusCode() == 200
                                ? Future.succeededFuture(body.toJsonObject())
                                : Future.failedFuture(response.statusCode() + " " + body)));
  }
}
