package io.chathub.gateway;

import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Who has tokens looked up that the node does not know, and how fast. Only what turns out to be
 * none is paid for: 60 of an address at once and 50 a second after that, 1,000 and 500 of all
 * addresses together. So the good behind an address wait for the store alone, until somebody beside
 * them comes with many that are none; then all wait in turn, address by address.
 *
 * <p>Who would wait for more than 10 s, or finds 1,000 of the address or 4,096 of the node waiting,
 * is told to come later. Of more than 10,000 addresses those seen least are forgotten. Thread safe:
 * one lock, held for a few steps.
 */
final class SlowLane {

  static final int BURST = 60;
  static final int RATE = 50;
  static final int NODE_BURST = 1_000;
  static final int NODE_RATE = 500;
  static final int WAITING_MAX = 1_000;
  static final int NODE_WAITING_MAX = 4_096;
  static final long WAIT_MAX_MS = 10_000;

  private static final int ADDRESSES_MAX = 10_000;
  private static final long NANOS_PER_MS = 1_000_000;
  private static final long RETRY_MIN_MS = 1_000;

  /** Look-ups are under way, and none has come to an end for so long. */
  private static final long SILENCE_NANOS = 4_000 * NANOS_PER_MS;

  private final LongSupplier nanos;
  private final Lane.Allowance node;
  private final Map<IpAddress, Lane> lanes = new LinkedHashMap<>(16, 0.75f, true);
  private final ArrayDeque<Lane> waitingLanes = new ArrayDeque<>(); // each once
  private int waiting;
  private long answeredNanos;

  /** Somebody's turn. Called without a lock, on any thread. */
  interface Turn {

    /** To look it up now, and to say {@link SlowLane#done} once. */
    void start();

    void refuse(Refusal why);
  }

  /** What a look-up came to. */
  enum Outcome {
    GOOD,
    NONE,
    /** The store could not say, or was not asked. */
    UNKNOWN
  }

  /**
   * @param nanos {@code System.nanoTime()}
   */
  SlowLane(LongSupplier nanos) {
    this.nanos = nanos;
    this.answeredNanos = nanos.getAsLong();
    this.node = new Lane.Allowance(NODE_RATE, NODE_BURST, answeredNanos);
  }

  /** Starts it now, or when it is its turn; or refuses it. */
  void enter(IpAddress client, Turn turn) {
    List<Runnable> steps = new ArrayList<>(1);
    synchronized (this) {
      long now = nanos.getAsLong();
      Lane lane = laneOf(client, now);
      if (lane.isEmpty() && mayStart(lane, now)) {
        start(lane, turn, steps);
      } else if (lane.size() >= WAITING_MAX || waiting >= NODE_WAITING_MAX) {
        steps.add(() -> turn.refuse(later()));
      } else {
        if (lane.isEmpty()) {
          waitingLanes.add(lane);
        }
        lane.add(turn, now);
        waiting++;
      }
    }
    steps.forEach(Runnable::run);
  }

  /** What was started has come to this. */
  void done(IpAddress client, Outcome outcome) {
    List<Runnable> steps = new ArrayList<>();
    synchronized (this) {
      long now = nanos.getAsLong();
      Lane lane = laneOf(client, now);
      lane.allowance.end(outcome == Outcome.NONE);
      node.end(outcome == Outcome.NONE);
      if (outcome != Outcome.UNKNOWN) {
        answeredNanos = now;
      }
      goOn(now, steps);
    }
    steps.forEach(Runnable::run);
  }

  /** Time has passed. To be called several times a second. */
  void tick() {
    List<Runnable> steps = new ArrayList<>();
    synchronized (this) {
      if (waiting > 0) {
        long now = nanos.getAsLong();
        goOn(now, steps);
        refuseLate(now, steps);
      }
    }
    steps.forEach(Runnable::run);
  }

  synchronized int waiting() {
    return waiting;
  }

  private Lane laneOf(IpAddress client, long now) {
    Lane known = lanes.get(client);
    if (known != null) {
      return known;
    }
    if (lanes.size() >= ADDRESSES_MAX) {
      forgetOne();
    }
    Lane lane = new Lane(new Lane.Allowance(RATE, BURST, now));
    lanes.put(client, lane);
    return lane;
  }

  /** The one seen least; what waits there is still served. */
  private void forgetOne() {
    var eldest = lanes.entrySet().iterator();
    eldest.next();
    eldest.remove();
  }

  private boolean mayStart(Lane lane, long now) {
    return lane.allowance.isLeft(now) && node.isLeft(now);
  }

  private void start(Lane lane, Turn turn, List<Runnable> steps) {
    lane.allowance.begin();
    node.begin();
    steps.add(turn::start);
  }

  /** Starts what may be, one of each address in turn. */
  private void goOn(long now, List<Runnable> steps) {
    int blocked = 0;
    while (blocked < waitingLanes.size() && node.isLeft(now)) {
      Lane lane = waitingLanes.remove();
      if (lane.allowance.isLeft(now)) {
        start(lane, lane.remove(), steps);
        waiting--;
        blocked = 0;
      } else {
        blocked++;
      }
      if (!lane.isEmpty()) {
        waitingLanes.add(lane);
      }
    }
  }

  /** Who waits for the store alone waits no longer than for an answer of it. */
  private void refuseLate(long now, List<Runnable> steps) {
    boolean isStoreSilent = node.isUnderWay() && now - answeredNanos >= SILENCE_NANOS;
    long maxMs = isStoreSilent ? Deadlines.TIMEOUT_MS : WAIT_MAX_MS;
    for (int left = waitingLanes.size(); left > 0; left--) {
      Lane lane = waitingLanes.remove();
      while (!lane.isEmpty() && lane.waitedNanos(now) >= maxMs * NANOS_PER_MS) {
        Turn turn = lane.remove();
        waiting--;
        steps.add(() -> turn.refuse(isStoreSilent ? unavailable() : later()));
      }
      if (!lane.isEmpty()) {
        waitingLanes.add(lane);
      }
    }
  }

  private static Refusal unavailable() {
    return Refusal.later(
        ErrorCode.UNAVAILABLE, "the session store can't be reached", Retry.soonMs());
  }

  private static Refusal later() {
    return Refusal.later(
        ErrorCode.TOO_FAST,
        "too many unknown tokens from this address",
        RETRY_MIN_MS + Retry.withinMs(WAIT_MAX_MS));
  }
}
