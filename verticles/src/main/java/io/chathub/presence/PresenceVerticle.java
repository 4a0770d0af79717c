package io.chathub.presence;

import io.chathub.bus.Bus;
import io.chathub.bus.PresenceApi;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Puts presence on the bus; one for each node. */
public final class PresenceVerticle extends VerticleBase {

  private final PresenceServices services;

  public PresenceVerticle(PresenceServices services) {
    this.services = services;
  }

  @Override
  public Future<?> start() {
    PresenceService presence =
        new PresenceService(
            services,
            new Announcer(services),
            new Roster(services.connectionsOfUser()),
            (ms, work) -> vertx.setTimer(ms, timer -> work.run()));
    Bus bus = services.bus();
    return Future.all(
        bus.consume(PresenceApi.ARRIVED, presence::arrived),
        bus.consume(PresenceApi.LEFT, presence::left),
        bus.consume(PresenceApi.QUERY, presence::query));
  }
}
