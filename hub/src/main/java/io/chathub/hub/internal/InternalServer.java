package io.chathub.hub.internal;

import io.chathub.gateway.AllowedMethods;
import io.chathub.gateway.RequestTarget;
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
  private static final String METHODS = "GET, HEAD, POST, PUT, PATCH, OPTIONS";
  private static final long STARTING_MS = 1_000;
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
                    .setMaxHeaderSize(RequestTarget.HEADERS_BYTES_MAX)
                    .setHandle100ContinueAutomatically(true))
            .connectionHandler(new Turnstile(budget, SOCKETS_MAX, SOCKETS_MAX, peer -> peer)::enter)
            .requestHandler(this::receive);
  }

  private void receive(HttpServerRequest request) {
    Gate.nameHost(request);
    if (!RequestTarget.answers(request, METHODS)) {
      router.handle(request);
    }
  }

  /** Adds the rest, once, also while it listens. */
  public void mount(List<Routes> routes) {
    routes.forEach(some -> some.mount(router));
    starting.remove();
  }

  private static void refuseAsStarting(RoutingContext exchange) {
    Answers.refuse(
        exchange, Refusal.later(ErrorCode.UNAVAILABLE, "this node is starting", STARTING_MS));
  }

  /** Gives the port. */
  public Future<Integer> listen() {
    return server
        .listen(config.port(), config.host())
        .map(HttpServer::actualPort)
        .recover(
            failure ->
                Future.failedFuture(
                    Listening.failed(
                        "internal.port", config.host() + ":" + config.port(), failure)));
  }

  public Future<Void> close() {
    return server.close();
  }

  private void guard(Router router, String path) {
    router
        .route(path)
        .handler(passing(exchange -> signIn(exchange.request())))
        .handler(InternalServer::checkContentType)
        .handler(new LargeBodies());
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
    // What the handler of bodies says where the client went away in the middle of one.
    onError(router, 200, Refusal.malformed("body", "is not whole"));
    onError(router, 400, Refusal.malformed("path", "cannot be decoded"));
    onError(router, 404, Refusal.of(ErrorCode.NO_SUCH_PATH, "no such path"));
    router.errorHandler(405, exchange -> refuseMethod(router, exchange));
    onError(router, 413, Refusal.of(ErrorCode.TOO_LARGE, "body: must be at most 1 MiB"));
    router.errorHandler(500, exchange -> Answers.refuse(exchange, exchange.failure()));
  }

  private static void refuseMethod(Router router, RoutingContext exchange) {
    exchange
        .response()
        .putHeader(HttpHeaders.ALLOW, AllowedMethods.of(router, exchange.normalizedPath()));
    Answers.refuse(exchange, Refusal.of(ErrorCode.WRONG_METHOD, "method not allowed"));
  }

  private static void onError(Router router, int status, Refusal why) {
    router.errorHandler(status, exchange -> Answers.refuse(exchange, why));
  }
}
