package io.chathub.hub;

import io.chathub.bus.Bus;
import io.chathub.bus.Delivery;
import io.chathub.bus.LocalSockets;
import io.chathub.bus.Membership;
import io.chathub.bus.NodeId;
import io.chathub.gateway.Gateway;
import io.chathub.gateway.GatewayVerticle;
import io.chathub.hub.config.HubConfig;
import io.chathub.message.MessageServices;
import io.chathub.message.MessageVerticle;
import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.chathub.presence.MemoryDirectory;
import io.chathub.presence.PresenceServices;
import io.chathub.presence.PresenceVerticle;
import io.chathub.protocol.ServiceCodec;
import io.chathub.replay.ReplayVerticle;
import io.chathub.service.ServiceVerticle;
import io.chathub.service.Services;
import io.chathub.store.embedded.EmbeddedStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What the node is there for: the store and the verticles on it, in the order in which they need
 * one another. The gateway comes last and goes first, since it opens the clients' port. Started
 * once, stopped once.
 */
final class Verticles {

  private static final LongSupplier CLOCK = System::currentTimeMillis;

  private final Node node;
  private final int loops;
  private final Deque<String> deployments = new ArrayDeque<>();
  private volatile EmbeddedStore store; // null until it is open
  private volatile Gateway gateway; // null until it is deployed

  /** What a node has before its verticles. */
  record Node(
      String id,
      HubConfig config,
      Vertx vertx,
      Bus bus,
      LocalSockets sockets,
      Delivery delivery,
      MeterRegistry registry) {}

  /**
   * @param loops instances of each verticle that there can be several of
   */
  Verticles(Node node, int loops) {
    this.node = node;
    this.loops = loops;
  }

  /** Opens the store and deploys everything; gives the clients' port. */
  Future<Integer> start() {
    return node.vertx.executeBlocking(this::openStore).compose(this::deployAll);
  }

  private EmbeddedStore openStore() {
    store =
        EmbeddedStore.open(
            node.vertx,
            node.config.store().embedded(),
            node.config.store().retention(),
            CLOCK,
            node.registry);
    return store;
  }

  private Future<Integer> deployAll(EmbeddedStore opened) {
    return deploy(1, () -> new PresenceVerticle(presence(opened)))
        .compose(done -> deployMessages(opened))
        .compose(done -> deploy(loops, () -> new ReplayVerticle(node.bus, opened, loops)))
        .compose(done -> deploy(1, () -> new ServiceVerticle(services(opened))))
        .compose(done -> deployGateway(opened));
  }

  private PresenceServices presence(EmbeddedStore opened) {
    return new PresenceServices(
        node.config.presence(),
        node.config.gateway().limits().connectionsOfUser(),
        new MemoryDirectory(),
        Membership.alone(new NodeId(node.id)),
        node.bus,
        node.delivery,
        node.delivery,
        opened,
        CLOCK);
  }

  private Future<Void> deployMessages(EmbeddedStore opened) {
    MessageServices services = new MessageServices(opened, node.delivery, node.bus, node.registry);
    AtomicInteger shard = new AtomicInteger();
    return deploy(
        loops, () -> new MessageVerticle(node.bus, services, shard.getAndIncrement(), loops));
  }

  private Services services(EmbeddedStore opened) {
    int contentBytes = node.config.gateway().limits().contentBytes();
    return new Services(
        node.bus, node.delivery, opened, new ServiceCodec(contentBytes), CLOCK, loops);
  }

  private Future<Integer> deployGateway(EmbeddedStore opened) {
    gateway =
        new Gateway(
            node.config.gateway(),
            node.id,
            node.bus,
            node.sockets,
            opened,
            CLOCK,
            loops,
            node.registry);
    Pages pages = new Pages(node.config.gateway().pages());
    return deploy(loops, () -> new GatewayVerticle(gateway, pages))
        .map(done -> gateway.port())
        .recover(failure -> Future.failedFuture(cannotListen(failure)));
  }

  private IllegalStateException cannotListen(Throwable failure) {
    String address = HostPort.reachable(node.config.gateway().host(), node.config.gateway().port());
    return new IllegalStateException("http.port: cannot listen on " + address, failure);
  }

  private Future<Void> deploy(int instances, Supplier<Deployable> verticle) {
    return node.vertx
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
      undeployed = undeployed.eventually(() -> node.vertx.undeploy(deployment));
    }
    return undeployed.eventually(() -> store == null ? Future.succeededFuture() : store.close());
  }

  /** Open connections of this node. */
  int connections() {
    return gateway == null ? 0 : gateway.connections();
  }

  /** Succeeds while the store can take a message. */
  Future<Void> checkStore() {
    return store == null ? notOpen() : store.check();
  }

  /** Copies the store into a directory that is not there yet. */
  Future<Void> backup(Path dir) {
    return store == null ? notOpen() : store.backup(dir);
  }

  private static Future<Void> notOpen() {
    return Future.failedFuture(Refusal.of(ErrorCode.UNAVAILABLE, "the store is not open yet"));
  }
}
