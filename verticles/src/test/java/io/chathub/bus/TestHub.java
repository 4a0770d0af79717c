package io.chathub.bus;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.NetworkConfig;
import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.chathub.model.UserId;
import io.chathub.protocol.EventType;
import io.chathub.protocol.Frame;
import io.chathub.scene.FreePort;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Nodes of one cluster in this JVM, over real Hazelcast. Who is where, and who is a member, is what
 * the test says. Its calls block: for the test's thread.
 */
final class TestHub implements AutoCloseable {

  private static final int PATIENCE_S = 60;

  final Map<UserId, Set<NodeId>> directory = new ConcurrentHashMap<>();
  final List<Node> nodes = new CopyOnWriteArrayList<>();

  /** How long a look-up takes at most. */
  volatile int locateMsMax;

  /** Whether nobody is found, since the directory does not answer. */
  volatile boolean isDeaf;

  private final List<Vertx> others = new ArrayList<>();
  private final String clusterName = "test-" + UUID.randomUUID();
  private final List<String> members = new ArrayList<>();

  /** A node of the hub, with one gateway instance that writes down what it gets. */
  final class Node implements Locator {
    final NodeId id;
    final HazelcastClusterManager manager;
    final Vertx vertx;
    final Bus bus;
    final LocalSockets sockets = new LocalSockets();
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    final SteeredMembership membership;
    final NodeChannel channel;
    final NodeRequests requests;
    final ClusterDelivery delivery;
    final RecordingPort port;

    /** Where what other nodes send is taken. */
    final Context context;

    Node(String name, DeliveryLimits limits) {
      id = new NodeId(name + "-" + UUID.randomUUID());
      manager = manager();
      vertx = await(Vertx.builder().with(options()).withClusterManager(manager).buildClustered());
      bus = new Bus(vertx);
      membership = new SteeredMembership(id);
      channel = new NodeChannel(vertx, id, metrics);
      requests = new NodeRequests(channel, membership);
      delivery =
          new ClusterDelivery(
              new ClusterDelivery.Node(vertx, sockets, channel, membership, this, metrics), limits);
      context = vertx.getOrCreateContext();
      port = new RecordingPort(context);
      port.number = sockets.join(port);
    }

    /** A user has a socket here, and the cluster knows. */
    void arrived(UserId user) {
      sockets.arrived(user, "patient", port.number);
      directory.computeIfAbsent(user, u -> ConcurrentHashMap.newKeySet()).add(id);
    }

    @Override
    public Future<Map<UserId, Set<NodeId>>> locate(Collection<UserId> users) {
      Map<UserId, Set<NodeId>> found = new HashMap<>();
      for (UserId user : users) {
        Set<NodeId> at = directory.get(user);
        if (at != null) {
          found.put(user, Set.copyOf(at));
        }
      }
      ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
      Promise<Map<UserId, Set<NodeId>>> answer = context.promise();
      if (isDeaf) {
        answer.fail(Refusal.of(ErrorCode.UNAVAILABLE, "deaf"));
      } else if (locateMsMax == 0) {
        answer.complete(found);
      } else {
        int ms = ThreadLocalRandom.current().nextInt(1, locateMsMax);
        context.setTimer(ms, timer -> answer.complete(found));
      }
      return answer.future();
    }

    @Override
    public Future<Integer> count(Optional<String> role) {
      return isDeaf
          ? Future.failedFuture(Refusal.of(ErrorCode.UNAVAILABLE, "deaf"))
          : Future.succeededFuture(directory.size());
    }

    double counted(String name) {
      return metrics.get("chathub.delivery." + name).counter().count();
    }

    void serve() {
      Promise<Void> started = Promise.promise();
      context.runOnContext(nothing -> channel.start().onComplete(started));
      await(started.future());
    }

    /** Takes nothing until the latch opens. */
    void hang(CountDownLatch latch) {
      context.runOnContext(
          nothing -> {
            try {
              assertThat(latch.await(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          });
    }

    void send(String text, UserId... users) {
      Frame frame = Frame.ofOtherNode(EventType.PUSH, text.getBytes(StandardCharsets.UTF_8));
      await(delivery.toUsers(List.of(users), frame, null));
    }

    /** As if killed: no word to anybody. */
    void die() {
      manager.getHazelcastInstance().getLifecycleService().terminate();
    }
  }

  /** Adds a node that all others know of. */
  Node start(String name) {
    return start(name, DeliveryLimits.forLoops(1));
  }

  Node start(String name, DeliveryLimits limits) {
    Node node = new Node(name, limits);
    node.serve();
    for (Node other : nodes) {
      other.membership.add(node.id);
      node.membership.add(other.id);
    }
    nodes.add(node);
    return node;
  }

  /** A process that joins the cluster and is no hub. */
  Vertx foreign() {
    Vertx vertx =
        await(Vertx.builder().with(options()).withClusterManager(manager()).buildClustered());
    others.add(vertx);
    return vertx;
  }

  private static VertxOptions options() {
    VertxOptions options = new VertxOptions().setEventLoopPoolSize(2);
    options.getEventBusOptions().setHost("127.0.0.1");
    return options;
  }

  private HazelcastClusterManager manager() {
    int port = FreePort.next();
    members.add("127.0.0.1:" + port);
    Config config = new Config().setClusterName(clusterName);
    config.addMultiMapConfig(
        new MultiMapConfig("__vertx.subs").setBackupCount(2).setValueCollectionType("SET"));
    config.getMapConfig("__vertx.haInfo").setBackupCount(1);
    config.getMapConfig("__vertx.nodeInfo").setBackupCount(2);
    NetworkConfig network = config.getNetworkConfig().setPort(port).setPortAutoIncrement(false);
    network.setPublicAddress("127.0.0.1");
    network.getInterfaces().setEnabled(true).addInterface("127.0.0.1");
    JoinConfig join = network.getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(true).setMembers(List.copyOf(members));
    Map.of(
            "hazelcast.phone.home.enabled", "false",
            "hazelcast.logging.type", "none",
            "hazelcast.wait.seconds.before.join", "0",
            "hazelcast.io.thread.count", "1",
            "hazelcast.event.thread.count", "2",
            "hazelcast.partition.count", "71",
            "hazelcast.operation.thread.count", "2",
            "hazelcast.operation.generic.thread.count", "2",
            "hazelcast.socket.bind.any", "false")
        .forEach(config::setProperty);
    config.getMetricsConfig().setEnabled(false);
    config.getJetConfig().setEnabled(false);
    return new HazelcastClusterManager(config);
  }

  @CanIgnoreReturnValue
  static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(PATIENCE_S, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new AssertionError(e);
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    Set<Future<Void>> closed = new HashSet<>();
    nodes.forEach(node -> closed.add(node.vertx.close()));
    others.forEach(vertx -> closed.add(vertx.close()));
    await(Future.join(List.copyOf(closed)).otherwiseEmpty());
  }
}
