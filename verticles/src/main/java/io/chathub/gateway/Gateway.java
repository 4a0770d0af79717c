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
import io.chathub.store.SoundClock;
import io.chathub.store.Store;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;

/** What all gateway instances of a node share. Thread safe. */
public final class Gateway {

  final GatewayConfig config;
  final Bus bus;
  final LocalSockets sockets;
  final Store store;
  final SoundClock clock;
  final ActionCodec codec;
  final GatewayMetrics metrics;
  final PageCheck pages;
  final ClientAddress addresses;
  final SessionLookups lookups;
  final MemoryBudget budget;
  final ReadRates readRates;

  private static final long MINUTE_NANOS = 60_000_000_000L;

  private final Turnstile turnstile;
  private final String nodeId;
  private final FailedSignIns failedSignIns = new FailedSignIns();
  private final RefusedOrigins refusedOrigins = new RefusedOrigins();
  private final AtomicLong minuteBegan = new AtomicLong(System.nanoTime());
  private final Address<MessageApi.Request>[] shards;
  private final AtomicLong lastConnection = new AtomicLong();
  private volatile boolean isDraining;
  private volatile int port;

  /**
   * @param messageShards how many message verticles there are
   * @param budget what may wait in the node, shared with its other ports
   */
  public Gateway(
      GatewayConfig config,
      String nodeId,
      Bus bus,
      LocalSockets sockets,
      Store store,
      SoundClock clock,
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
    this.addresses = new ClientAddress(config.trustedProxies());
    this.pages = new PageCheck(new OriginPolicy(config.origins()), addresses, refusedOrigins);
    this.lookups = new SessionLookups(store, failedSignIns);
    this.budget = budget;
    this.readRates = new ReadRates(config.limits().readBytes());
    this.turnstile =
        new Turnstile(
            budget,
            HeapBound.connections(config.limits().connections(), config.tls().isPresent()),
            config.limits().unsigned(),
            new PeerAddress(addresses)::of);
    GatewayMetrics.gauges(registry, turnstile, sockets);
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

  /** Time has passed. Called by every instance, several times a second. */
  void tick(long nowNanos) {
    lookups.tick();
    long began = minuteBegan.get();
    if (nowNanos - began >= MINUTE_NANOS && minuteBegan.compareAndSet(began, nowNanos)) {
      failedSignIns.endMinute();
      refusedOrigins.endMinute();
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
