package io.chathub.guard;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * What waits at the sockets of one event loop, and who holds it. Changed by that loop alone, so it
 * takes no more than an addition; the sums may be read by anybody. Bounded by the sockets.
 */
public final class Ledger {

  private static final long SWEEP_MS = 100;

  /** So much more on this loop, and the node's sum is looked at. */
  private static final long LOOK_BYTES = 64 * 1024;

  private final MemoryBudget budget;
  private final EventLoop loop;
  private final List<Guest> watched = new ArrayList<>();
  private final AtomicLong held = new AtomicLong();
  private final AtomicLong unsignedHeld = new AtomicLong();
  private final AtomicLong handedOn = new AtomicLong(); // a part of what is held
  private final Readings readings;
  private long lookedAt; // what was held then

  Ledger(MemoryBudget budget, EventLoop loop) {
    this.budget = budget;
    this.loop = loop;
    this.readings = new Readings(this);
    var unused =
        loop.scheduleWithFixedDelay(this::sweep, SWEEP_MS, SWEEP_MS, TimeUnit.MILLISECONDS);
  }

  /**
   * Notes what is handed on until that is {@link #over}; closing who did it would not give it back.
   *
   * @return whether there is room for it; else nothing is noted
   */
  public boolean handOn(long bytes) {
    // The own share first, so that the others are seldom looked at.
    if (handedOn.getPlain() + bytes > budget.handedOnLimit() / budget.loops()
        && budget.handedOn() + bytes > budget.handedOnLimit()) {
      return false;
    }
    add(handedOn, bytes);
    grow(bytes);
    return true;
  }

  public void over(long bytes) {
    add(handedOn, -bytes);
    add(held, -bytes);
  }

  void asked(long bytes) {
    grow(bytes);
  }

  void answered(long bytes) {
    add(held, -bytes);
  }

  /** Where large answers wait for their turn to be made. */
  public Readings readings() {
    return readings;
  }

  /** Called for each change of what a socket holds. */
  void changed(Guest guest, long bytes) {
    if (!guest.isSignedIn()) {
      add(unsignedHeld, bytes);
    }
    if (bytes > 0) {
      grow(bytes);
    } else {
      add(held, bytes);
    }
  }

  void signedIn(long bytes) {
    add(unsignedHeld, -bytes);
  }

  private void grow(long bytes) {
    add(held, bytes);
    if (held.get() - lookedAt > LOOK_BYTES) {
      lookedAt = held.get();
      budget.look();
    }
  }

  /** One thread writes, so there is nothing to compare with. */
  private static void add(AtomicLong sum, long bytes) {
    sum.lazySet(sum.getPlain() + bytes);
  }

  void watch(Guest guest) {
    watched.add(guest);
  }

  private void sweep() {
    long now = System.nanoTime();
    recount(now, guest -> {});
    readings.tick(now);
    lookedAt = held.get();
    if (lookedAt > 0) {
      budget.look();
    }
  }

  /** Counts anew what cannot be counted as it changes; those that hold nothing are left alone. */
  void recount(long now, Consumer<Guest> visit) {
    int kept = 0;
    for (int i = 0; i < watched.size(); i++) {
      Guest guest = watched.get(i);
      if (guest.sweep(now)) {
        watched.set(kept++, guest);
        visit.accept(guest);
      }
    }
    watched.subList(kept, watched.size()).clear();
  }

  EventLoop loop() {
    return loop;
  }

  MemoryBudget budget() {
    return budget;
  }

  long held() {
    return held.get();
  }

  long unsignedHeld() {
    return unsignedHeld.get();
  }

  long handedOn() {
    return handedOn.get();
  }
}
