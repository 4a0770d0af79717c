package io.chathub.presence;

import io.chathub.bus.Delivery;
import io.chathub.bus.PresenceApi;
import io.chathub.bus.Scheduler;
import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.chathub.model.UserId;
import io.chathub.presence.PresenceConfig.Audience;
import io.chathub.presence.PresenceDirectory.Online;
import io.chathub.store.Store;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
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
    visible(query)
        .compose(visible -> seen(query, visible))
        .onComplete(query.reply()::complete, query.reply()::fail);
  }

  /** Whom the asker may see of those asked for. */
  private Future<Collection<UserId>> visible(PresenceApi.Query query) {
    if (query.asker().isEmpty() || config.audience() == Audience.EVERYONE) {
      return Future.succeededFuture(query.users());
    }
    UserId asker = query.asker().get();
    return store
        .contacts(asker)
        .map(
            contacts ->
                query.users().stream()
                    .filter(user -> user.equals(asker) || contacts.contains(user))
                    .toList());
  }

  private Future<List<PresenceApi.Seen>> seen(PresenceApi.Query query, Collection<UserId> visible) {
    Set<UserId> shown = Set.copyOf(visible);
    return directory
        .online(shown)
        .compose(
            online ->
                lastSeen(query, shown, online)
                    .map(
                        times ->
                            query.users().stream()
                                .map(user -> seen(user, online.get(user), times.get(user)))
                                .toList()));
  }

  private Future<Map<UserId, Long>> lastSeen(
      PresenceApi.Query query, Set<UserId> shown, Map<UserId, Online> online) {
    List<UserId> offline = shown.stream().filter(user -> !online.containsKey(user)).toList();
    return offline.isEmpty() || !query.asksSince()
        ? Future.succeededFuture(Map.of())
        : store.lastSeen(offline);
  }

  /** Null for online or last seen: where the user is not, or is not to be seen. */
  private static PresenceApi.Seen seen(UserId user, Online online, Long lastSeen) {
    if (online != null) {
      return new PresenceApi.Seen(user, true, OptionalLong.of(online.since()));
    }
    return new PresenceApi.Seen(
        user, false, lastSeen == null ? OptionalLong.empty() : OptionalLong.of(lastSeen));
  }
}
