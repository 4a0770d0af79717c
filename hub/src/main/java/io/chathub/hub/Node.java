package io.chathub.hub;

import io.chathub.bus.Bus;
import io.chathub.bus.Delivery;
import io.chathub.bus.LocalSockets;
import io.chathub.bus.NodeRequests;
import io.chathub.hub.config.HubConfig;
import io.chathub.hub.internal.AdminRoutes;
import io.chathub.hub.internal.BackupRoutes;
import io.chathub.hub.internal.NodeReport;
import io.chathub.hub.internal.NodeState;
import io.chathub.hub.internal.Routes;
import io.chathub.hub.internal.ServiceRoutes;
import io.chathub.hub.metrics.EventLoopLag;
import io.chathub.hub.metrics.NodeFigures;
import io.chathub.hub.metrics.NodeMetrics;
import io.chathub.store.Clocks;
import io.chathub.store.SoundClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What there is of a node once it has its place among the others: everything made and connected
 * with plain {@code new}. Started once, stopped once. Thread safe.
 */
final class Node {

  private final HubConfig config;
  private final NodeState state;
  private final Neighbourhood neighbourhood;
  private final Bus bus;
  private final LocalSockets sockets = new LocalSockets();
  private final SoundClock clock =
      new SoundClock(Clocks.ofSystem(System::currentTimeMillis, Version.program()));
  private final Verticles verticles;
  private final NodeFigures figures;
  private final EventLoopLag lag;
  private final Optional<ClusterWatch> watch;
  private final List<Routes> routes;

  /**
   * @param loops event loops of the neighbourhood's Vert.x
   */
  Node(
      HubConfig config,
      NodeState state,
      NodeMetrics metrics,
      Neighbourhood neighbourhood,
      int loops,
      Doors doors) {
    this.config = config;
    this.state = state;
    this.neighbourhood = neighbourhood;
    bus = new Bus(neighbourhood.vertx());
    Delivery delivery = neighbourhood.delivery(sockets);
    verticles =
        new Verticles(
            new Verticles.Parts(
                config, neighbourhood, bus, sockets, delivery, clock, metrics.registry(), doors),
            loops);
    figures = new NodeFigures(metrics.registry(), verticles::connections, verticles::checkStore);
    lag =
        new EventLoopLag(
            ((VertxInternal) neighbourhood.vertx()).nettyEventLoopGroup(), metrics.registry());
    NodeRequests requests = new NodeRequests(neighbourhood.channel(), neighbourhood.membership());
    new NodeReport(state, figures, sockets).serve(requests);
    watch =
        config.clustering().isEnabled()
            ? Optional.of(
                new ClusterWatch(
                    config, state, sockets, neighbourhood.membership(), requests, clock))
            : Optional.empty();
    routes =
        List.of(
            new ServiceRoutes(bus),
            new AdminRoutes(state, requests, delivery, bus),
            new BackupRoutes(verticles::backup));
  }

  /** Gives the clients' port. */
  Future<Integer> start() {
    return neighbourhood
        .open()
        .compose(opened -> verticles.start())
        .onSuccess(port -> verticles.store().givenUp().onSuccess(this::end))
        .compose(port -> neighbourhood.settle().map(port))
        .onSuccess(port -> watch());
  }

  private void end(String why) {
    state.giveUp("the store is given up: " + why);
  }

  private void watch() {
    Vertx vertx = neighbourhood.vertx();
    watch.ifPresent(some -> some.start(vertx, verticles.store()));
    vertx.setPeriodic(TimeUnit.SECONDS.toMillis(1), timer -> figures.tick());
    vertx.setPeriodic(TimeUnit.SECONDS.toMillis(1), timer -> clock.tick());
  }

  /** Sends all clients away, spread over the configured period; succeeds when the last is gone. */
  Future<Void> drain() {
    verticles.stopAccepting();
    return sockets.drain(config.gateway().drainPeriod().toMillis());
  }

  /** Stops everything, and leaves the others last. What fails to stop does not keep the rest. */
  Future<Void> stop() {
    lag.stop();
    return verticles.stop().eventually(neighbourhood::leave);
  }

  /** What the internal port answers by this node. */
  List<Routes> routes() {
    return routes;
  }

  Bus bus() {
    return bus;
  }

  boolean isResponsive() {
    return lag.isResponsive();
  }

  Optional<String> doubt() {
    return neighbourhood.doubt().or(() -> watch.flatMap(ClusterWatch::doubt)).or(clock::doubt);
  }

  /** What is to be known of this node although it is ready. */
  Optional<String> note() {
    return clock.note();
  }

  Future<Void> checkStore() {
    return verticles.checkStore();
  }

  String describe() {
    return neighbourhood.describe();
  }
}
