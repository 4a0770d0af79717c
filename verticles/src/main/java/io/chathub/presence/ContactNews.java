package io.chathub.presence;

import io.chathub.bus.Delivery;
import io.chathub.bus.Scheduler;
import io.chathub.model.UserId;
import io.chathub.protocol.Frame;
import io.chathub.store.Store;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the contacts of users that those came or went: of each user in order, of many users some at
 * a time, so that the store has time for others when a node's thousands go at once. What waits, and
 * how long, is bounded; what is dropped is counted and logged, and found by whoever asks. Owned by
 * the presence verticle's context.
 */
final class ContactNews {

  /** Users whose contacts are being looked up or told at a time. */
  static final int UNDER_WAY_MAX = 64;

  /** News that wait; about 10 MB. */
  static final int WAITING_MAX = 65_536;

  /** News older than that are dropped: while the store is out of reach they only wait. */
  static final long WAIT_MS = 60_000;

  private static final Logger LOG = LoggerFactory.getLogger(ContactNews.class);
  private static final long PAUSE_MIN_MS = 500;
  private static final long PAUSE_MAX_MS = 5_000;
  private static final long LOGGED_AFTER_MS = 1_000;

  private final Store store;
  private final Scheduler scheduler;
  private final LongSupplier clock;
  private final Map<UserId, List<News>> ofUser = new HashMap<>();
  private final Queue<UserId> line = new ArrayDeque<>(); // with news, and not under way
  private int waiting;
  private int underWay;
  private boolean isStarting;
  private final Counter droppedEver;
  private long dropped; // since it was logged last

  private record News(Supplier<Frame> event, Delivery delivery, long since) {}

  ContactNews(Store store, Scheduler scheduler, LongSupplier clock, MeterRegistry registry) {
    this.store = store;
    this.scheduler = scheduler;
    this.clock = clock;
    this.droppedEver =
        Counter.builder("chathub.presence.untold")
            .description("users who came or went and whose contacts were not told")
            .register(registry);
  }

  /** Has it told, after what waits of the same user. */
  void tell(UserId user, Supplier<Frame> event, Delivery delivery) {
    if (waiting == WAITING_MAX) {
      drop(1);
      return;
    }
    waiting++;
    List<News> all = ofUser.get(user);
    if (all == null) {
      all = new ArrayList<>(1);
      ofUser.put(user, all);
      line.add(user);
    }
    all.add(new News(event, delivery, clock.getAsLong()));
    goOn();
  }

  private void goOn() {
    if (isStarting) {
      return; // the loop that started what is over by now goes on itself
    }
    isStarting = true;
    while (underWay < UNDER_WAY_MAX && !line.isEmpty()) {
      underWay++;
      lookUp(line.remove(), PAUSE_MIN_MS);
    }
    isStarting = false;
  }

  private void lookUp(UserId user, long pauseMs) {
    List<News> news = ofUser.get(user);
    int before = news.size();
    long now = clock.getAsLong();
    news.removeIf(one -> now - one.since > WAIT_MS);
    waiting -= before - news.size();
    drop(before - news.size());
    if (news.isEmpty()) {
      over(user);
      return;
    }
    store
        .contacts(user)
        .onComplete(
            contacts -> pass(user, contacts),
            failure ->
                scheduler.after(pauseMs, () -> lookUp(user, Math.min(2 * pauseMs, PAUSE_MAX_MS))));
  }

  /** One look-up serves all that waits of the user. */
  private void pass(UserId user, Set<UserId> contacts) {
    List<News> news = ofUser.get(user);
    List<Future<?>> passed = new ArrayList<>(news.size());
    if (!contacts.isEmpty()) {
      news.forEach(
          one -> passed.add(one.delivery.toUsers(contacts, one.event.get(), /* except= */ null)));
    }
    waiting -= news.size();
    news.clear();
    Future.join(passed).onComplete(over -> over(user));
  }

  private void over(UserId user) {
    underWay--;
    if (ofUser.get(user).isEmpty()) {
      ofUser.remove(user);
    } else {
      line.add(user); // what came meanwhile
    }
    goOn();
  }

  private void drop(int count) {
    if (count > 0 && dropped == 0) {
      scheduler.after(LOGGED_AFTER_MS, this::logDropped);
    }
    dropped += count;
    droppedEver.increment(count);
  }

  private void logDropped() {
    LOG.warn("users came or went and their contacts are not told: count={}", dropped);
    dropped = 0;
  }
}
