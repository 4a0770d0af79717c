package io.chathub.bus;

import io.chathub.model.UserId;
import io.chathub.protocol.CloseCode;
import io.chathub.protocol.Frame;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The sockets of this node, reached by user. Knows which gateway instances hold sockets of a user;
 * the sockets themselves stay theirs. Thread safe. Bounded by the node's limit of connections.
 */
public final class LocalSockets {

  /** As many gateway instances as a route has bits. */
  public static final int PORTS_MAX = Long.SIZE;

  private final List<Port> ports = new CopyOnWriteArrayList<>();
  private final Map<UserId, Route> routes = new ConcurrentHashMap<>();

  /** A gateway instance. Everything but {@link #context} is called on its context. */
  public interface Port {

    Context context();

    void deliver(Parcel parcel);

    void broadcast(Broadcast broadcast);

    void close(CloseOrder order);

    /** Looks the sessions of all connections up again, and closes those whose session is gone. */
    void recheckSessions();

    List<ConnectionView> connectionsOf(UserId user);

    /** Closes all connections over the period; succeeds when the last is gone. */
    Future<Void> drain(long periodMs);
  }

  /**
   * @param portBits the ports that hold sockets of the user
   */
  private record Route(long portBits, String role) {}

  /** Adds a gateway instance and gives its number, for {@link #arrived} and {@link #left}. */
  public synchronized int join(Port port) {
    if (ports.size() == PORTS_MAX) {
      throw new IllegalStateException("at most " + PORTS_MAX + " gateway instances");
    }
    ports.add(port);
    return ports.size() - 1;
  }

  /** The first socket of a user at a port is there. What is delivered from now on reaches it. */
  public void arrived(UserId user, String role, int port) {
    routes.compute(
        user, (u, route) -> new Route((route == null ? 0 : route.portBits) | 1L << port, role));
  }

  /** The last socket of a user at a port is gone. */
  public void left(UserId user, int port) {
    routes.computeIfPresent(
        user,
        (u, route) -> {
          long rest = route.portBits & ~(1L << port);
          return rest == 0 ? null : new Route(rest, route.role);
        });
  }

  /** How many users have a socket here. */
  public int users() {
    return routes.size();
  }

  /** How many users of a role have a socket here. Walks through all of them. */
  public int users(String role) {
    int count = 0;
    for (Route route : routes.values()) {
      if (route.role.equals(role)) {
        count++;
      }
    }
    return count;
  }

  /** Who has a socket here now. */
  public Collection<UserId> usersHere() {
    return List.copyOf(routes.keySet());
  }

  public boolean isHere(UserId user) {
    return routes.containsKey(user);
  }

  /** Hands the frame to every socket of these users here but one; gives the users without any. */
  List<UserId> deliver(Collection<UserId> users, Frame frame, ConnectionId except) {
    List<UserId> absent = List.of();
    long allBits = 0;
    for (UserId user : users) {
      Route route = routes.get(user);
      if (route == null) {
        absent = absent.isEmpty() ? new ArrayList<>(2) : absent;
        absent.add(user);
      } else {
        allBits |= route.portBits;
      }
    }
    Parcel parcel = new Parcel(frame, List.copyOf(users), except);
    for (long bits = allBits; bits != 0; bits &= bits - 1) {
      Port port = ports.get(Long.numberOfTrailingZeros(bits));
      ((ContextInternal) port.context()).emit(parcel, port::deliver);
    }
    return absent;
  }

  void broadcast(Broadcast broadcast) {
    for (Port port : ports) {
      ((ContextInternal) port.context()).emit(broadcast, port::broadcast);
    }
  }

  /** Closes connections of a user that are here. */
  public void close(CloseOrder order) {
    // To every port, since one may be signing the user in just now.
    for (Port port : ports) {
      ((ContextInternal) port.context()).emit(order, port::close);
    }
  }

  /** Closes all connections, of everybody. */
  void closeEverybody(CloseCode code) {
    for (UserId user : routes.keySet()) {
      close(CloseOrder.all(user, code));
    }
  }

  /** Closes, in a while, the connections whose session is gone. */
  public void recheckSessions() {
    for (Port port : ports) {
      ((ContextInternal) port.context()).emit(port, Port::recheckSessions);
    }
  }

  /** The connections of a user on this node. */
  public Future<List<ConnectionView>> connectionsOf(UserId user) {
    List<Future<List<ConnectionView>>> answers = new ArrayList<>();
    for (Port port : ports) {
      Reply<List<ConnectionView>> reply = new Reply<>(port.context());
      ((ContextInternal) port.context()).emit(user, u -> reply.complete(port.connectionsOf(u)));
      answers.add(reply.future());
    }
    return Future.all(answers)
        .map(
            all -> {
              List<ConnectionView> views = new ArrayList<>();
              all.<List<ConnectionView>>list().forEach(views::addAll);
              return views;
            });
  }

  /** Closes all connections over the period; succeeds when the last is gone. */
  public Future<Void> drain(long periodMs) {
    List<Future<Void>> answers = new ArrayList<>();
    for (Port port : ports) {
      Reply<Void> reply = new Reply<>(port.context());
      ((ContextInternal) port.context()).emit(periodMs, p -> reply.follow(port.drain(p)));
      answers.add(reply.future());
    }
    return Future.all(answers).mapEmpty();
  }
}
