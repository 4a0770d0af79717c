package io.chathub.presence;

import io.chathub.bus.Membership;
import io.chathub.bus.NodeId;
import io.chathub.bus.Scheduler;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the directory true when nodes come and go. The oldest node forgets those that are gone, and
 * looks from time to time whether anybody was left behind; each node renews what it holds itself.
 * Owned by the presence verticle's context.
 *
 * <p>When the cluster is cut in two, each side sees the nodes of the other leave: its oldest
 * forgets them, and after the grace its clients hear that the users there went offline. A node that
 * is stopped for a while sees the same when it goes on, until it is back. When the sides are one
 * again, the directory is the larger side's; the nodes of the smaller one see {@link #rejoined}.
 * They register their connections anew, and who was said to be gone is said to be online to
 * everybody. Their own clients are told, by each of them alone, who of the announced roles is
 * online on the other nodes: they may have heard that those went, or not have heard that they came.
 * On the larger side nobody who was there all the time was ever said to be gone.
 */
final class Caretaker implements Membership.Listener {

  private static final Logger LOG = LoggerFactory.getLogger(Caretaker.class);

  /** Nodes that were killed together are seen to leave within that time. */
  private static final long LEFT_TOGETHER_MS = 60_000;

  private static final long SWEEP_MS = 15_000;
  private static final long RENEW_MS = 600_000;

  /** How long the timer of a grace may be late, or the clocks of two nodes apart. */
  private static final long LATE_MS = 5_000;

  /** The other side may still be forgetting this node when it is back: that is made good then. */
  private static final long[] RENEWED_AFTER_MS = {3_000, 30_000};

  /** Nodes that left are remembered, in case that they come back; the earliest are not. */
  private static final int LEFT_MAX = 1_000;

  /** More are not told to the clients of a node that is back. */
  private static final int TOLD_MAX = 10_000;

  private final PresenceDirectory directory;
  private final Membership membership;
  private final PresenceConfig config;
  private final LongSupplier clock;
  private final Farewells farewells;
  private final Renewal renewal;
  private final Announcer announcer;
  private final Scheduler scheduler;
  private final Retry retry;
  private final Map<NodeId, Long> leftAt = new LinkedHashMap<>(); // epoch milliseconds
  private Set<NodeId> strays = Set.of(); // named by the last sweep, and no nodes
  private Future<Void> forgetting = Future.succeededFuture();

  Caretaker(
      PresenceServices services,
      Farewells farewells,
      Renewal renewal,
      Announcer announcer,
      Scheduler scheduler) {
    this.directory = services.directory();
    this.membership = services.membership();
    this.config = services.config();
    this.clock = services.clock();
    this.farewells = farewells;
    this.renewal = renewal;
    this.announcer = announcer;
    this.scheduler = scheduler;
    this.retry = new Retry(scheduler);
  }

  /** Has the sweeps begin, where there may be anything to sweep. */
  void start() {
    if (!directory.isShared()) {
      return;
    }
    scheduler.after(
        jittered(SWEEP_MS),
        () -> {
          sweep().onComplete(swept -> start());
        });
  }

  /** Has the renewals begin that make good what nothing else noticed. */
  void startRenewals() {
    scheduler.after(
        jittered(RENEW_MS),
        () -> {
          Future<Void> renewed =
              membership.others().isEmpty()
                  ? Future.succeededFuture()
                  : renewal.run(/* announces= */ true);
          renewed.onComplete(over -> startRenewals());
        });
  }

  @Override
  public void left(NodeId node) {
    long now = clock.getAsLong();
    leftAt.remove(node);
    leftAt.put(node, now);
    if (leftAt.size() > LEFT_MAX) {
      Iterator<NodeId> earliest = leftAt.keySet().iterator();
      earliest.next();
      earliest.remove();
    }
    // The oldest of before may be among them, so what left shortly before is forgotten, too.
    if (membership.isOldest()) {
      Set<NodeId> together = new HashSet<>();
      leftAt.forEach(
          (left, at) -> {
            if (now - at <= LEFT_TOGETHER_MS) {
              together.add(left);
            }
          });
      forgetting =
          forgetting
              .transform(before -> retry.run(() -> forgetNow(together)))
              .onFailure(failure -> LOG.warn("nodes are left to the sweep nodes={}", together));
    }
  }

  @Override
  public void joined(NodeId node) {
    if (leftAt.remove(node) != null) {
      renewSoon();
    }
  }

  @Override
  public void rejoined() {
    LOG.info("this node was cut off and is back: its connections are registered anew");
    strays = Set.of();
    renewal.run(/* announces= */ true).onSuccess(renewed -> tellWhoIsElsewhere());
    renewSoon();
  }

  private void renewSoon() {
    for (long ms : RENEWED_AFTER_MS) {
      scheduler.after(ms, () -> renewal.run(/* announces= */ true).onComplete(over -> {}));
    }
  }

  /** A part of the directory was lost: nobody was said to be gone. */
  void lost() {
    LOG.warn("a part of who is where was lost: this node's connections are registered anew");
    var unused = renewal.run(/* announces= */ false);
  }

  private void tellWhoIsElsewhere() {
    retry
        .run(() -> directory.connectedTo(membership.others(), config.onlineRoles()))
        .onFailure(failure -> LOG.warn("who is elsewhere is not told: {}", failure.toString()))
        .onSuccess(
            users -> {
              if (users.size() > TOLD_MAX) {
                LOG.warn("who is elsewhere is told of {} of {}", TOLD_MAX, users.size());
              }
              users.entrySet().stream()
                  .limit(TOLD_MAX)
                  .forEach(user -> announcer.onlineHere(user.getKey(), user.getValue()));
            });
  }

  private Future<Void> forgetNow(Set<NodeId> nodes) {
    Set<NodeId> gone = withoutMembers(nodes);
    if (gone.isEmpty()) {
      return Future.succeededFuture();
    }
    return directory
        .concerning(gone, Change.Forget.ALL_EPOCHS)
        .compose(
            users -> {
              LOG.info("forgetting nodes={} users={}", gone, users.size());
              return farewells.forget(
                  users,
                  gone,
                  Change.Forget.ALL_EPOCHS,
                  () -> withoutMembers(gone).size() == gone.size());
            })
        .compose(
            failed ->
                failed == 0
                    ? Future.<Void>succeededFuture()
                    : Future.failedFuture("the presence of " + failed + " users"))
        .onFailure(failure -> LOG.warn("nodes are not forgotten: {}", failure.toString()));
  }

  /** The oldest looks for what was left behind, by whatever went wrong. */
  Future<Void> sweep() {
    if (!membership.isOldest()) {
      strays = Set.of();
      return Future.succeededFuture();
    }
    long before = clock.getAsLong() - LATE_MS;
    return directory
        .nodesNamed()
        .compose(
            named -> {
              Set<NodeId> found = withoutMembers(named);
              Set<NodeId> again = new HashSet<>(found);
              again.retainAll(strays);
              strays = found;
              return forgetNow(again);
            })
        .transform(forgotten -> directory.overdue(before))
        .compose(users -> farewells.endOverdue(users, before))
        .onFailure(failure -> LOG.warn("presence is not swept: {}", failure.toString()))
        .mapEmpty();
  }

  private Set<NodeId> withoutMembers(Set<NodeId> nodes) {
    Set<NodeId> gone = new HashSet<>(nodes);
    gone.removeAll(membership.others());
    gone.remove(membership.self());
    return gone;
  }

  private static long jittered(long ms) {
    return ThreadLocalRandom.current().nextLong(ms * 4 / 5, ms * 6 / 5);
  }
}
