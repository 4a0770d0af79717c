package io.chathub.hub;

import io.chathub.bus.Bus;
import io.chathub.bus.LocalSockets;
import io.chathub.bus.NodeId;
import io.chathub.cluster.Cluster;
import io.chathub.guard.GuardedTransport;
import io.chathub.guard.MemoryBudget;
import io.chathub.hub.config.HubConfig;
import io.chathub.hub.internal.HealthRoutes;
import io.chathub.hub.internal.InternalServer;
import io.chathub.hub.internal.NodeState;
import io.chathub.hub.internal.NodeState.Phase;
import io.chathub.hub.metrics.NodeMetrics;
import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process of the hub: its internal port, and the node behind it, which may have to join others
 * first. Started once, stopped once. Thread safe.
 */
public final class Hub {

  private static final Logger LOG = LoggerFactory.getLogger(Hub.class);
  private static final long BLOCKED_WARNING_MS = 500;
  private static final int LOOPS =
      Math.min(Runtime.getRuntime().availableProcessors(), LocalSockets.PORTS_MAX);

  private final HubConfig config;
  private final NodeState state;
  private final NodeMetrics metrics;
  private final boolean isClustered;
  private final GuardedTransport transport = GuardedTransport.preferNative();
  private final MemoryBudget budget;
  private final Vertx front; // of the internal port; where the node is alone, of everything
  private final InternalServer internal;
  private volatile Node node; // null until there is one

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
    isClustered = config.clustering().isEnabled();
    budget = new MemoryBudget(config.gateway().limits().memory(), metrics.registry());
    front =
        Vertx.builder()
            .with(options(isClustered ? 1 : LOOPS))
            .withTransport(transport.asTransport())
            .build();
    internal =
        new InternalServer(
            front,
            config.internal(),
            budget,
            List.of(
                new HealthRoutes(
                    state,
                    metrics,
                    this::isResponsive,
                    this::doubt,
                    this::note,
                    this::checkStore)));
  }

  /** The internal port comes first: it says that the process lives while it joins and recovers. */
  public Future<Ports> start() {
    return internal
        .listen()
        .compose(
            internalPort ->
                neighbourhood()
                    .compose(this::startNode)
                    .map(clientPort -> new Ports(clientPort, internalPort)))
        .onSuccess(
            ports -> {
              if (state.phase() == Phase.STARTING) {
                state.enter(Phase.READY);
              }
            });
  }

  private Future<Neighbourhood> neighbourhood() {
    NodeId self = new NodeId(state.id());
    return isClustered
        ? Clustered.join(
            config.clustering(),
            self,
            new Cluster.Place(options(LOOPS), transport.asTransport()),
            metrics.registry(),
            this::expelled)
        : Future.succeededFuture(new Alone(front, self, metrics.registry()));
  }

  private void expelled() {
    LOG.error("this node is not part of the cluster any more: it drains and ends");
    state.giveUp();
  }

  private Future<Integer> startNode(Neighbourhood neighbourhood) {
    Node made =
        new Node(config, state, metrics, neighbourhood, LOOPS, new Doors(budget, transport));
    node = made;
    internal.mount(made.routes());
    return made.start();
  }

  /** Adds what takes a while and nobody waits for. Blocking: call from a plain thread. */
  void settle() {
    metrics.watchProcess();
  }

  /** Sends all clients away, spread over the configured period; succeeds when the last is gone. */
  public Future<Void> drain() {
    state.enter(Phase.DRAINING);
    return node == null ? Future.succeededFuture() : node.drain();
  }

  /** Stops everything in the reverse order. A part that fails to stop does not keep the others. */
  public Future<Void> stop() {
    state.enter(Phase.DRAINING);
    Future<Void> stopped = node == null ? Future.succeededFuture() : node.stop();
    return stopped
        .eventually(internal::close)
        .eventually(front::close)
        .onComplete(closed -> metrics.close());
  }

  public NodeState state() {
    return state;
  }

  /** For the operations of internal services, once it is started. */
  public Bus bus() {
    return node.bus();
  }

  /** Of whom the node is one, once it is started; empty where it is alone. */
  String describe() {
    return node.describe();
  }

  private boolean isResponsive() {
    return node == null || node.isResponsive();
  }

  private Optional<String> doubt() {
    if (node != null) {
      return node.doubt();
    }
    return isClustered ? Optional.of("cluster: not joined yet") : Optional.empty();
  }

  private Optional<String> note() {
    return node == null ? Optional.empty() : node.note();
  }

  private Future<Void> checkStore() {
    return node == null
        ? Future.failedFuture(Refusal.of(ErrorCode.UNAVAILABLE, "not open yet"))
        : node.checkStore();
  }

  private static VertxOptions options(int loops) {
    return new VertxOptions()
        // Else Vert.x makes a directory for what it unpacks, which stays when the process is
        // killed.
        .setFileSystemOptions(new FileSystemOptions().setClassPathResolvingEnabled(false))
        .setEventLoopPoolSize(loops)
        .setPreferNativeTransport(true)
        .setMaxEventLoopExecuteTime(BLOCKED_WARNING_MS)
        .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS);
  }
}
