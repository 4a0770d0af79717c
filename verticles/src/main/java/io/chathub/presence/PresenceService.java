package io.chathub.presence;

import io.chathub.bus.CloseOrder;
import io.chathub.bus.ConnectionId;
import io.chathub.bus.Delivery;
import io.chathub.bus.PresenceApi;
import io.chathub.bus.Scheduler;
import io.chathub.model.UserId;
import io.chathub.presence.PresenceConfig.Audience;
import io.chathub.protocol.CloseCode;
import io.chathub.store.Store;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the roster as connections come and go, has users announced, and answers who is there. Owned
 * by the presence verticle's context.
 */
final class PresenceService {

  private static final Logger LOG = LoggerFactory.getLogger(PresenceService.class);

  private final PresenceConfig config;
  private final Roster roster;
  private final Announcer announcer;
  private final Delivery delivery;
  private final Store store;
  private final Scheduler scheduler;
  private final LongSupplier clock;

  PresenceService(
      PresenceServices services, Announcer announcer, Roster roster, Scheduler scheduler) {
    this.config = services.config();
    this.delivery = services.delivery();
    this.store = services.store();
    this.clock = services.clock();
    this.announcer = announcer;
    this.roster = roster;
    this.scheduler = scheduler;
  }

  void arrived(PresenceApi.Arrived arrived) {
    UserId user = arrived.user();
    long now = clock.getAsLong();
    Roster.Arrival arrival = roster.arrived(user, arrived.role(), arrived.connection(), now);
    for (ConnectionId replaced : arrival.replaced()) {
      var unused = delivery.close(CloseOrder.of(user, replaced, CloseCode.REPLACED));
    }
    arrived.reply().complete(null);
    if (arrival.cameOnline()) {
      noteSeen(user, now);
      announcer.online(user, arrived.role(), arrived.name(), now);
    }
  }

  void left(PresenceApi.Left left) {
    long now = clock.getAsLong();
    roster
        .left(left.user(), left.connection(), now)
        .ifPresent(
            departure -> {
              noteSeen(left.user(), now);
              scheduler.after(
                  Math.max(1, left.graceDelayMs() + config.offlineGrace().toMillis()),
                  () -> graceOver(departure));
            });
  }

  private void graceOver(Roster.Departure departure) {
    roster
        .graceOver(departure)
        .ifPresent(gone -> announcer.offline(gone.user(), gone.role(), gone.at()));
  }

  private void noteSeen(UserId user, long at) {
    store
        .markSeen(user, at)
        .onFailure(failure -> LOG.warn("last seen is not noted cause={}", failure.toString()));
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
    List<UserId> offline =
        shown.stream().filter(user -> roster.onlineSince(user).isEmpty()).toList();
    Future<Map<UserId, Long>> lastSeen =
        offline.isEmpty() || !query.asksSince()
            ? Future.succeededFuture(Map.of())
            : store.lastSeen(offline);
    return lastSeen.map(
        times -> {
          List<PresenceApi.Seen> answer = new ArrayList<>(query.users().size());
          for (UserId user : query.users()) {
            answer.add(seen(user, shown.contains(user), times));
          }
          return answer;
        });
  }

  private PresenceApi.Seen seen(UserId user, boolean isShown, Map<UserId, Long> lastSeen) {
    if (!isShown) {
      return new PresenceApi.Seen(user, false, OptionalLong.empty());
    }
    return roster
        .onlineSince(user)
        .map(since -> new PresenceApi.Seen(user, true, OptionalLong.of(since)))
        .orElseGet(
            () -> {
              Long last = lastSeen.get(user);
              return new PresenceApi.Seen(
                  user, false, last == null ? OptionalLong.empty() : OptionalLong.of(last));
            });
  }
}
