package io.chathub.hub;

import io.chathub.bus.Bus;
import io.chathub.bus.Delivery;
import io.chathub.bus.LocalDelivery;
import io.chathub.bus.LocalSockets;
import io.chathub.gateway.Gateway;
import io.chathub.gateway.GatewayVerticle;
import io.chathub.hub.config.HubConfig;
import io.chathub.hub.internal.Listening;
import io.chathub.message.MessageServices;
import io.chathub.message.MessageVerticle;
import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.chathub.presence.PresenceServices;
import io.chathub.presence.PresenceVerticle;
import io.chathub.protocol.ServiceCodec;
import io.chathub.replay.ReplayVerticle;
import io.chathub.service.ServiceVerticle;
import io.chathub.service.Services;
import io.chathub.store.Backup;
import io.chathub.store.SoundClock;
import io.chathub.store.Store;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * What the node is there for: the store and the verticles on it, in the order in which they need
 * one another. The gateway comes last and goes first, since it opens the clients' port. Started
 * once, stopped once.
 */
final class Verticles {

  private final Parts parts;
  private final int loops;
  private final Deque<String> deployments = new ArrayDeque<>();
  private volatile Store store; // null until it is open
  private volatile Gateway gateway; // null until it is deployed

  /** What a node has before its verticles. */
  record Parts(
      HubConfig config,
      Neighbourhood neighbourhood,
      Bus bus,
      LocalSockets sockets,
      Delivery delivery,
      SoundClock clock,
      MeterRegistry registry,
      Doors doors) {

    private String id() {
      return neighbourhood.membership().self().value();
    }

    private Vertx vertx() {
      return neighbourhood.vertx();
    }
  }

  /**
   * @param loops instances of each verticle that there can be several of
   */
  Verticles(Parts parts, int loops) {
    this.parts = parts;
    this.loops = loops;
  }

  /** Opens the store and deploys everything; gives the clients' port. */
  Future<Integer> start() {
    return Stores.open(parts.vertx(), parts.config.store(), parts.clock, parts.registry)
        .onSuccess(opened -> store = opened)
        .compose(this::deployAll);
  }

  private Future<Integer> deployAll(Store opened) {
    return deploy(1, () -> new PresenceVerticle(presence(opened)))
        .compose(done -> deployMessages(opened))
        .compose(done -> deploy(loops, () -> new ReplayVerticle(parts.bus, opened, loops)))
        .compose(done -> deploy(1, () -> new ServiceVerticle(services(opened))))
        .compose(done -> deployGateway(opened));
  }

  PresenceServices presence(Store opened) {
    return new PresenceServices(
        parts.config.presence(),
        parts.config.gateway().limits().connectionsOfUser(),
        parts.neighbourhood.directory(),
        parts.neighbourhood.membership(),
        parts.bus,
        parts.delivery,
        new LocalDelivery(parts.sockets),
        opened,
        parts.clock,
        parts.registry);
  }

  private Future<Void> deployMessages(Store opened) {
    MessageServices services =
        new MessageServices(opened, parts.delivery, parts.bus, parts.registry);
    AtomicInteger shard = new AtomicInteger();
    return deploy(
        loops, () -> new MessageVerticle(parts.bus, services, shard.getAndIncrement(), loops));
  }

  private Services services(Store opened) {
    int contentBytes = parts.config.gateway().limits().contentBytes();
    return new Services(
        parts.bus, parts.delivery, opened, new ServiceCodec(contentBytes), parts.clock, loops);
  }

  private Future<Integer> deployGateway(Store opened) {
    gateway =
        new Gateway(
            parts.config.gateway(),
            parts.id(),
            parts.bus,
            parts.sockets,
            opened,
            parts.clock,
            loops,
            parts.registry,
            parts.doors.budget());
    guard(parts.config.gateway().port());
    return served().compose(this::listen).map(done -> gateway.port()).onSuccess(this::guard);
  }

  private void guard(int port) {
    parts.doors.transport().guard(port, gateway.turnstile());
  }

  private Future<Void> listen(Handler<Router> served) {
    return deploy(loops, () -> new GatewayVerticle(gateway, served))
        .recover(failure -> Future.failedFuture(cannotListen(failure)));
  }

  private Future<Handler<Router>> served() {
    return ClientFiles.read(parts.vertx())
        .compose(
            files ->
                Pages.read(parts.vertx(), parts.config.gateway().pages())
                    .map(
                        pages ->
                            router -> {
                              files.handle(router);
                              pages.handle(router);
                            }));
  }

  private IllegalStateException cannotListen(Throwable failure) {
    String address =
        HostPort.reachable(parts.config.gateway().host(), parts.config.gateway().port());
    return Listening.failed("http.port", address, failure);
  }

  private Future<Void> deploy(int instances, Supplier<Deployable> verticle) {
    return parts
        .vertx()
        .deployVerticle(verticle, new DeploymentOptions().setInstances(instances))
        .onSuccess(deployments::push)
        .mapEmpty();
  }

  /** Refuses new clients from now on. */
  void stopAccepting() {
    if (gateway != null) {
      gateway.stopAccepting();
    }
  }

  /** Undeploys everything in reverse, then closes the store. */
  Future<Void> stop() {
    Future<Void> undeployed = Future.succeededFuture();
    for (String deployment : deployments) {
      undeployed = undeployed.eventually(() -> parts.vertx().undeploy(deployment));
    }
    return undeployed.eventually(() -> store == null ? Future.succeededFuture() : store.close());
  }

  /** Open connections of this node. */
  int connections() {
    return gateway == null ? 0 : gateway.connections();
  }

  /** Once it is started. */
  Store store() {
    return store;
  }

  /** Succeeds while the store can take a message. */
  Future<Void> checkStore() {
    return store == null ? notOpen() : store.check();
  }

  /** Copies the store into a directory that is not there yet, where it can. */
  Future<Void> backup(Path dir) {
    if (store == null) {
      return notOpen();
    }
    return store instanceof Backup backup
        ? backup.backup(dir)
        : Future.failedFuture(Refusal.of(ErrorCode.UNKNOWN_ACTION, Stores.NO_BACKUP));
  }

  private static Future<Void> notOpen() {
    return Future.failedFuture(Refusal.of(ErrorCode.UNAVAILABLE, "the store is not open yet"));
  }
}
