package io.chathub.presence;

import io.chathub.bus.ConnectionId;
import io.chathub.bus.NodeId;
import io.chathub.bus.Scheduler;
import io.chathub.model.UserId;
import io.chathub.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees connections off, keeps the grace after a user's last one, and has it announced who is gone.
 * Owned by the presence verticle's context.
 */
final class Farewells {

  private static final Logger LOG = LoggerFactory.getLogger(Farewells.class);
  private static final long RETRY_MIN_MS = 500;
  private static final long RETRY_MAX_MS = 15_000;

  /** Graces that end within as much end together, so that a node's users share timers. */
  private static final long TOGETHER_MS = 20;

  private final PresenceDirectory directory;
  private final Announcer announcer;
  private final Store store;
  private final Turns turns;
  private final Scheduler scheduler;
  private final LongSupplier clock;
  private final NodeId self;
  private final long graceMs;
  private final Map<Long, List<Departure>> endings = new HashMap<>(); // by when they end
  private long numbers;

  /** A user whose last connection went; the number names that time, which may be noted already. */
  private record Departure(UserId user, long number, boolean isNoted) {}

  /**
   * @param numbers where to begin to number departures: no other node is ever to come there
   */
  Farewells(
      PresenceServices services,
      Announcer announcer,
      Turns turns,
      Scheduler scheduler,
      long numbers) {
    this.directory = services.directory();
    this.announcer = announcer;
    this.store = services.store();
    this.turns = turns;
    this.scheduler = scheduler;
    this.clock = services.clock();
    this.self = services.membership().self();
    this.graceMs = services.config().offlineGrace().toMillis();
    this.numbers = numbers;
  }

  /**
   * A connection of this node is gone. Tried until it is known to be done, since it would be a
   * ghost otherwise.
   */
  Future<Void> leave(UserId user, ConnectionId connection, long graceDelayMs) {
    long now = clock.getAsLong();
    long number = nextNumber();
    Change.Leave leave =
        new Change.Leave(connection, self, number, now, now + graceDelayMs + graceMs);
    return turns.next(
        user,
        () ->
            untilDone(() -> directory.change(user, leave), RETRY_MIN_MS)
                .map(
                    until -> {
                      until.ifPresent(end -> noteSeen(user, now));
                      return begin(until, new Departure(user, number, true));
                    }));
  }

  /**
   * Nodes are gone: so are the users' connections there, registered before the epoch. When they
   * were last seen is noted when their grace is over, since some of them may have left before.
   *
   * @param isStillSo asked before each, since a node may come back meanwhile
   */
  Future<Integer> forget(
      Collection<UserId> users, Set<NodeId> nodes, int beforeEpoch, BooleanSupplier isStillSo) {
    long now = clock.getAsLong();
    long number = nextNumber();
    Change.Forget forget = new Change.Forget(nodes, beforeEpoch, self, number, now, now + graceMs);
    return Pace.forEach(
        users,
        user ->
            turns.next(
                user,
                () ->
                    isStillSo.getAsBoolean()
                        ? directory
                            .change(user, forget)
                            .map(until -> begin(until, new Departure(user, number, false)))
                        : Future.succeededFuture()));
  }

  /** Those whose grace was over before, and of whom nobody said so. */
  Future<Integer> endOverdue(Collection<UserId> users, long before) {
    return Pace.forEach(users, user -> end(user, new Change.EndOverdue(before), false));
  }

  private Void begin(Optional<Long> graceUntil, Departure departure) {
    graceUntil.ifPresent(until -> endAt(until, departure));
    return null;
  }

  private void noteSeen(UserId user, long at) {
    store
        .markSeen(user, at)
        .onFailure(failure -> LOG.warn("last seen is not noted cause={}", failure.toString()));
  }

  private void endAt(long until, Departure departure) {
    long at = Math.floorDiv(until + TOGETHER_MS - 1, TOGETHER_MS) * TOGETHER_MS;
    endings
        .computeIfAbsent(
            at,
            time -> {
              scheduler.after(
                  Math.max(1, time - clock.getAsLong()), () -> endAll(endings.remove(time)));
              return new ArrayList<>(1);
            })
        .add(departure);
  }

  private void endAll(List<Departure> departures) {
    var unused =
        Pace.forEach(
            departures,
            departure ->
                end(departure.user, new Change.GraceOver(departure.number), departure.isNoted));
  }

  private Future<Void> end(UserId user, Change<Optional<Change.Gone>> ending, boolean isNoted) {
    return turns.next(
        user,
        () ->
            directory
                .change(user, ending)
                .onFailure(Farewells::leaveToSweep)
                .onSuccess(over -> over.ifPresent(gone -> gone(user, gone, isNoted)))
                .mapEmpty());
  }

  private void gone(UserId user, Change.Gone gone, boolean isNoted) {
    if (!isNoted) {
      noteSeen(user, gone.at());
    }
    store
        .markAnnounced(user, gone.isAnnounced())
        .onFailure(failure -> LOG.warn("last seen is not noted cause={}", failure.toString()));
    announcer.offline(user, gone);
  }

  private static void leaveToSweep(Throwable failure) {
    LOG.warn("the end of a grace is left to the sweep cause={}", failure.toString());
  }

  private <T> Future<T> untilDone(Supplier<Future<T>> attempt, long pauseMs) {
    return attempt
        .get()
        .recover(
            failure -> {
              LOG.warn("a leave is tried again in {} ms cause={}", pauseMs, failure.toString());
              Promise<T> later = Promise.promise();
              scheduler.after(
                  pauseMs,
                  () -> untilDone(attempt, Math.min(2 * pauseMs, RETRY_MAX_MS)).onComplete(later));
              return later.future();
            });
  }

  private long nextNumber() {
    numbers++;
    return numbers == 0 ? ++numbers : numbers;
  }
}
