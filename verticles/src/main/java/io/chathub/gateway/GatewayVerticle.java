package io.chathub.gateway;

import io.chathub.guard.Guest;
import io.chathub.guard.Turnstile;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves clients on one event loop: the WebSocket, the HTTP interface, the pages. */
public final class GatewayVerticle extends VerticleBase {

  private static final Logger LOG = LoggerFactory.getLogger(GatewayVerticle.class);
  private static final int SLOWEST_DEADLINE_TICK_MS = 250;
  private static final String METHODS = "GET, HEAD, OPTIONS";

  private final Gateway gateway;
  private final Handler<Router> pages;
  private HttpServer server;

  /**
   * @param pages adds what else is served to the router
   */
  public GatewayVerticle(Gateway gateway, Handler<Router> pages) {
    this.gateway = gateway;
    this.pages = pages;
  }

  @Override
  public Future<?> start() {
    Instance instance = new Instance(gateway, context);
    Upgrade upgrade = new Upgrade(instance);
    Router router = Router.router(vertx);
    new ClientApi(instance).mount(router);
    pages.handle(router);

    vertx.setPeriodic(
        Math.max(1, gateway.config.heartbeat().toMillis() / HeartbeatWheel.SLOTS),
        timer -> instance.tick());
    vertx.setPeriodic(
        SLOWEST_DEADLINE_TICK_MS,
        timer -> {
          instance.deadlines().tick(System.nanoTime());
          gateway.tick(System.nanoTime());
        });

    server =
        vertx
            .createHttpServer(ServerOptions.of(gateway.config))
            .connectionHandler(gateway.turnstile()::enter)
            .requestHandler(request -> route(request, upgrade, router));
    return server
        .listen(address())
        .onSuccess(
            listening -> {
              gateway.listening(listening.actualPort());
              gateway.config.tls().ifPresent(tls -> new TlsReload(vertx, listening, tls).start());
            });
  }

  /** A port of 0 is a free one, the same for all instances. */
  private SocketAddress address() {
    GatewayConfig config = gateway.config;
    return config.port() == 0
        ? SocketAddress.sharedRandomPort(1, config.host())
        : SocketAddress.inetSocketAddress(config.port(), config.host());
  }

  /** The router would wrap the WebSocket in one of its own. */
  private static void route(HttpServerRequest request, Upgrade upgrade, Router router) {
    Guest guest = Turnstile.guest(request);
    if (guest == null) {
      LOG.debug("the connection is gone");
    } else if (guest.isSurplus()) {
      upgrade.refuseAsFull(request);
    } else if ("/ws".equals(request.path())) {
      upgrade.handle(request);
    } else if (!RequestTarget.answers(request, METHODS)) {
      router.handle(request);
    }
  }

  @Override
  public Future<?> stop() {
    return server == null ? Future.succeededFuture() : server.close();
  }
}
