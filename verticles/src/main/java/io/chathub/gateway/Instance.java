package io.chathub.gateway;

import io.chathub.bus.Broadcast;
import io.chathub.bus.CloseOrder;
import io.chathub.bus.ConnectionView;
import io.chathub.bus.LocalSockets;
import io.chathub.bus.Parcel;
import io.chathub.bus.PresenceApi;
import io.chathub.guard.Ledger;
import io.chathub.model.Session;
import io.chathub.model.UserId;
import io.chathub.protocol.CloseCode;
import io.chathub.protocol.Frame;
import io.netty.channel.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The signed-in connections of one event loop, by user. Not thread safe: owned by that loop; others
 * reach it through {@link LocalSockets}.
 */
final class Instance implements LocalSockets.Port {

  /** Connections that a broadcast is written to before other work has its turn. */
  private static final int SLICE = 256;

  private final Gateway gateway;
  private final ContextInternal context;
  private final EventLoop loop;
  private final FrameWriter writer;
  private final Ledger ledger;
  private final Deadlines deadlines = new Deadlines();
  private final HeartbeatWheel<Connection> wheel = new HeartbeatWheel<>();
  private final Map<UserId, List<Connection>> byUser = new HashMap<>();
  private final ArrayDeque<Broadcast> broadcasts = new ArrayDeque<>(); // the first is under way
  private final RecentRevocations revocations = new RecentRevocations();
  private final int port;
  private Promise<Void> drained; // null unless draining
  private long drainPeriodMs;
  private int open;

  Instance(Gateway gateway, Context context) {
    this.gateway = gateway;
    this.context = (ContextInternal) context;
    this.loop = this.context.nettyEventLoop();
    this.writer = new FrameWriter(loop);
    this.ledger = gateway.budget.of(loop);
    this.port = gateway.sockets.join(this);
  }

  /** Whether the token of this sign-in was revoked since it began. */
  boolean isRevoked(Session session, long beganNanos) {
    return revocations.concern(session, beganNanos);
  }

  /** A socket is there, whoever it is. Gives its slot in the wheel. */
  int opened(Connection connection) {
    open++;
    if (drained != null) {
      closeInItsTurn(connection);
    }
    return wheel.add(connection);
  }

  /** The socket is gone, and {@link #left} was said where it had {@link #arrived}. */
  void closed(Connection connection, int wheelSlot) {
    wheel.remove(connection, wheelSlot);
    open--;
    if (drained != null && open == 0) {
      drained.tryComplete();
    }
  }

  /** From now on the connection gets what is for its user. */
  void arrived(Connection connection) {
    UserId user = connection.session().user();
    List<Connection> connections = byUser.computeIfAbsent(user, u -> new ArrayList<>(1));
    connections.add(connection);
    if (connections.size() == 1) {
      gateway.sockets.arrived(user, connection.session().role(), port);
    }
  }

  /** The connection is closed. */
  void left(Connection connection, long graceDelayMs) {
    UserId user = connection.session().user();
    List<Connection> connections = byUser.get(user);
    if (connections == null || !connections.remove(connection)) {
      return;
    }
    if (connections.isEmpty()) {
      byUser.remove(user);
      gateway.sockets.left(user, port);
    }
    gateway.bus.send(PresenceApi.LEFT, new PresenceApi.Left(user, connection.id(), graceDelayMs));
  }

  @Override
  public void deliver(Parcel parcel) {
    for (UserId user : parcel.users()) {
      List<Connection> connections = byUser.get(user);
      if (connections != null) {
        // By index, backwards: a slow one may close, and so leave, while being written to.
        for (int i = connections.size() - 1; i >= 0; i--) {
          Connection connection = connections.get(i);
          if (!connection.id().equals(parcel.except())) {
            connection.send(parcel.frame());
          }
        }
      }
    }
  }

  /** One after the other, so that what is said of a user arrives in the order in which it was. */
  @Override
  public void broadcast(Broadcast broadcast) {
    broadcasts.add(broadcast);
    if (broadcasts.size() == 1) {
      beginBroadcast();
    }
  }

  private void beginBroadcast() {
    Broadcast broadcast = broadcasts.element();
    List<Connection> all = new ArrayList<>(open);
    byUser.forEach(
        (user, connections) -> {
          if (!broadcast.except().filter(user::equals).isPresent()) {
            all.addAll(connections);
          }
        });
    broadcast
        .role()
        .ifPresent(role -> all.removeIf(connection -> !connection.session().role().equals(role)));
    goOn(all.iterator(), broadcast.frame());
  }

  private void goOn(Iterator<Connection> connections, Frame frame) {
    for (int i = 0; i < SLICE && connections.hasNext(); i++) {
      connections.next().send(frame);
    }
    if (connections.hasNext()) {
      loop.execute(() -> goOn(connections, frame));
      return;
    }
    broadcasts.remove();
    if (!broadcasts.isEmpty()) {
      loop.execute(this::beginBroadcast);
    }
  }

  @Override
  public void close(CloseOrder order) {
    if (order.code() == CloseCode.REVOKED) {
      revocations.note(order, System.nanoTime());
    }
    List<Connection> connections = byUser.get(order.user());
    if (connections == null) {
      return;
    }
    for (Connection connection : List.copyOf(connections)) {
      if (order.session().filter(s -> !s.equals(connection.session().id())).isEmpty()
          && order.connection().filter(c -> !c.equals(connection.id())).isEmpty()) {
        connection.close(order.code());
      }
    }
  }

  @Override
  public void recheckSessions() {
    List<Connection> all = new ArrayList<>(open);
    byUser.values().forEach(all::addAll);
    new SessionCheck(gateway.store, this, all).run();
  }

  @Override
  public List<ConnectionView> connectionsOf(UserId user) {
    return byUser.getOrDefault(user, List.of()).stream().map(Connection::view).toList();
  }

  @Override
  public Future<Void> drain(long periodMs) {
    if (drained == null) {
      drained = Promise.promise();
      drainPeriodMs = periodMs;
      // Those that are signing in, too: they would stay otherwise.
      wheel.forEach(this::closeInItsTurn);
      if (open == 0) {
        drained.tryComplete();
      }
    }
    return drained.future();
  }

  private void closeInItsTurn(Connection connection) {
    after(
        Retry.withinMs(drainPeriodMs),
        () -> connection.close(CloseCode.RESTART, Retry.slotMs(drainPeriodMs)));
  }

  /** Runs something on this loop after a while. */
  void after(long ms, Runnable work) {
    var unused =
        loop.schedule(() -> context.emit(null, nothing -> work.run()), ms, TimeUnit.MILLISECONDS);
  }

  /** A part of a heartbeat, {@link HeartbeatWheel#SLOTS} of them. */
  void tick() {
    long now = System.nanoTime();
    long heartbeat = gateway.config.heartbeat().toNanos();
    long tolerance = 2 * heartbeat / HeartbeatWheel.SLOTS;
    wheel.turn(connection -> connection.heartbeat(now, 2 * heartbeat - tolerance));
  }

  @Override
  public Context context() {
    return context;
  }

  Gateway gateway() {
    return gateway;
  }

  FrameWriter writer() {
    return writer;
  }

  /** What waits on this loop. */
  Ledger ledger() {
    return ledger;
  }

  Deadlines deadlines() {
    return deadlines;
  }
}
