package io.chathub.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import io.chathub.bus.BusNetwork;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.transport.Transport;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * This process's membership of a cluster: a Vert.x whose event bus reaches the others, over
 * Hazelcast. Thread safe; whoever joined leaves.
 */
public final class Cluster {

  /** What the Vert.x is made of. */
  public record Place(VertxOptions options, Transport transport) {}

  private final Vertx vertx;
  private final HazelcastInstance hazelcast;
  private final AtomicBoolean isLeaving = new AtomicBoolean();

  private Cluster(Vertx vertx, HazelcastInstance hazelcast) {
    this.vertx = vertx;
    this.hazelcast = hazelcast;
  }

  /**
   * Joins, or founds the cluster where nobody answers. Blocking for a moment where the bus has TLS.
   *
   * @param config as {@link HazelcastSettings} make it
   * @return fails with {@code IllegalStateException} where that cannot be done here, because a port
   *     is taken for example
   */
  public static Future<Cluster> join(VertxOptions options, BusNetwork bus, Config config) {
    return join(Vertx.builder(), options, bus, config);
  }

  /** As {@link #join(VertxOptions, BusNetwork, Config)}, on a transport of its own. */
  public static Future<Cluster> join(Place place, BusNetwork bus, Config config) {
    return join(Vertx.builder().withTransport(place.transport()), place.options(), bus, config);
  }

  private static Future<Cluster> join(
      VertxBuilder builder, VertxOptions options, BusNetwork bus, Config config) {
    HazelcastClusterManager manager = new HazelcastClusterManager(config);
    return builder
        .with(bus.applyTo(options))
        .withClusterManager(manager)
        .buildClustered()
        .map(vertx -> new Cluster(vertx, manager.getHazelcastInstance()))
        .recover(failure -> Future.failedFuture(cannotJoin(config, failure)));
  }

  private static IllegalStateException cannotJoin(Config config, Throwable failure) {
    return new IllegalStateException(
        "cannot join the cluster "
            + config.getClusterName()
            + " as "
            + config.getProperty(HazelcastSettings.HOST)
            + ":"
            + HazelcastSettings.port(config),
        failure);
  }

  public Vertx vertx() {
    return vertx;
  }

  public HazelcastInstance hazelcast() {
    return hazelcast;
  }

  /** Whether all that the members hold is held as often as it is meant to be. */
  public Future<Boolean> isSafe() {
    return vertx.executeBlocking(() -> hazelcast.getPartitionService().isClusterSafe(), false);
  }

  /** Whether this process takes part. */
  public boolean isRunning() {
    return hazelcast.getLifecycleService().isRunning();
  }

  /** Runs the action, on any thread, if this process stops to take part without having left. */
  public void whenExpelled(Runnable action) {
    hazelcast
        .getLifecycleService()
        .addLifecycleListener(
            event -> {
              if (event.getState() == LifecycleState.SHUTDOWN && !isLeaving.get()) {
                action.run();
              }
            });
  }

  /** Hands what this process holds to the others, leaves, and closes its Vert.x. */
  public Future<Void> leave() {
    isLeaving.set(true);
    return vertx.close();
  }
}
