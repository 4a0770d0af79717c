package io.chathub.presence;

import io.chathub.bus.ConnectionId;
import io.chathub.bus.NodeId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * One user who is here: with connections, or within the grace period after the last. Who is neither
 * has none. What becomes of it is said by a {@link Change}. All times are epoch milliseconds.
 *
 * @param role of the last sign-in
 * @param isAnnounced whether the user signed in with an announced role, at least once since online
 * @param since the user is online
 * @param places the connections, oldest first
 * @param leaving how the user is leaving, or would be if the last connection went now
 */
public record Presence(
    String role,
    Optional<String> name,
    boolean isAnnounced,
    long since,
    List<Place> places,
    Leaving leaving) {

  public Presence {
    places = List.copyOf(places);
  }

  /**
   * A connection, and where it is.
   *
   * @param epoch of its node when it was registered: raised whenever the node registers all anew
   */
  public record Place(ConnectionId connection, NodeId node, int epoch, long since) {}

  /**
   * @param departure numbers the time that the last connection went; 0 while there is one
   * @param at when the last connection went; 0 while there is one
   * @param graceUntil the latest end of grace of the connections that went since one last came
   * @param owner the node whose timer ends the grace; empty while there is a connection
   */
  public record Leaving(long departure, long at, long graceUntil, Optional<NodeId> owner) {

    static final Leaving NOT = new Leaving(0, 0, 0, Optional.empty());
  }

  public boolean isConnected() {
    return !places.isEmpty();
  }

  /** Whether a connection is on one of these nodes, registered before the epoch. */
  public boolean isOn(Set<NodeId> nodes, int beforeEpoch) {
    for (Place place : places) {
      if (place.epoch < beforeEpoch && nodes.contains(place.node)) {
        return true;
      }
    }
    return false;
  }

  /** Whether one of these nodes is to end the grace. */
  boolean isLeftTo(Set<NodeId> nodes) {
    return leaving.owner.filter(nodes::contains).isPresent();
  }

  /** Whether something changes for the user when these nodes are forgotten. */
  public boolean concerns(Set<NodeId> nodes, int beforeEpoch) {
    return isOn(nodes, beforeEpoch) || (beforeEpoch == Change.Forget.ALL_EPOCHS && isLeftTo(nodes));
  }

  /** Whether the grace ended before, and nobody has said so. */
  public boolean isOverdue(long before) {
    return !isConnected() && leaving.graceUntil < before;
  }

  /** The nodes with a connection of the user. */
  public Set<NodeId> nodes() {
    if (places.size() == 1) {
      return Set.of(places.get(0).node);
    }
    Set<NodeId> nodes = new HashSet<>();
    places.forEach(place -> nodes.add(place.node));
    return nodes;
  }

  OptionalInt placeOf(ConnectionId connection) {
    for (int i = 0; i < places.size(); i++) {
      if (places.get(i).connection.equals(connection)) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  Presence withPlaces(List<Place> changed) {
    return new Presence(role, name, isAnnounced, since, changed, leaving);
  }

  Presence withPlace(int index, Place changed) {
    List<Place> all = new ArrayList<>(places);
    all.set(index, changed);
    return withPlaces(all);
  }

  Presence leaving(Leaving changed) {
    return new Presence(role, name, isAnnounced, since, places, changed);
  }
}
