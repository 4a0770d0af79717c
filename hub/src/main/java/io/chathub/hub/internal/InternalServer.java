package io.chathub.hub.internal;

import io.chathub.guard.Guest;
import io.chathub.guard.MemoryBudget;
import io.chathub.guard.Turnstile;
import io.chathub.hub.config.InternalConfig;
import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.List;
import java.util.Locale;

/**
 * The HTTP server of the internal port. Bodies are JSON of at most 1 MiB; a bigger one is refused
 * with {@code TOO_LARGE}.
 */
public final class InternalServer {

  private static final int BODY_BYTES_MAX = 1024 * 1024;
  private static final int SOCKETS_MAX = 1_024;
  // Longer than any operation may take.
  private static final int IDLE_SECONDS = 330;

  private final InternalConfig config;
  private final Gate gate;
  private final Router router;
  private final Route starting;
  private final HttpServer server;

  /**
   * @param budget of what may wait in the node
   * @param routes that are there at once; what else is asked is refused as {@code UNAVAILABLE}
   *     until {@link #mount}
   */
  public InternalServer(
      Vertx vertx, InternalConfig config, MemoryBudget budget, List<Routes> routes) {
    this.config = config;
    gate = new Gate(config);
    router = Router.router(vertx);
    router.route().handler(passing(exchange -> gate.checkHost(exchange.request())));
    guard(router, "/internal/*");
    guard(router, "/admin/v1/*");
    routes.forEach(some -> some.mount(router));
    starting = router.route().handler(InternalServer::refuseAsStarting);
    handleErrors(router);
    server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setHttp2ClearTextEnabled(false)
                    .setIdleTimeout(IDLE_SECONDS)
                    .setHandle100ContinueAutomatically(true))
            .connectionHandler(
                new Turnstile(budget, SOCKETS_MAX, SOCKETS_MAX, peer -> peer)::enter)
            .requestHandler(router);
  }

  /** Adds the rest, once, also while it listens. */
  public void mount(List<Routes> routes) {
    routes.forEach(some -> some.mount(router));
    starting.remove();
  }

  private static void refuseAsStarting(RoutingContext exchange) {
    Answers.refuse(exchange, Refusal.of(ErrorCode.UNAVAILABLE, "this node is starting"));
  }

  /** Gives the port. */
  public Future<Integer> listen() {
    return server
        .listen(config.port(), config.host())
        .map(HttpServer::actualPort)
        .recover(
            failure ->
                Future.failedFuture(
                    new IllegalStateException(
                        "internal.port: cannot listen on " + config.host() + ":" + config.port(),
                        failure)));
  }

  public Future<Void> close() {
    return server.close();
  }

  private void guard(Router router, String path) {
    router
        .route(path)
        .handler(passing(exchange -> signIn(exchange.request())))
        .handler(InternalServer::checkContentType);
    router.route(path).handler(BodyHandler.create(false).setBodyLimit(BODY_BYTES_MAX));
  }

  private void signIn(HttpServerRequest request) {
    gate.checkKey(request);
    Guest guest = Turnstile.guest(request);
    if (guest != null) {
      guest.signedIn();
    }
  }

  private static Handler<RoutingContext> passing(Handler<RoutingContext> check) {
    return exchange -> {
      try {
        check.handle(exchange);
      } catch (Refusal refusal) {
        Answers.refuse(exchange, refusal);
        return;
      }
      exchange.next();
    };
  }

  private static void checkContentType(RoutingContext exchange) {
    if (hasBody(exchange) && !isJson(exchange.request().getHeader(HttpHeaders.CONTENT_TYPE))) {
      Answers.refuse(
          exchange,
          Refusal.of(ErrorCode.MALFORMED_FRAME, "content-type: must be application/json"));
      return;
    }
    exchange.next();
  }

  private static boolean hasBody(RoutingContext exchange) {
    String length = exchange.request().getHeader(HttpHeaders.CONTENT_LENGTH);
    return exchange.request().getHeader(HttpHeaders.TRANSFER_ENCODING) != null
        || (length != null && !length.equals("0"));
  }

  private static boolean isJson(String contentType) {
    if (contentType == null) {
      return false;
    }
    String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return type.equals("application/json");
  }

  private static void handleErrors(Router router) {
    router.errorHandler(
        400, exchange -> Answers.error(exchange, ErrorCode.MALFORMED_FIELD.number(), "path"));
    router.errorHandler(404, exchange -> Answers.error(exchange, 40400, "no such path"));
    // The contract has no code of its own for it.
    router.errorHandler(
        405,
        exchange ->
            Answers.error(exchange, ErrorCode.MALFORMED_FRAME.number(), "method not allowed"));
    router.errorHandler(
        413,
        exchange ->
            Answers.error(exchange, ErrorCode.TOO_LARGE.number(), "body: must be at most 1 MiB"));
    router.errorHandler(500, exchange -> Answers.refuse(exchange, exchange.failure()));
  }
}
