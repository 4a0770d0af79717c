package io.chathub.presence;

import io.chathub.bus.ConnectionId;
import io.chathub.bus.NodeId;
import io.chathub.presence.Presence.Leaving;
import io.chathub.presence.Presence.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What may happen to the presence of one user. Pure: a directory applies it to what it holds of the
 * user, one change after the other, and others act on the outcome and keep the time. The same
 * change on the same presence has the same outcome wherever it is applied. Doing one again changes
 * nothing and has the same result, with two exceptions, since nothing is kept of what is over. They
 * concern the rare change that a directory does twice because the member that did it died with the
 * result: {@link GraceOver} tells of nobody then, so that the user goes without a word; and {@link
 * Arrive} names no replaced connections, which stay until their node registers all anew. All times
 * are epoch milliseconds.
 *
 * @param <R> what the one who asked for it learns
 */
public sealed interface Change<R> {

  /** The user's presence and what is to be told, from the presence before, null for none. */
  Outcome<R> apply(Presence before);

  /**
   * @param after null for none
   */
  record Outcome<R>(Presence after, R result) {}

  /**
   * What an arrival did.
   *
   * @param cameOnline the user was not here before
   * @param replaced connections that have to go
   */
  record Arrival(boolean cameOnline, List<ConnectionId> replaced) {}

  /** A user is gone for good: who that was, and when the last connection went. */
  record Gone(String role, boolean isAnnounced, long at) {}

  /**
   * A connection is there.
   *
   * @param isAnnounced whether its role is announced
   * @param isAnew it was before, and the directory may have lost it
   * @param placesMax connections of a user; the oldest go beyond it
   */
  record Arrive(
      String role,
      Optional<String> name,
      boolean isAnnounced,
      Place place,
      long now,
      boolean isAnew,
      int placesMax)
      implements Change<Arrival> {

    @Override
    public Outcome<Arrival> apply(Presence before) {
      if (before == null) {
        long since = isAnew ? Math.min(place.since(), now) : now;
        return new Outcome<>(
            new Presence(role, name, isAnnounced, since, List.of(place), Leaving.NOT),
            new Arrival(true, List.of()));
      }
      var index = before.placeOf(place.connection());
      if (index.isPresent()) {
        Presence after =
            before.places().get(index.getAsInt()).equals(place)
                ? before
                : before.withPlace(index.getAsInt(), place);
        return new Outcome<>(after, new Arrival(isFirstDoneAgain(before), List.of()));
      }
      List<Place> places = new ArrayList<>(before.places());
      places.add(isAnew ? indexBySince(places) : places.size(), place);
      List<Place> oldest = places.subList(0, Math.max(0, places.size() - placesMax));
      List<ConnectionId> replaced = oldest.stream().map(Place::connection).toList();
      oldest.clear();
      return new Outcome<>(
          new Presence(
              isAnew ? before.role() : role,
              isAnew ? before.name() : name,
              isAnnounced || before.isAnnounced(),
              before.since(),
              places,
              Leaving.NOT),
          new Arrival(false, replaced));
    }

    private boolean isFirstDoneAgain(Presence before) {
      return !isAnew && before.since() == now && before.places().equals(List.of(place));
    }

    private int indexBySince(List<Place> places) {
      int index = places.size();
      while (index > 0 && places.get(index - 1).since() > place.since()) {
        index--;
      }
      return index;
    }
  }

  /**
   * A connection is gone. Tells when the grace ends, where it was the last; empty where the user is
   * still here by another, or it was not here.
   *
   * @param departure numbers this time; unique in the cluster, not 0
   * @param graceUntil when the grace of this connection ends
   * @param node keeps the time
   */
  record Leave(ConnectionId connection, NodeId node, long departure, long now, long graceUntil)
      implements Change<Optional<Long>> {

    @Override
    public Outcome<Optional<Long>> apply(Presence before) {
      if (before == null) {
        return new Outcome<>(null, Optional.empty());
      }
      var index = before.placeOf(connection);
      if (index.isEmpty()) {
        boolean isDone = before.leaving().departure() == departure;
        return new Outcome<>(
            before, isDone ? Optional.of(before.leaving().graceUntil()) : Optional.empty());
      }
      List<Place> rest = new ArrayList<>(before.places());
      rest.remove(index.getAsInt());
      return without(before, rest, departure, now, graceUntil, node);
    }
  }

  /** The grace of a departure is over: who is gone, empty where the user came back within it. */
  record GraceOver(long departure) implements Change<Optional<Gone>> {

    @Override
    public Outcome<Optional<Gone>> apply(Presence before) {
      boolean isOver =
          before != null && !before.isConnected() && before.leaving().departure() == departure;
      return isOver ? gone(before) : new Outcome<>(before, Optional.empty());
    }
  }

  /** A grace that nobody ended though it was over before: who is gone. */
  record EndOverdue(long before) implements Change<Optional<Gone>> {

    @Override
    public Outcome<Optional<Gone>> apply(Presence presence) {
      return presence != null && presence.isOverdue(before)
          ? gone(presence)
          : new Outcome<>(presence, Optional.empty());
    }
  }

  /**
   * Nodes are gone: so are the connections on them, and the timers that they kept. Tells when the
   * grace ends, where the timer is now another node's.
   *
   * @param beforeEpoch only connections that were registered before
   * @param departure numbers this time; unique in the cluster, not 0
   * @param graceUntil when the grace of connections that go now ends
   * @param node keeps the time from now on
   */
  record Forget(
      Set<NodeId> nodes, int beforeEpoch, NodeId node, long departure, long now, long graceUntil)
      implements Change<Optional<Long>> {

    /** Every epoch is before it. */
    public static final int ALL_EPOCHS = Integer.MAX_VALUE;

    public Forget {
      nodes = Set.copyOf(nodes);
    }

    @Override
    public Outcome<Optional<Long>> apply(Presence before) {
      if (before == null) {
        return new Outcome<>(null, Optional.empty());
      }
      Leaving leaving = before.leaving();
      if (before.isOn(nodes, beforeEpoch)) {
        List<Place> rest = new ArrayList<>(before.places());
        rest.removeIf(place -> place.epoch() < beforeEpoch && nodes.contains(place.node()));
        return without(before, rest, departure, now, graceUntil, node);
      }
      if (leaving.departure() == departure) {
        return new Outcome<>(before, Optional.of(leaving.graceUntil()));
      }
      if (before.concerns(nodes, beforeEpoch)) {
        return new Outcome<>(
            before.leaving(
                new Leaving(departure, leaving.at(), leaving.graceUntil(), Optional.of(node))),
            Optional.of(leaving.graceUntil()));
      }
      return new Outcome<>(before, Optional.empty());
    }
  }

  private static Outcome<Optional<Long>> without(
      Presence before, List<Place> rest, long departure, long now, long graceUntil, NodeId owner) {
    // One that was drained may have a slot to come back in that ends after this one's grace.
    long until = Math.max(before.leaving().graceUntil(), graceUntil);
    return rest.isEmpty()
        ? new Outcome<>(
            before.withPlaces(rest).leaving(new Leaving(departure, now, until, Optional.of(owner))),
            Optional.of(until))
        : new Outcome<>(
            before.withPlaces(rest).leaving(new Leaving(0, 0, until, Optional.empty())),
            Optional.empty());
  }

  private static Outcome<Optional<Gone>> gone(Presence presence) {
    return new Outcome<>(
        null,
        Optional.of(new Gone(presence.role(), presence.isAnnounced(), presence.leaving().at())));
  }
}
