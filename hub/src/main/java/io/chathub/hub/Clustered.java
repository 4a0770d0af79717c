package io.chathub.hub;

import io.chathub.bus.ClusterDelivery;
import io.chathub.bus.Delivery;
import io.chathub.bus.LocalSockets;
import io.chathub.bus.Membership;
import io.chathub.bus.NodeChannel;
import io.chathub.bus.NodeId;
import io.chathub.cluster.Cluster;
import io.chathub.cluster.HazelcastDirectory;
import io.chathub.cluster.HazelcastMembership;
import io.chathub.cluster.HazelcastSettings;
import io.chathub.cluster.PortProbe;
import io.chathub.hub.config.ClusteringConfig;
import io.chathub.hub.internal.Listening;
import io.chathub.presence.PresenceDirectory;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node among others, on Hazelcast. Nobody loads this class for a node that is alone. */
final class Clustered implements Neighbourhood {

  private static final Logger LOG = LoggerFactory.getLogger(Clustered.class);
  private static final long SETTLE_LOOK_MS = 100;
  private static final long SETTLE_MAX_NANOS = Duration.ofSeconds(20).toNanos();
  private static final long FLUSH_MAX_MS = 2_000;

  private final ClusteringConfig config;
  private final Cluster cluster;
  private final HazelcastMembership membership;
  private final HazelcastDirectory directory;
  private final NodeChannel channel;
  private final MeterRegistry registry;
  private final int loops;
  private final Context context;
  private volatile ClusterDelivery delivery; // null until it is asked for

  private Clustered(
      ClusteringConfig config, Cluster cluster, NodeId self, int loops, MeterRegistry registry) {
    this.config = config;
    this.cluster = cluster;
    this.loops = loops;
    this.registry = registry;
    this.membership = new HazelcastMembership(cluster.hazelcast(), self);
    this.directory = new HazelcastDirectory(cluster.vertx(), cluster.hazelcast());
    this.channel = new NodeChannel(cluster.vertx(), self, registry);
    this.context = cluster.vertx().getOrCreateContext();
  }

  /**
   * Joins the cluster.
   *
   * @param whenExpelled run, on any thread, if this node stops to be part of it without having left
   */
  static Future<Neighbourhood> join(
      ClusteringConfig config,
      NodeId self,
      Cluster.Place place,
      MeterRegistry registry,
      Runnable whenExpelled) {
    if (config.cluster().isFoundByOthers()) {
      LOG.warn("no cluster.members: this node waits to be found by others that name it");
    }
    Promise<Cluster> joined = Promise.promise();
    // On a thread of its own: much is loaded, and a Vert.x is not to be made on another one's.
    Thread joining =
        new Thread(
            () ->
                checkPorts(config)
                    .compose(
                        free ->
                            Cluster.join(
                                place,
                                config.bus(),
                                HazelcastSettings.ofNode(config.cluster(), self)))
                    .onComplete(joined),
            "chathub-join");
    joining.setDaemon(true);
    joining.start();
    return joined
        .future()
        .map(
            cluster -> {
              cluster.whenExpelled(whenExpelled);
              return new Clustered(
                  config, cluster, self, place.options().getEventLoopPoolSize(), registry);
            });
  }

  /** Hazelcast and Vert.x would log a failure of theirs, and would not name the setting. */
  private static Future<Void> checkPorts(ClusteringConfig config) {
    String host = config.cluster().host();
    return checkPort("cluster.port", host, config.cluster().port())
        .compose(free -> checkPort("cluster.bus.port", config.bus().host(), config.bus().port()));
  }

  private static Future<Void> checkPort(String key, String host, int port) {
    return PortProbe.doubt(host, port)
        .map(why -> Future.<Void>failedFuture(Listening.failed(key, host + ":" + port, why)))
        .orElseGet(Future::succeededFuture);
  }

  @Override
  public Vertx vertx() {
    return cluster.vertx();
  }

  @Override
  public Membership membership() {
    return membership;
  }

  @Override
  public NodeChannel channel() {
    return channel;
  }

  @Override
  public PresenceDirectory directory() {
    return directory;
  }

  @Override
  public Delivery delivery(LocalSockets sockets) {
    delivery =
        new ClusterDelivery(
            new ClusterDelivery.Node(
                cluster.vertx(), sockets, channel, membership, directory, registry),
            loops);
    return delivery;
  }

  @Override
  public Future<Void> open() {
    Promise<Void> opened = Promise.promise();
    context.runOnContext(start -> channel.start().onComplete(opened));
    return opened.future();
  }

  @Override
  public Future<Void> settle() {
    Promise<Void> settled = Promise.promise();
    long deadline = System.nanoTime() + SETTLE_MAX_NANOS;
    context.runOnContext(start -> lookIfSafe(deadline, settled));
    return settled.future();
  }

  private void lookIfSafe(long deadline, Promise<Void> settled) {
    cluster
        .isSafe()
        .otherwise(false)
        .onSuccess(
            isSafe -> {
              if (isSafe) {
                settled.complete();
              } else if (System.nanoTime() - deadline > 0) {
                LOG.warn("goes on while the cluster still moves what it holds");
                settled.complete();
              } else {
                var unused =
                    cluster
                        .vertx()
                        .setTimer(SETTLE_LOOK_MS, timer -> lookIfSafe(deadline, settled));
              }
            });
  }

  @Override
  public Optional<String> doubt() {
    return cluster.isRunning()
        ? Optional.empty()
        : Optional.of("cluster: this node is not part of it any more");
  }

  @Override
  public Future<Void> leave() {
    Future<Void> flushed =
        delivery == null ? Future.succeededFuture() : delivery.flush(FLUSH_MAX_MS);
    // Of no context: those of this Vert.x end with it.
    Promise<Void> left = Promise.promise();
    var unused =
        flushed
            .eventually(channel::stop)
            .onComplete(
                stopped -> {
                  membership.close();
                  cluster.leave().onComplete(left);
                });
    return left.future();
  }

  @Override
  public String describe() {
    return " cluster=" + config.cluster().name() + " members=" + (membership.others().size() + 1);
  }
}
