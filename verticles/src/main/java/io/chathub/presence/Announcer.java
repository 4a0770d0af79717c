package io.chathub.presence;

import io.chathub.bus.Broadcast;
import io.chathub.bus.Bus;
import io.chathub.bus.Delivery;
import io.chathub.bus.Scheduler;
import io.chathub.bus.Topics;
import io.chathub.model.UserId;
import io.chathub.protocol.ApiCodec;
import io.chathub.protocol.Event;
import io.chathub.protocol.EventCodec;
import io.chathub.protocol.Frame;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Tells whom it concerns that a user came or went, in that order. Owned by the presence verticle's
 * context.
 */
final class Announcer {

  private final PresenceServices services;
  private final PresenceConfig config;
  private final Bus bus;
  private final ContactNews news;

  Announcer(PresenceServices services, Scheduler scheduler) {
    this.services = services;
    this.config = services.config();
    this.bus = services.bus();
    this.news = new ContactNews(services.store(), scheduler, services.clock(), services.registry());
  }

  void online(UserId user, String role, Optional<String> name, long at) {
    if (config.isAnnounced(role)) {
      tell(user, true, new Event.Online(user, role, name, at), services.delivery());
    }
    bus.publish(Topics.PRESENCE, () -> ApiCodec.presenceChanged(user, role, true, at));
  }

  /** Tells those who are connected to this node, and may have missed it, that a user is online. */
  void onlineHere(UserId user, PresenceDirectory.Online online) {
    tell(
        user,
        online.isAnnounced(),
        new Event.Online(user, online.role(), online.name(), online.since()),
        services.here());
  }

  void offline(UserId user, Change.Gone gone) {
    String role = gone.role();
    long at = gone.at();
    tell(user, gone.isAnnounced(), new Event.Offline(user, role, at), services.delivery());
    bus.publish(Topics.PRESENCE, () -> ApiCodec.presenceChanged(user, role, false, at));
  }

  private void tell(UserId user, boolean isAnnounced, Event.Online event, Delivery delivery) {
    tell(user, isAnnounced, () -> EventCodec.encode(event), delivery);
  }

  private void tell(UserId user, boolean isAnnounced, Event.Offline event, Delivery delivery) {
    tell(user, isAnnounced, () -> EventCodec.encode(event), delivery);
  }

  private void tell(UserId user, boolean isAnnounced, Supplier<Frame> event, Delivery delivery) {
    if (config.isForEveryone(isAnnounced)) {
      delivery.announce(new Broadcast(event.get(), Optional.empty(), Optional.of(user)));
    } else {
      news.tell(user, event, delivery);
    }
  }
}
