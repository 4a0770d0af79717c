package io.chathub.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.internal.cluster.impl.ClusterServiceImpl;
import io.chathub.bus.Broadcast;
import io.chathub.bus.Bus;
import io.chathub.bus.CloseOrder;
import io.chathub.bus.ConnectionId;
import io.chathub.bus.Delivery;
import io.chathub.bus.NodeId;
import io.chathub.bus.PresenceApi;
import io.chathub.bus.Reply;
import io.chathub.model.UserId;
import io.chathub.presence.PresenceConfig;
import io.chathub.presence.PresenceServices;
import io.chathub.presence.PresenceVerticle;
import io.chathub.protocol.Frame;
import io.chathub.scene.TestNode;
import io.chathub.store.Store;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * A node's presence, as it is in a hub, on a member of a cluster in this JVM. What is told to
 * everybody is heard by the nodes that it has as members, as delivery would have it.
 */
final class PresenceNode implements AutoCloseable {

  final NodeId id;
  final HazelcastInstance hazelcast;
  final HazelcastDirectory directory;
  final HazelcastMembership membership;

  /** What this node's clients were told, such as {@code online ann}. */
  final List<String> heard = new CopyOnWriteArrayList<>();

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);

  PresenceNode(
      List<PresenceNode> cluster,
      String id,
      HazelcastInstance hazelcast,
      Duration grace,
      int connectionsOfUser) {
    this.id = new NodeId(id);
    this.hazelcast = hazelcast;
    this.directory = new HazelcastDirectory(vertx, hazelcast);
    this.membership = new HazelcastMembership(hazelcast, this.id);
    PresenceServices services =
        new PresenceServices(
            new PresenceConfig(Set.of("doctor"), PresenceConfig.Audience.EVERYONE, grace),
            connectionsOfUser,
            directory,
            membership,
            bus,
            new Heard(() -> cluster.stream().filter(this::isReached).toList()),
            new Heard(() -> List.of(this)),
            nothingStored(),
            System::currentTimeMillis,
            new SimpleMeterRegistry());
    TestNode.await(vertx.deployVerticle(new PresenceVerticle(services)));
  }

  private boolean isReached(PresenceNode node) {
    return node == this || membership.others().contains(node.id);
  }

  private record Heard(Supplier<List<PresenceNode>> nodes) implements Delivery {

    @Override
    public Future<List<UserId>> toUsers(
        Collection<UserId> users, Frame frame, ConnectionId except) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Future<Integer> toAll(Broadcast broadcast) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void announceHere(Broadcast broadcast) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void announce(Broadcast broadcast) {
      JsonObject frame =
          new JsonObject(new String(broadcast.frame().utf8(), StandardCharsets.UTF_8));
      String user = frame.getJsonObject("data").getString("user_id");
      nodes.get().forEach(node -> node.heard.add(frame.getString("msgType") + ' ' + user));
    }

    @Override
    public Future<Void> close(CloseOrder order) {
      return Future.succeededFuture();
    }
  }

  private static Store nothingStored() {
    return (Store)
        Proxy.newProxyInstance(
            Store.class.getClassLoader(),
            new Class<?>[] {Store.class},
            (proxy, method, arguments) -> Future.succeededFuture());
  }

  Future<Void> arrive(String user) {
    Reply<Void> registered = new Reply<>(vertx.getOrCreateContext());
    bus.send(
        PresenceApi.ARRIVED,
        new PresenceApi.Arrived(
            new UserId(user),
            "doctor",
            Optional.of("Name of " + user),
            new ConnectionId(user + '@' + id),
            System.currentTimeMillis(),
            registered));
    return registered.future();
  }

  void leave(String user, long graceDelayMs) {
    bus.send(
        PresenceApi.LEFT,
        new PresenceApi.Left(new UserId(user), new ConnectionId(user + '@' + id), graceDelayMs));
  }

  /** Where this node finds the user. */
  Set<NodeId> locate(String user) {
    UserId id = new UserId(user);
    return TestNode.await(directory.locate(List.of(id))).getOrDefault(id, Set.of());
  }

  /** As if the process died: nobody is told. */
  void kill() {
    hazelcast.getLifecycleService().terminate();
  }

  /** As if the network between the two was cut, until one of them looks for the other. */
  void cutFrom(PresenceNode other) {
    suspect(this, other);
    suspect(other, this);
  }

  private static void suspect(PresenceNode by, PresenceNode whom) {
    ClusterServiceImpl members = by.member().getClusterService();
    Member suspected = members.getMember(whom.hazelcast.getLocalEndpoint().getUuid());
    if (suspected != null) { // else the other has gone by itself
      members.suspectMember(suspected, "cut by a test", /* destroyConnection= */ true);
    }
  }

  /**
   * Looks once for the rest of a cluster that was cut, as Hazelcast does from time to time: the
   * smaller side joins the larger one some time after it has found it.
   */
  void lookForOthers() {
    member().getJoiner().searchForOtherClusters();
  }

  private Node member() {
    return ((HazelcastInstanceProxy) hazelcast).getOriginal().node;
  }

  @Override
  public void close() {
    membership.close();
    hazelcast.getLifecycleService().terminate();
    TestNode.await(vertx.close());
  }
}
