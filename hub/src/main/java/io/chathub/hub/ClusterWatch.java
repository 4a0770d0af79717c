package io.chathub.hub;

import io.chathub.bus.Delivery;
import io.chathub.bus.LocalDelivery;
import io.chathub.bus.LocalSockets;
import io.chathub.bus.Membership;
import io.chathub.bus.NodeRequests;
import io.chathub.hub.config.HubConfig;
import io.chathub.hub.internal.NodeState;
import io.chathub.store.Store;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.function.LongSupplier;

/** What a node among others does about being cut off from them. Thread safe. */
final class ClusterWatch {

  private final HubConfig config;
  private final LocalSockets sockets;
  private final Membership membership;
  private final Watchdog watchdog;

  /** Others can ask this node from now on. */
  ClusterWatch(
      HubConfig config,
      NodeState state,
      LocalSockets sockets,
      Membership membership,
      NodeRequests requests,
      LongSupplier clock) {
    this.config = config;
    this.sockets = sockets;
    this.membership = membership;
    Reach reach = new Reach(requests, membership.self());
    reach.serve();
    watchdog =
        new Watchdog(
            membership,
            reach::by,
            clock,
            config.clustering().cluster().failureTimeout(),
            state::giveUp);
  }

  /** Once others reach this node and the store is open. Ends with its Vert.x. */
  void start(Vertx vertx, Store store) {
    Context context = vertx.getOrCreateContext();
    Delivery here = new LocalDelivery(sockets);
    MissedWatch missed =
        new MissedWatch(
            watchdog::sureUntil,
            sockets::usersHere,
            user -> store.chats(user, 1, Optional.empty()),
            order -> {
              var unused = here.close(order);
            },
            (ms, work) -> context.runOnContext(now -> vertx.setTimer(ms, timer -> work.run())),
            config.gateway().drainPeriod());
    membership.listen(watchdog);
    membership.listen(missed);
    vertx.setPeriodic(Watchdog.PERIOD.toMillis(), timer -> watchdog.tick());
  }

  /** Why clients should rather go to another node. */
  Optional<String> doubt() {
    return watchdog.doubt();
  }
}
