package io.chathub.presence;

import io.chathub.bus.ConnectionId;
import io.chathub.bus.NodeId;
import io.chathub.bus.PresenceApi;
import io.chathub.model.UserId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The connections of this node, which is the one to know, in whatever state the directory is. Owned
 * by the presence verticle's context. Bounded by the node's limit of connections.
 */
final class OwnConnections {

  private final NodeId node;
  private final int placesMax;
  private final PresenceConfig config;
  private final Map<ConnectionId, Own> connections = new HashMap<>();
  private int epoch = 1;

  OwnConnections(NodeId node, int placesMax, PresenceConfig config) {
    this.node = node;
    this.config = config;
    this.placesMax = placesMax;
  }

  /** One connection of this node. */
  record Own(
      UserId user, String role, Optional<String> name, ConnectionId connection, long since) {}

  Own add(PresenceApi.Arrived arrived) {
    Own own =
        new Own(
            arrived.user(), arrived.role(), arrived.name(), arrived.connection(), arrived.since());
    connections.put(own.connection, own);
    return own;
  }

  void remove(ConnectionId connection) {
    connections.remove(connection);
  }

  boolean isHere(ConnectionId connection) {
    return connections.containsKey(connection);
  }

  List<Own> all() {
    return List.copyOf(connections.values());
  }

  /** What is registered from now on is told from what was before. Gives the new epoch. */
  int nextEpoch() {
    return ++epoch;
  }

  Change.Arrive arrival(Own own, long now, boolean isAnew) {
    return new Change.Arrive(
        own.role,
        own.name,
        config.isAnnounced(own.role),
        new Presence.Place(own.connection, node, epoch, own.since),
        now,
        isAnew,
        placesMax);
  }
}
