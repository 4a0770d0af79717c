package io.chathub.presence;

import io.chathub.bus.Broadcast;
import io.chathub.bus.Bus;
import io.chathub.bus.Delivery;
import io.chathub.bus.Scheduler;
import io.chathub.bus.Topics;
import io.chathub.model.UserId;
import io.chathub.presence.PresenceConfig.Audience;
import io.chathub.protocol.ApiCodec;
import io.chathub.protocol.Event;
import io.chathub.protocol.EventCodec;
import io.chathub.protocol.Frame;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells whom it concerns that a user came or went, in that order. Owned by the presence verticle's
 * context.
 */
final class Announcer {

  private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);

  private final PresenceServices services;
  private final Bus bus;
  private final Retry retry;
  private final Map<UserId, Future<?>> telling = new HashMap<>(); // the last one of each user

  Announcer(PresenceServices services, Scheduler scheduler) {
    this.services = services;
    this.bus = services.bus();
    this.retry = new Retry(scheduler);
  }

  void online(UserId user, String role, Optional<String> name, long at) {
    if (services.config().onlineRoles().contains(role)) {
      var unused =
          tell(
              user, EventCodec.encode(new Event.Online(user, role, name, at)), services.delivery());
    }
    bus.publish(Topics.PRESENCE, () -> ApiCodec.presenceChanged(user, role, true, at));
  }

  /** Tells those who are connected to this node, and may have missed it, that a user is online. */
  void onlineHere(UserId user, PresenceDirectory.Online online) {
    var unused =
        tell(
            user,
            EventCodec.encode(new Event.Online(user, online.role(), online.name(), online.since())),
            services.here());
  }

  /** Succeeds when it is told, or given up after a minute without the user's contacts. */
  Future<Void> offline(UserId user, String role, long at) {
    Future<Void> told =
        tell(user, EventCodec.encode(new Event.Offline(user, role, at)), services.delivery());
    bus.publish(Topics.PRESENCE, () -> ApiCodec.presenceChanged(user, role, false, at));
    return told;
  }

  private Future<Void> tell(UserId user, Frame frame, Delivery delivery) {
    if (services.config().audience() == Audience.EVERYONE) {
      delivery.announce(new Broadcast(frame, Optional.empty(), Optional.of(user)));
      return Future.succeededFuture();
    }
    return tellContacts(user, frame, delivery);
  }

  /** After what is still to be told of the user: finding the contacts takes its time. */
  private Future<Void> tellContacts(UserId user, Frame frame, Delivery delivery) {
    Future<?> told =
        telling
            .getOrDefault(user, Future.succeededFuture())
            .transform(before -> retry.run(() -> services.store().contacts(user)))
            .compose(contacts -> delivery.toUsers(contacts, frame, null));
    telling.put(user, told);
    return told.onFailure(Announcer::warn)
        .onComplete(done -> telling.remove(user, told))
        .otherwiseEmpty()
        .mapEmpty();
  }

  private static void warn(Throwable failure) {
    LOG.warn("presence of a user is not announced", failure);
  }
}
