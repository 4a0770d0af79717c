package io.chathub.gateway;

import java.util.ArrayDeque;

/** Who of an address waits for a look-up, in the order in which they came. Guarded by its owner. */
final class Lane {

  private record Waiting(SlowLane.Turn turn, long sinceNanos) {}

  final Allowance allowance;

  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>(1);

  Lane(Allowance allowance) {
    this.allowance = allowance;
  }

  void add(SlowLane.Turn turn, long nowNanos) {
    waiting.add(new Waiting(turn, nowNanos));
  }

  /** The one who came first. */
  SlowLane.Turn remove() {
    return waiting.remove().turn;
  }

  /** How long the one who came first has waited. */
  long waitedNanos(long nowNanos) {
    return nowNanos - waiting.element().sinceNanos;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  int size() {
    return waiting.size();
  }

  /**
   * How many look-ups may be for nothing: a burst, and so many a second. One that is under way is
   * taken for one of these until it has come to its end.
   */
  static final class Allowance {

    private static final double NANOS_PER_S = 1e9;

    private final int perSecond;
    private final int burst;
    private double left;
    private int underWay;
    private long lastNanos;

    Allowance(int perSecond, int burst, long nowNanos) {
      this.perSecond = perSecond;
      this.burst = burst;
      this.left = burst;
      this.lastNanos = nowNanos;
    }

    boolean isLeft(long nowNanos) {
      left = Math.min(burst, left + (nowNanos - lastNanos) / NANOS_PER_S * perSecond);
      lastNanos = nowNanos;
      return left - underWay >= 1;
    }

    void begin() {
      underWay++;
    }

    void end(boolean isForNothing) {
      // One that began for an address that was forgotten meanwhile is not counted here.
      underWay = Math.max(0, underWay - 1);
      if (isForNothing) {
        left = Math.max(0, left - 1);
      }
    }

    boolean isUnderWay() {
      return underWay > 0;
    }
  }
}
