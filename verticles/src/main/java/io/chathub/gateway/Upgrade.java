package io.chathub.gateway;

import io.chathub.guard.Guest;
import io.chathub.guard.Turnstile;
import io.chathub.model.ErrorCode;
import io.chathub.protocol.ApiCodec;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns requests for {@code /ws} into connections, or refuses them with a plain status. Owned by
 * one event loop.
 */
final class Upgrade {

  private static final Logger LOG = LoggerFactory.getLogger(Upgrade.class);
  private static final int BAD_REQUEST = 400;
  private static final int FORBIDDEN = 403;
  private static final int UPGRADE_REQUIRED = 426;
  private static final int UNAVAILABLE = 503;
  private static final String RETRY_AFTER_S = "5";
  private static final String FULL = "this node takes no connections now";

  /** It stays as long as the socket. */
  private static final int URI_LENGTH_MAX = 8 * 1024;

  private final Instance instance;
  private final Gateway gateway;
  private final SignIn signIn;

  Upgrade(Instance instance) {
    this.instance = instance;
    this.gateway = instance.gateway();
    this.signIn = new SignIn(instance);
  }

  void handle(HttpServerRequest request) {
    if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
      request.response().putHeader("Upgrade", "websocket").putHeader("Connection", "Upgrade");
      refuse(request, UPGRADE_REQUIRED, ErrorCode.MALFORMED_FRAME, "WebSocket clients only");
    } else if (!request.method().equals(HttpMethod.GET) || !isReadable(request)) {
      refuse(request, BAD_REQUEST, ErrorCode.MALFORMED_FRAME, "not a well-formed upgrade");
    } else if (!gateway.origins.allows(request.getHeader("Origin"), request.getHeader("Host"))) {
      refuse(request, FORBIDDEN, ErrorCode.FORBIDDEN, "origin refused");
    } else if (gateway.isDraining()) {
      request.response().putHeader("Retry-After", RETRY_AFTER_S);
      refuse(request, UNAVAILABLE, ErrorCode.UNAVAILABLE, FULL);
    } else {
      accept(request);
    }
  }

  /** Whether the query can be decoded; Vert.x would throw later, and answer nothing. */
  private static boolean isReadable(HttpServerRequest request) {
    try {
      return request.uri().length() <= URI_LENGTH_MAX && request.params() != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private void accept(HttpServerRequest request) {
    Optional<String> token = SessionTokens.ofUpgrade(request);
    String address = gateway.addresses.of(request);
    Guest guest = Turnstile.guest(request);
    guest.comesFrom(address);
    String from = request.getHeader("from");
    Connection connection =
        new Connection(
            instance, GatewayMetrics.client(from == null ? request.getParam("from") : from));
    EarlyFrames early = EarlyFrames.of(request);
    request
        .toWebSocket()
        .onSuccess(
            webSocket -> {
              if (guest.isGone()) {
                early.forget();
                return;
              }
              open(connection, webSocket, guest);
              // They would stay as long as the socket.
              request.headers().clear();
              early.passOn();
              signIn.begin(connection, token, address);
            })
        .onFailure(
            failure -> {
              // Vert.x has answered it with 400 or 426.
              LOG.debug("upgrade refused cause={}", failure.toString());
              early.forget();
            });
  }

  private void open(Connection connection, ServerWebSocket webSocket, Guest guest) {
    int frameBytes = gateway.config.limits().frameBytes();
    connection.open(
        NettySocket.over(webSocket, instance.writer(), frameBytes, connection, guest), guest);
  }

  /** Whatever is asked: the node is full. */
  void refuseAsFull(HttpServerRequest request) {
    request.response().putHeader("Retry-After", RETRY_AFTER_S).putHeader("Connection", "close");
    refuse(request, UNAVAILABLE, ErrorCode.UNAVAILABLE, FULL);
  }

  private void refuse(HttpServerRequest request, int status, ErrorCode code, String why) {
    gateway.metrics.refused(code);
    HttpServerResponse response = request.response();
    response.setStatusCode(status).putHeader("Content-Type", "application/json");
    response
        .end(Buffer.buffer(ApiCodec.error(code, why).utf8()))
        .onFailure(failure -> LOG.debug("client gone cause={}", failure.toString()));
  }
}
