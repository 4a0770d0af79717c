package io.chathub.gateway;

import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
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
  private static final int UPGRADE_REQUIRED = 426;
  private static final long RETRY_AFTER_MS = 5_000;

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
      refuse(
          request,
          UPGRADE_REQUIRED,
          Refusal.of(ErrorCode.MALFORMED_FRAME, "WebSocket clients only"));
    } else if (!request.method().equals(HttpMethod.GET) || !isReadable(request)) {
      refuse(request, Refusal.of(ErrorCode.MALFORMED_FRAME, "not a well-formed upgrade"));
    } else if (!gateway.pages.passes(request)) {
      refuse(request, Refusal.of(ErrorCode.FORBIDDEN, "origin refused"));
    } else if (gateway.isDraining()
        || gateway.connections() >= gateway.config.limits().connections()) {
      refuse(
          request,
          Refusal.later(
              ErrorCode.UNAVAILABLE, "this node takes no connections now", RETRY_AFTER_MS));
    } else {
      accept(request);
    }
  }

  /** Whether the query can be decoded; Vert.x would throw later, and answer nothing. */
  private static boolean isReadable(HttpServerRequest request) {
    try {
      return request.params() != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private void accept(HttpServerRequest request) {
    Optional<String> token = SessionTokens.ofUpgrade(request);
    IpAddress address = gateway.addresses.of(request);
    String from = request.getHeader("from");
    Connection connection =
        new Connection(
            instance, GatewayMetrics.client(from == null ? request.getParam("from") : from));
    EarlyFrames early = EarlyFrames.of(request);
    request
        .toWebSocket()
        .onSuccess(
            webSocket -> {
              open(connection, webSocket);
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

  private void open(Connection connection, ServerWebSocket webSocket) {
    int frameBytes = gateway.config.limits().frameBytes();
    connection.open(NettySocket.over(webSocket, instance.writer(), frameBytes, connection));
  }

  private void refuse(HttpServerRequest request, Refusal why) {
    refuse(request, why.code().httpStatus(), why);
  }

  private void refuse(HttpServerRequest request, int status, Refusal why) {
    gateway.metrics.refused(why.code());
    HttpErrors.answer(request.response(), status, why);
  }
}
