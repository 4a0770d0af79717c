package io.chathub.presence;

import io.chathub.bus.ConnectionId;
import io.chathub.model.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who is here, with which connections. A user without any stays for the grace period, and is said
 * to be gone only after it. Pure: it decides, others act and keep the time. Not thread safe: owned
 * by the presence verticle's context. Bounded by the node's limit of connections.
 */
final class Roster {

  private final int connectionsMax;
  private final Map<UserId, Presence> users = new HashMap<>();
  private long departures; // numbers the times that a user's last connection went

  /**
   * @param connectionsMax of a user; the oldest goes beyond it
   */
  Roster(int connectionsMax) {
    this.connectionsMax = connectionsMax;
  }

  /** One user who is here. */
  private static final class Presence {
    private final List<ConnectionId> connections = new ArrayList<>(1); // oldest first
    private final long since;
    private String role;
    private long leftAt;
    private long departure; // the number of the last one

    private Presence(long since) {
      this.since = since;
    }
  }

  /**
   * @param cameOnline the user was not here before
   * @param replaced connections that have to go
   */
  record Arrival(boolean cameOnline, List<ConnectionId> replaced) {}

  /**
   * The last connection of a user went.
   *
   * @param number to ask with, once the grace period is over
   */
  record Departure(UserId user, long number) {}

  /**
   * A user is gone for good.
   *
   * @param at when the last connection went, epoch milliseconds
   */
  record Gone(UserId user, String role, long at) {}

  Arrival arrived(UserId user, String role, ConnectionId connection, long now) {
    Presence before = users.get(user);
    Presence presence = before == null ? new Presence(now) : before;
    users.put(user, presence);
    presence.role = role;
    presence.connections.add(connection);
    int tooMany = Math.max(0, presence.connections.size() - connectionsMax);
    List<ConnectionId> oldest = presence.connections.subList(0, tooMany);
    List<ConnectionId> replaced = List.copyOf(oldest);
    oldest.clear();
    return new Arrival(before == null, replaced);
  }

  /** Empty where the user is still here by another connection, or never was. */
  Optional<Departure> left(UserId user, ConnectionId connection, long now) {
    Presence presence = users.get(user);
    if (presence == null
        || !presence.connections.remove(connection)
        || !presence.connections.isEmpty()) {
      return Optional.empty();
    }
    presence.leftAt = now;
    presence.departure = ++departures;
    return Optional.of(new Departure(user, presence.departure));
  }

  /** The grace period is over: empty where the user came back within it. */
  Optional<Gone> graceOver(Departure departure) {
    Presence presence = users.get(departure.user);
    if (presence == null
        || !presence.connections.isEmpty()
        || presence.departure != departure.number) {
      return Optional.empty();
    }
    users.remove(departure.user);
    return Optional.of(new Gone(departure.user, presence.role, presence.leftAt));
  }

  /** Since when the user is online, epoch milliseconds; empty where not. Grace counts as online. */
  Optional<Long> onlineSince(UserId user) {
    return Optional.ofNullable(users.get(user)).map(presence -> presence.since);
  }
}
