package io.chathub.presence;

import io.chathub.bus.Broadcast;
import io.chathub.bus.Bus;
import io.chathub.bus.CloseOrder;
import io.chathub.bus.ConnectionId;
import io.chathub.bus.Delivery;
import io.chathub.bus.Membership;
import io.chathub.bus.NodeId;
import io.chathub.bus.PresenceApi;
import io.chathub.bus.Reply;
import io.chathub.model.UserId;
import io.chathub.protocol.Frame;
import io.chathub.store.Store;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * One node's presence on a directory that can be held, with a clock and timers that stand still.
 * All on the test's thread, but replies, which come on a context.
 */
final class PresenceScene implements AutoCloseable, Membership, Delivery {

  static final long GRACE = 5_000;
  static final NodeId SELF = new NodeId("self");

  final List<String> told = new ArrayList<>();
  final List<String> toldHere = new ArrayList<>();
  final List<String> closed = new ArrayList<>();
  final Set<NodeId> others = new HashSet<>();
  final HeldDirectory directory = new HeldDirectory();
  final PresenceService presence;
  final Caretaker caretaker;
  boolean isOldest = true;
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  long now = 1_000_000;

  private final Vertx vertx = Vertx.vertx();
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparingLong(Timer::at));

  private record Timer(long at, Runnable work) {}

  PresenceScene() {
    this(PresenceConfig.Audience.EVERYONE, store());
  }

  PresenceScene(PresenceConfig.Audience audience, Store store) {
    PresenceServices services =
        new PresenceServices(
            new PresenceConfig(Set.of("doctor"), audience, Duration.ofMillis(GRACE)),
            2,
            directory,
            this,
            new Bus(vertx),
            this,
            here(),
            store,
            () -> now,
            registry);
    Announcer announcer = new Announcer(services, this::after);
    OwnConnections own = new OwnConnections(SELF, services.connectionsOfUser(), services.config());
    Turns turns = new Turns();
    Farewells farewells = new Farewells(services, announcer, turns, this::after, 0);
    Renewal renewal = new Renewal(services, own, turns, farewells, announcer, this::after);
    presence = new PresenceService(services, own, turns, farewells, announcer, this::after);
    caretaker = new Caretaker(services, farewells, renewal, announcer, this::after);
  }

  /** A directory in memory whose changes can be held before they take effect, or fail. */
  static final class HeldDirectory implements PresenceDirectory {

    private final MemoryDirectory memory = new MemoryDirectory();
    private final List<Runnable> held = new ArrayList<>();
    boolean isHolding;
    boolean isFailing;
    boolean isBlind; // cannot be looked through
    boolean isShared = true;

    @Override
    public <R> Future<R> change(UserId user, Change<R> change) {
      if (isFailing) {
        return Future.failedFuture("out of reach");
      }
      if (!isHolding) {
        return memory.change(user, change);
      }
      Promise<R> later = Promise.promise();
      held.add(() -> memory.change(user, change).onComplete(later));
      return later.future();
    }

    /** Lets one change take effect, and what comes of it; others are held. */
    void releaseOne() {
      held.remove(0).run();
    }

    int held() {
      return held.size();
    }

    /** Lets what is held take effect, and what comes of it. */
    void release() {
      isHolding = false;
      while (!held.isEmpty()) {
        held.remove(0).run();
      }
    }

    @Override
    public Future<Map<UserId, Set<NodeId>>> locate(Collection<UserId> users) {
      return memory.locate(users);
    }

    @Override
    public Future<Integer> count(Optional<String> role) {
      return memory.count(role);
    }

    @Override
    public Future<Map<UserId, Online>> online(Collection<UserId> users) {
      return memory.online(users);
    }

    @Override
    public Future<Collection<UserId>> concerning(Set<NodeId> nodes, int beforeEpoch) {
      return isBlind ? Future.failedFuture("out of sight") : memory.concerning(nodes, beforeEpoch);
    }

    @Override
    public Future<Collection<UserId>> overdue(long before) {
      return memory.overdue(before);
    }

    @Override
    public Future<Set<NodeId>> nodesNamed() {
      return memory.nodesNamed();
    }

    @Override
    public Future<Map<UserId, Online>> connectedTo(Set<NodeId> nodes, Set<String> roles) {
      return isBlind ? Future.failedFuture("out of sight") : memory.connectedTo(nodes, roles);
    }

    @Override
    public boolean isShared() {
      return isShared;
    }

    @Override
    public void whenLost(Runnable work) {}
  }

  /** A connection to this node. Its reply completes on a context. */
  Future<Void> arrive(String user, String connection) {
    return arrive(user, "doctor", connection);
  }

  Future<Void> arrive(String user, String role, String connection) {
    Reply<Void> reply = new Reply<>(vertx.getOrCreateContext());
    presence.arrived(
        new PresenceApi.Arrived(
            new UserId(user), role, Optional.empty(), new ConnectionId(connection), now, reply));
    return reply.future();
  }

  void leave(String user, String connection) {
    leave(user, connection, 0);
  }

  void leave(String user, String connection, long graceDelayMs) {
    presence.left(
        new PresenceApi.Left(new UserId(user), new ConnectionId(connection), graceDelayMs));
  }

  /** A connection to another node, which is registered. */
  void arriveAt(NodeId node, String user, String connection) {
    arriveAt(node, "doctor", user, connection);
  }

  void arriveAt(NodeId node, String role, String user, String connection) {
    var unused =
        directory.memory.change(
            new UserId(user),
            new Change.Arrive(
                role,
                Optional.empty(),
                role.equals("doctor"),
                new Presence.Place(new ConnectionId(connection), node, 1, now),
                now,
                false,
                2));
  }

  /** The directory loses what it has of a user. */
  void lose(String user) {
    UserId lost = new UserId(user);
    var unusedForgotten =
        directory.memory.change(
            lost, new Change.Forget(named(), Change.Forget.ALL_EPOCHS, SELF, -1, now, now));
    var unusedGone = directory.memory.change(lost, new Change.GraceOver(-1));
  }

  private Set<NodeId> named() {
    return directory.memory.nodesNamed().result();
  }

  Set<NodeId> nodesOf(String user) {
    UserId id = new UserId(user);
    return directory.locate(List.of(id)).result().getOrDefault(id, Set.of());
  }

  /** Time goes on, and what was to be done by then is. */
  void pass(long ms) {
    long until = now + ms;
    while (!timers.isEmpty() && timers.peek().at <= until) {
      now = Math.max(now, timers.peek().at);
      timers.remove().work.run();
    }
    now = until;
  }

  private void after(long ms, Runnable work) {
    timers.add(new Timer(now + ms, work));
  }

  @Override
  public NodeId self() {
    return SELF;
  }

  @Override
  public Set<NodeId> others() {
    return others;
  }

  @Override
  public boolean isOldest() {
    return isOldest;
  }

  @Override
  public void listen(Listener listener) {}

  @Override
  public Future<List<UserId>> toUsers(Collection<UserId> users, Frame frame, ConnectionId except) {
    users.forEach(user -> told.add(said(frame) + " to " + user.value()));
    return Future.succeededFuture(List.of());
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
    told.add(said(broadcast));
  }

  @Override
  public Future<Void> close(CloseOrder order) {
    closed.add(order.connection().orElseThrow().value());
    return Future.succeededFuture();
  }

  private Delivery here() {
    return (Delivery)
        Proxy.newProxyInstance(
            Delivery.class.getClassLoader(),
            new Class<?>[] {Delivery.class},
            (proxy, method, arguments) -> {
              toldHere.add(said((Broadcast) arguments[0]));
              return Future.succeededFuture(0);
            });
  }

  /** Such as {@code online ann}. */
  static String said(Broadcast broadcast) {
    return said(broadcast.frame());
  }

  private static String said(Frame encoded) {
    JsonObject frame = new JsonObject(new String(encoded.utf8(), StandardCharsets.UTF_8));
    return frame.getString("msgType") + ' ' + frame.getJsonObject("data").getString("user_id");
  }

  /** Takes what it is told, and knows nothing. */
  static Store store() {
    return (Store)
        Proxy.newProxyInstance(
            Store.class.getClassLoader(),
            new Class<?>[] {Store.class},
            (proxy, method, arguments) -> Future.succeededFuture());
  }

  @Override
  public void close() {
    var unused = vertx.close();
  }
}
