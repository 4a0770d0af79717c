package io.chathub.hub;

import io.chathub.bus.Bus;
import io.chathub.bus.Delivery;
import io.chathub.bus.LocalDelivery;
import io.chathub.bus.LocalSockets;
import io.chathub.hub.config.HubConfig;
import io.chathub.hub.internal.AdminRoutes;
import io.chathub.hub.internal.BackupRoutes;
import io.chathub.hub.internal.HealthRoutes;
import io.chathub.hub.internal.InternalServer;
import io.chathub.hub.internal.NodeState;
import io.chathub.hub.internal.NodeState.Phase;
import io.chathub.hub.internal.ServiceRoutes;
import io.chathub.hub.metrics.EventLoopLag;
import io.chathub.hub.metrics.NodeFigures;
import io.chathub.hub.metrics.NodeMetrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * One node: everything made and connected with plain {@code new}, started and stopped in order.
 * Started once, stopped once. Thread safe.
 */
public final class Hub {

  private static final long BLOCKED_WARNING_MS = 500;
  private static final int LOOPS =
      Math.min(Runtime.getRuntime().availableProcessors(), LocalSockets.PORTS_MAX);

  private final HubConfig config;
  private final NodeState state;
  private final NodeMetrics metrics;
  private final Vertx vertx;
  private final Bus bus;
  private final LocalSockets sockets;
  private final Verticles verticles;
  private final NodeFigures figures;
  private final EventLoopLag lag;
  private final InternalServer internal;

  /**
   * Where a node is reached.
   *
   * @param clientPort as bound, also where the configuration says 0
   */
  public record Ports(int clientPort, int internalPort) {}

  public Hub(HubConfig config, String version) {
    this.config = config;
    state = new NodeState(UUID.randomUUID().toString().substring(0, 8), version);
    metrics = new NodeMetrics(version);
    vertx = vertx();
    bus = new Bus(vertx);
    sockets = new LocalSockets();
    Delivery delivery = new LocalDelivery(sockets);
    verticles =
        new Verticles(
            new Verticles.Node(
                state.id(), config, vertx, bus, sockets, delivery, metrics.registry()),
            LOOPS);
    figures = new NodeFigures(metrics.registry(), verticles::connections, verticles::checkStore);
    lag = new EventLoopLag(((VertxInternal) vertx).nettyEventLoopGroup(), metrics.registry());
    internal =
        new InternalServer(
            vertx,
            config.internal(),
            List.of(
                new HealthRoutes(state, metrics, lag, verticles::checkStore),
                new ServiceRoutes(bus),
                new AdminRoutes(state, figures, sockets, delivery, bus),
                new BackupRoutes(verticles::backup)));
  }

  /** The internal port comes first: it says that the node lives while the store recovers. */
  public Future<Ports> start() {
    return internal
        .listen()
        .compose(
            internalPort ->
                verticles.start().map(clientPort -> new Ports(clientPort, internalPort)))
        .onSuccess(
            ports -> {
              if (state.phase() == Phase.STARTING) {
                state.enter(Phase.READY);
              }
              vertx.setPeriodic(TimeUnit.SECONDS.toMillis(1), timer -> figures.tick());
            });
  }

  /** Adds what takes a while and nobody waits for. Blocking: call from a plain thread. */
  void settle() {
    metrics.watchProcess();
  }

  /** Sends all clients away, spread over the configured period; succeeds when the last is gone. */
  public Future<Void> drain() {
    state.enter(Phase.DRAINING);
    verticles.stopAccepting();
    return sockets.drain(config.gateway().drainPeriod().toMillis());
  }

  /** Stops everything in the reverse order. A part that fails to stop does not keep the others. */
  public Future<Void> stop() {
    state.enter(Phase.DRAINING);
    lag.stop();
    return verticles
        .stop()
        .eventually(internal::close)
        .eventually(vertx::close)
        .onComplete(closed -> metrics.close());
  }

  public NodeState state() {
    return state;
  }

  /** For the operations of internal services. */
  public Bus bus() {
    return bus;
  }

  private static Vertx vertx() {
    return Vertx.vertx(
        new VertxOptions()
            .setEventLoopPoolSize(LOOPS)
            .setPreferNativeTransport(true)
            .setMaxEventLoopExecuteTime(BLOCKED_WARNING_MS)
            .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS));
  }
}
