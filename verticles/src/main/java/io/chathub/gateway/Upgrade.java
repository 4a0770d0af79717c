package io.chathub.gateway;

import io.chathub.guard.Guest;
import io.chathub.guard.Turnstile;
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
      refuse(
          request,
          UPGRADE_REQUIRED,
          Refusal.of(ErrorCode.MALFORMED_FRAME, "WebSocket clients only"));
    } else if (!request.method().equals(HttpMethod.GET) || !isReadable(request)) {
      refuse(request, Refusal.of(ErrorCode.MALFORMED_FRAME, "not a well-formed upgrade"));
    } else if (!gateway.pages.passes(request)) {
      refuse(request, Refusal.of(ErrorCode.FORBIDDEN, "origin refused"));
    } else if (gateway.isDraining()) {
      refuse(request, full());
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
    IpAddress address = gateway.addresses.of(request);
    Guest guest = Turnstile.guest(request);
    guest.comesFrom(address.client().toString());
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
    request.response().putHeader("Connection", "close");
    refuse(request, full());
  }

  private static Refusal full() {
    return Refusal.later(ErrorCode.UNAVAILABLE, FULL, RETRY_AFTER_MS);
  }

  private void refuse(HttpServerRequest request, Refusal why) {
    refuse(request, why.code().httpStatus(), why);
  }

  private void refuse(HttpServerRequest request, int status, Refusal why) {
    gateway.metrics.refused(why.code());
    HttpErrors.answer(request.response(), status, why);
  }
}
