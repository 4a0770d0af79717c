package io.chathub.presence;

import io.chathub.bus.Delivery;
import io.chathub.bus.PresenceApi;
import io.chathub.bus.Scheduler;
import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.chathub.model.UserId;
import io.chathub.presence.PresenceDirectory.Online;
import io.chathub.store.Store;
import io.chathub.store.Store.LastSeen;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers connections as they come and go, has users announced, and answers who is there. What
 * concerns one user takes effect in the order in which it came here. Owned by the presence
 * verticle's context.
 */
final class PresenceService {

  private static final Logger LOG = LoggerFactory.getLogger(PresenceService.class);

  /** What is not registered by then is refused, and taken back when it was after all. */
  private static final long REGISTERED_MS = 3_000;

  private final PresenceConfig config;
  private final PresenceDirectory directory;
  private final OwnConnections own;
  private final Turns turns;
  private final Farewells farewells;
  private final Announcer announcer;
  private final Delivery delivery;
  private final Store store;
  private final Scheduler scheduler;
  private final LongSupplier clock;

  PresenceService(
      PresenceServices services,
      OwnConnections own,
      Turns turns,
      Farewells farewells,
      Announcer announcer,
      Scheduler scheduler) {
    this.config = services.config();
    this.directory = services.directory();
    this.delivery = services.delivery();
    this.store = services.store();
    this.clock = services.clock();
    this.own = own;
    this.turns = turns;
    this.farewells = farewells;
    this.announcer = announcer;
    this.scheduler = scheduler;
  }

  void arrived(PresenceApi.Arrived arrived) {
    long now = clock.getAsLong();
    OwnConnections.Own connection = own.add(arrived);
    Future<Void> registered =
        turns.next(
            arrived.user(),
            () ->
                directory
                    .change(arrived.user(), own.arrival(connection, now, /* isAnew= */ false))
                    .map(arrival -> registered(arrived, arrival, now)));
    registered.onFailure(arrived.reply()::fail);
    if (!registered.isComplete()) {
      // Its connection is closed then, and so leaves: after it has arrived.
      scheduler.after(
          REGISTERED_MS,
          () ->
              arrived
                  .reply()
                  .fail(Refusal.of(ErrorCode.UNAVAILABLE, "presence can't be registered now")));
    }
  }

  private Void registered(PresenceApi.Arrived arrived, Change.Arrival arrival, long now) {
    Replaced.close(delivery, arrived.user(), arrival);
    arrived.reply().complete(null);
    if (arrival.cameOnline()) {
      store
          .markSeen(arrived.user(), now)
          .onFailure(failure -> LOG.warn("last seen is not noted cause={}", failure.toString()));
      announcer.online(arrived.user(), arrived.role(), arrived.name(), now);
    }
    return null;
  }

  void left(PresenceApi.Left left) {
    own.remove(left.connection());
    var unused = farewells.leave(left.user(), left.connection(), left.graceDelayMs());
  }

  void query(PresenceApi.Query query) {
    Set<UserId> users = Set.copyOf(query.users());
    directory
        .online(users)
        .compose(
            online ->
                lastSeen(query, users, online)
                    .compose(lastSeen -> answer(query, new Known(online, lastSeen))))
        .onComplete(query.reply()::complete, query.reply()::fail);
  }

  /** What is known of the users asked for, whoever may know it. */
  private record Known(Map<UserId, Online> online, Map<UserId, LastSeen> lastSeen) {

    /** Whether the user is, or was when seen last, one whose coming and going is announced. */
    boolean isAnnounced(UserId user) {
      Online here = online.get(user);
      LastSeen seen = lastSeen.get(user);
      return here != null ? here.isAnnounced() : seen != null && seen.isAnnounced();
    }
  }

  private Future<Map<UserId, LastSeen>> lastSeen(
      PresenceApi.Query query, Set<UserId> users, Map<UserId, Online> online) {
    List<UserId> offline = users.stream().filter(user -> !online.containsKey(user)).toList();
    return offline.isEmpty() || !query.asksSince()
        ? Future.succeededFuture(Map.of())
        : store.lastSeen(offline);
  }

  /** Tells of those whose coming and going the asker would be told. */
  private Future<List<PresenceApi.Seen>> answer(PresenceApi.Query query, Known known) {
    Set<UserId> forContacts =
        query.asker().isEmpty()
            ? Set.of()
            : query.users().stream()
                .filter(user -> !user.equals(query.asker().get()))
                .filter(user -> !config.isForEveryone(known.isAnnounced(user)))
                .collect(Collectors.toSet());
    Future<Set<UserId>> contacts =
        forContacts.isEmpty()
            ? Future.succeededFuture(Set.of())
            : store.contacts(query.asker().get());
    return contacts.map(
        friends ->
            query.users().stream()
                .map(
                    user ->
                        forContacts.contains(user) && !friends.contains(user)
                            ? new PresenceApi.Seen(user, false, OptionalLong.empty())
                            : seen(user, known.online.get(user), known.lastSeen.get(user)))
                .toList());
  }

  /** Null for online or last seen: where the user is not, or was not. */
  private static PresenceApi.Seen seen(UserId user, Online online, LastSeen lastSeen) {
    if (online != null) {
      return new PresenceApi.Seen(user, true, OptionalLong.of(online.since()));
    }
    return new PresenceApi.Seen(
        user, false, lastSeen == null ? OptionalLong.empty() : OptionalLong.of(lastSeen.at()));
  }
}
