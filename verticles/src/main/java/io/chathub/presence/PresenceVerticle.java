package io.chathub.presence;

import io.chathub.bus.Bus;
import io.chathub.bus.Membership;
import io.chathub.bus.NodeId;
import io.chathub.bus.PresenceApi;
import io.chathub.bus.Scheduler;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Puts presence on the bus; one for each node. */
public final class PresenceVerticle extends VerticleBase {

  private static final int STOPPED_S = 5;

  private final PresenceServices services;
  private final Turns turns = new Turns();

  public PresenceVerticle(PresenceServices services) {
    this.services = services;
  }

  @Override
  public Future<?> start() {
    Scheduler scheduler = (ms, work) -> vertx.setTimer(ms, timer -> work.run());
    Announcer announcer = new Announcer(services, scheduler);
    OwnConnections own =
        new OwnConnections(
            services.membership().self(), services.connectionsOfUser(), services.config());
    Farewells farewells =
        new Farewells(
            services, announcer, turns, scheduler, ThreadLocalRandom.current().nextLong());
    PresenceService presence =
        new PresenceService(services, own, turns, farewells, announcer, scheduler);
    Renewal renewal = new Renewal(services, own, turns, farewells, announcer, scheduler);
    takeCare(new Caretaker(services, farewells, renewal, announcer, scheduler));
    Bus bus = services.bus();
    return Future.all(
        bus.consume(PresenceApi.ARRIVED, presence::arrived),
        bus.consume(PresenceApi.LEFT, presence::left),
        bus.consume(PresenceApi.QUERY, presence::query));
  }

  private void takeCare(Caretaker caretaker) {
    services.membership().listen(onContext(caretaker));
    services.directory().whenLost(() -> context.runOnContext(lost -> caretaker.lost()));
    caretaker.start();
    caretaker.startRenewals();
  }

  private Membership.Listener onContext(Membership.Listener listener) {
    return new Membership.Listener() {
      @Override
      public void joined(NodeId node) {
        context.runOnContext(then -> listener.joined(node));
      }

      @Override
      public void left(NodeId node) {
        context.runOnContext(then -> listener.left(node));
      }

      @Override
      public void rejoined() {
        context.runOnContext(then -> listener.rejoined());
      }
    };
  }

  /** What went is registered as gone before the node is. */
  @Override
  public Future<?> stop() {
    return turns.settled().timeout(STOPPED_S, TimeUnit.SECONDS).otherwiseEmpty();
  }
}
