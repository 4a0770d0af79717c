package io.chathub.presence;

import io.chathub.bus.Delivery;
import io.chathub.bus.Membership;
import io.chathub.bus.NodeId;
import io.chathub.bus.Scheduler;
import io.vertx.core.Future;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers all connections of this node anew, and has what else the directory holds of the node
 * removed: after it, the directory says of this node what is so, whatever it said before. Owned by
 * the presence verticle's context.
 */
final class Renewal {

  private static final Logger LOG = LoggerFactory.getLogger(Renewal.class);
  private static final long AGAIN_MS = 5_000;

  private final PresenceDirectory directory;
  private final Membership membership;
  private final Delivery delivery;
  private final LongSupplier clock;
  private final OwnConnections own;
  private final Turns turns;
  private final Farewells farewells;
  private final Announcer announcer;
  private final Scheduler scheduler;
  private Future<Void> running = Future.succeededFuture();
  private Future<Void> next = running; // the one that begins when that is over
  private boolean announces; // those who come online by the one that is running
  private boolean announcesNext;

  Renewal(
      PresenceServices services,
      OwnConnections own,
      Turns turns,
      Farewells farewells,
      Announcer announcer,
      Scheduler scheduler) {
    this.directory = services.directory();
    this.membership = services.membership();
    this.delivery = services.delivery();
    this.clock = services.clock();
    this.own = own;
    this.turns = turns;
    this.farewells = farewells;
    this.announcer = announcer;
    this.scheduler = scheduler;
  }

  /**
   * Begins when the one that is running is over; those that wait are one. Succeeds when it was
   * tried for each; where that failed for some, it comes again by itself.
   *
   * @param announces whether users who thereby come online are announced: others may have been told
   *     that they went
   */
  Future<Void> run(boolean announces) {
    announcesNext |= announces;
    if (running.isComplete()) {
      running = renew();
      return running;
    }
    // What the one that is running finds lost, it registers: the one that waits would not see it.
    this.announces |= announces;
    if (next.isComplete()) {
      next = running.compose(over -> run(announces));
    }
    return next;
  }

  private Future<Void> renew() {
    announces = announcesNext;
    announcesNext = false;
    int epoch = own.nextEpoch();
    return Pace.forEach(own.all(), this::register)
        .compose(failed -> failed == 0 ? forgetBefore(epoch) : Future.succeededFuture(failed))
        .recover(
            failure -> {
              LOG.warn("registering anew failed cause={}", failure.toString());
              return Future.succeededFuture(1);
            })
        .map(
            failed -> {
              if (failed > 0) {
                LOG.warn("connections could not be registered anew count={}", failed);
                boolean again = announces;
                scheduler.after(AGAIN_MS, () -> runAgain(again));
              }
              return null;
            });
  }

  private void runAgain(boolean announces) {
    var unused = run(announces);
  }

  private Future<?> register(OwnConnections.Own connection) {
    return turns.next(
        connection.user(),
        () ->
            own.isHere(connection.connection())
                ? directory
                    .change(
                        connection.user(),
                        own.arrival(connection, clock.getAsLong(), /* isAnew= */ true))
                    .map(arrival -> registered(connection, arrival))
                : Future.succeededFuture());
  }

  private Void registered(OwnConnections.Own connection, Change.Arrival arrival) {
    Replaced.close(delivery, connection.user(), arrival);
    if (announces && arrival.cameOnline()) {
      announcer.online(connection.user(), connection.role(), connection.name(), clock.getAsLong());
    }
    return null;
  }

  private Future<Integer> forgetBefore(int epoch) {
    Set<NodeId> self = Set.of(membership.self());
    return directory
        .concerning(self, epoch)
        .compose(users -> farewells.forget(users, self, epoch, () -> true));
  }
}
