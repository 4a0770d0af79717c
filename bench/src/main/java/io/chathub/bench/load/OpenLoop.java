package io.chathub.bench.load;

import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Sends at a fixed rate whatever comes back, round the sides in turn. The k-th message is due at
 * the start plus k intervals, and its latency counts from then, so that a stall of the server, the
 * kernel or this generator is charged to every message it held up. Not thread safe: owned by the
 * loop.
 */
final class OpenLoop implements Pace {

  private static final int BURST_MAX = 256; // then the loop reads what came meanwhile

  private final EventLoop loop;
  private final List<Side> sides;
  private double intervalNanos;
  private long startNanos; // when the message with the number in first was due
  private long first; // of the present rate
  private long next; // counts from 0
  private boolean isStopping;

  OpenLoop(EventLoop loop, List<Side> sides) {
    this.loop = loop;
    this.sides = sides;
  }

  void start(double perSecond) {
    changeTo(perSecond);
    sendDue();
  }

  /** Goes on at another rate. The latency of what is under way is void: for a warm-up. */
  void changeTo(double perSecond) {
    startNanos = System.nanoTime();
    first = next;
    intervalNanos = 1e9 / perSecond;
  }

  void stop() {
    isStopping = true;
  }

  @Override
  public long startOf(Side sender, int number) {
    return dueAt((number - 1L) * sides.size() + sender.index());
  }

  @Override
  public void progressed(Side side) {}

  @Override
  public void refused(Side side, int number) {}

  private void sendDue() {
    long now = System.nanoTime();
    for (int i = 0; i < BURST_MAX && !isStopping && dueAt(next) <= now; i++) {
      sides.get((int) (next % sides.size())).sendNext();
      next++;
    }
    if (!isStopping) {
      long wait = Math.max(0, dueAt(next) - System.nanoTime());
      var unused = loop.schedule(this::sendDue, wait, TimeUnit.NANOSECONDS);
    }
  }

  private long dueAt(long message) {
    return startNanos + (long) ((message - first) * intervalNanos);
  }
}
