package io.chathub.gateway;

import io.chathub.bus.Address;
import io.chathub.bus.Bus;
import io.chathub.bus.CloseOrder;
import io.chathub.bus.ConnectionId;
import io.chathub.bus.LocalSockets;
import io.chathub.bus.MessageApi;
import io.chathub.guard.MemoryBudget;
import io.chathub.guard.Turnstile;
import io.chathub.model.ChatId;
import io.chathub.protocol.ActionCodec;
import io.chathub.protocol.CloseCode;
import io.chathub.store.Store;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** What all gateway instances of a node share. Thread safe. */
public final class Gateway {

  final GatewayConfig config;
  final Bus bus;
  final LocalSockets sockets;
  final Store store;
  final LongSupplier clock;
  final ActionCodec codec;
  final GatewayMetrics metrics;
  final OriginPolicy origins;
  final ClientAddress addresses;
  final FailedSignIns failedSignIns = new FailedSignIns();
  final MemoryBudget budget;
  final ReadRates readRates;

  private final Turnstile turnstile;
  private final String nodeId;
  private final Address<MessageApi.Request>[] shards;
  private final AtomicLong lastConnection = new AtomicLong();
  private volatile boolean isDraining;
  private volatile int port;

  /**
   * @param clock epoch milliseconds
   * @param messageShards how many message verticles there are
   */
  public Gateway(
      GatewayConfig config,
      String nodeId,
      Bus bus,
      LocalSockets sockets,
      Store store,
      LongSupplier clock,
      int messageShards,
      MeterRegistry registry) {
    this(
        config,
        nodeId,
        bus,
        sockets,
        store,
        clock,
        messageShards,
        registry,
        new MemoryBudget(config.limits().memory(), registry));
  }

  /**
   * @param budget what may wait in the node, shared with its other ports
   */
  public Gateway(
      GatewayConfig config,
      String nodeId,
      Bus bus,
      LocalSockets sockets,
      Store store,
      LongSupplier clock,
      int messageShards,
      MeterRegistry registry,
      MemoryBudget budget) {
    this.config = config;
    this.nodeId = nodeId;
    this.bus = bus;
    this.sockets = sockets;
    this.store = store;
    this.clock = clock;
    this.shards = MessageApi.shards(messageShards);
    this.codec = new ActionCodec(config.limits().contentBytes());
    this.metrics = new GatewayMetrics(registry);
    this.origins = new OriginPolicy(config.origins());
    this.addresses = new ClientAddress(config.trustedProxies());
    this.budget = budget;
    this.readRates = new ReadRates(config.limits().readBytes());
    this.turnstile =
        new Turnstile(
            budget,
            HeapBound.connections(config.limits().connections(), config.tls().isPresent()),
            config.limits().unsigned(),
            new PeerAddress(addresses)::of);
    registry.gauge("chathub.sockets", turnstile, Turnstile::open);
    registry.gauge("chathub.unsigned", turnstile, Turnstile::unsigned);
    registry.gauge("chathub.users", sockets, LocalSockets::users);
    store.onRevoked(this::revoked);
  }

  /** Those that were ended here are told of to every node by who ended them. */
  private void revoked(Store.Revocation revocation) {
    if (revocation instanceof Store.Revocation.Unheard) {
      sockets.recheckSessions();
    } else if (revocation instanceof Store.Revocation.Ended ended && !ended.isOwn()) {
      sockets.close(CloseOrder.ofSession(ended.user(), ended.session(), CloseCode.REVOKED));
    }
  }

  /** Where the requests of a chat go. */
  Address<MessageApi.Request> shardOf(ChatId chat) {
    return shards[MessageApi.shardOf(chat, shards.length)];
  }

  ConnectionId newConnectionId() {
    return new ConnectionId(nodeId + '-' + Long.toString(lastConnection.incrementAndGet(), 36));
  }

  /** Who comes in by the clients' port. */
  public Turnstile turnstile() {
    return turnstile;
  }

  void listening(int actualPort) {
    port = actualPort;
  }

  /** The port that clients reach, once a verticle listens. */
  public int port() {
    return port;
  }

  public Limits limits() {
    return config.limits();
  }

  /** Open connections of this node. */
  public int connections() {
    return metrics.connections.get();
  }

  /** Refuses new connections from now on; those that are there stay until they are drained. */
  public void stopAccepting() {
    isDraining = true;
  }

  public boolean isDraining() {
    return isDraining;
  }
}
