package io.chathub.hub;

import io.chathub.bus.Membership;
import io.chathub.bus.NodeId;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches whether the other nodes reach this one on the bus: each is asked, again and again, to ask
 * something back. A node that none of them reaches is deaf, and takes no clients; one that stays so
 * is given up. Of two nodes that do not reach one another, either may be the deaf one: the older
 * goes on, so that there is one. Thread safe; {@link #tick} is called every {@link #PERIOD}.
 *
 * <p>It remembers for a while when a node that left was heard last: until then nothing of what it
 * sent was missed here. At most {@value #LOST_MAX} of those; more, and the oldest is forgotten.
 */
final class Watchdog implements Membership.Listener {

  static final Duration PERIOD = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
  private static final Duration DEAF_AFTER_MIN = Duration.ofSeconds(20);
  private static final int GIVEN_UP_AFTER = 3; // times as long
  private static final int LOST_MAX = 256;

  private final Membership membership;
  private final Function<NodeId, Future<Void>> reach;
  private final LongSupplier clock;
  private final long deafAfterMs;
  private final Runnable giveUp;
  private final Map<NodeId, Long> heard = new ConcurrentHashMap<>(); // when, of the others
  private final Map<NodeId, Long> lost = new ConcurrentHashMap<>(); // the same, of who left
  private final AtomicBoolean isDeaf = new AtomicBoolean();
  private final AtomicBoolean isGivenUp = new AtomicBoolean();
  private final AtomicLong fineAt = new AtomicLong();
  private volatile long tickedAt; // 0 before the first time
  private volatile boolean wasOlderOfTwo;

  /**
   * @param reach has a node reach this one; succeeds when it did
   * @param clock epoch milliseconds
   * @param failureTimeout within which a silent node is taken for dead: not our deafness until then
   */
  Watchdog(
      Membership membership,
      Function<NodeId, Future<Void>> reach,
      LongSupplier clock,
      Duration failureTimeout,
      Runnable giveUp) {
    this.membership = membership;
    this.reach = reach;
    this.clock = clock;
    this.giveUp = giveUp;
    this.deafAfterMs = Math.max(DEAF_AFTER_MIN.toMillis(), failureTimeout.plus(PERIOD).toMillis());
  }

  /** Has all others tried, and draws the conclusion from the tries before. */
  void tick() {
    long now = clock.getAsLong();
    Set<NodeId> others = membership.others();
    boolean isOlderOfTwo = others.size() == 1 && membership.isOldest();
    if (tickedAt == 0 || others.isEmpty() || (wasOlderOfTwo && !isOlderOfTwo)) {
      fine(now);
    }
    wasOlderOfTwo = isOlderOfTwo;
    // While the process stood still itself, nobody could reach it: that time is not counted.
    long still = Math.max(0, now - tickedAt - 2 * PERIOD.toMillis());
    fineAt.updateAndGet(at -> Math.min(at + still, now));
    tickedAt = now;
    for (NodeId node : others) {
      reach.apply(node).onSuccess(reached -> heard(node, now));
    }
    judge(now, isOlderOfTwo);
  }

  private void heard(NodeId node, long askedAt) {
    heard.put(node, askedAt);
    fine(askedAt);
  }

  private void fine(long at) {
    fineAt.accumulateAndGet(at, Math::max);
    if (isDeaf.getAndSet(false)) {
      LOG.info("other nodes reach this one again");
    }
  }

  private void judge(long now, boolean isOlderOfTwo) {
    long silentMs = now - fineAt.get();
    if (silentMs > deafAfterMs && isOlderOfTwo) {
      LOG.warn("the only other node does not reach this one ms={}: that one is to end", silentMs);
      isDeaf.set(false);
      fine(now);
      return;
    }
    if (silentMs > deafAfterMs && !isDeaf.getAndSet(true)) {
      LOG.error("no other node reaches this one ms={}: it takes no clients", silentMs);
    }
    if (silentMs > GIVEN_UP_AFTER * deafAfterMs && !isGivenUp.getAndSet(true)) {
      LOG.error("no other node reaches this one ms={}: it drains and ends", silentMs);
      giveUp.run();
    }
  }

  /** Why clients should rather go to another node. */
  Optional<String> doubt() {
    return isDeaf.get() ? Optional.of("cluster: no other node reaches this one") : Optional.empty();
  }

  @Override
  public void left(NodeId node) {
    Long last = heard.remove(node);
    if (lost.size() >= LOST_MAX) {
      lost.entrySet().stream()
          .min(Map.Entry.comparingByValue())
          .ifPresent(oldest -> lost.remove(oldest.getKey()));
    }
    lost.put(node, last == null ? clock.getAsLong() - deafAfterMs : last);
  }

  /**
   * Until when this node surely heard all of those that had left and are back; empty where there is
   * none. Asked once after each return: it forgets them.
   */
  OptionalLong sureUntil() {
    Set<NodeId> back = membership.others();
    OptionalLong sure =
        lost.entrySet().stream()
            .filter(entry -> back.contains(entry.getKey()))
            .mapToLong(Map.Entry::getValue)
            .min();
    lost.keySet().removeAll(back);
    return sure;
  }
}
