package io.chathub.store;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time that the hub goes by. No single clock can move it: a wall clock that jumps away from the
 * time that has passed is not followed (how it is judged: {@link ClockJudge}). Says in the log when
 * a clock begins to be in doubt and when that is over. Thread safe; cheap but for once a second.
 */
public final class SoundClock implements LongSupplier {

  private static final Logger LOG = LoggerFactory.getLogger(SoundClock.class);
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long TORN_MS = 1_000;

  private final Clocks clocks;
  private final ClockJudge judge; // guarded by this
  private volatile View view;
  private volatile long witnessAheadAt;

  /**
   * What was found at the last look.
   *
   * @param nanos when that was
   * @param wall epoch milliseconds then, as the wall clock said
   * @param line the same, as it was to be expected
   * @param sureLagMs by how much {@link #sure} is behind that
   */
  private record View(
      long nanos,
      long wall,
      long line,
      long sureLagMs,
      boolean followsWall,
      Optional<String> doubt,
      Optional<String> note) {}

  private record Reading(long steady, long wallLine) {}

  public SoundClock(Clocks clocks) {
    this.clocks = clocks;
    Reading first = read();
    this.judge = new ClockJudge(clocks.floor(), first.steady, first.wallLine);
    this.view =
        new View(clocks.nanos().getAsLong(), 0, 0, 0, false, Optional.empty(), Optional.empty());
    var unused = look();
  }

  /** The best that is known, epoch milliseconds. For what is shown, and for what can be undone. */
  @Override
  public long getAsLong() {
    long wall = clocks.wall().getAsLong();
    View seen = view;
    long passed = clocks.nanos().getAsLong() - seen.nanos;
    if (passed >= 0 && passed < LOOK_NANOS) {
      long expected = seen.line + TimeUnit.NANOSECONDS.toMillis(passed);
      if (!seen.followsWall) {
        return expected;
      }
      if (ClockJudge.fits(wall, expected)) {
        return wall;
      }
    }
    View now = look();
    return now.followsWall ? now.wall : now.line;
  }

  /**
   * A time that has surely passed, epoch milliseconds: never ahead of the best. For what can't be
   * undone: by it messages are trimmed, and sessions and cids expire.
   */
  public long sure() {
    long now = getAsLong();
    View seen = view;
    long passed = TimeUnit.NANOSECONDS.toMillis(clocks.nanos().getAsLong() - seen.nanos);
    return seen.sureLagMs == 0 ? now : Math.min(now, seen.line + passed - seen.sureLagMs);
  }

  /**
   * When what comes after another was made: not before that, as long as that is not dated too far
   * ahead, by a clock that was wrong then.
   */
  public static long dateAfter(long last, long now) {
    return last - now > Store.AHEAD_MAX_MS ? now : Math.max(now, last);
  }

  /** Tells what the store knows of the time before this process. To be called before it is used. */
  public synchronized void resume(Past past) {
    Reading now = read();
    judge.resume(past, now.steady, now.wallLine);
    var unused = look();
  }

  /** What is to be noted in the store once a minute, for the next {@link #resume}. */
  public Past past() {
    long sure = sure();
    synchronized (this) {
      return new Past(sure, judge.ranMs(clocks.steady().getAsLong()));
    }
  }

  /**
   * Tells what another clock says at this moment.
   *
   * @param name of whose it is, for the log
   * @param noted a time that has passed by what was noted beside that clock; 0 where nothing was
   */
  public synchronized void witness(String name, long says, long noted) {
    Reading now = read();
    judge.witness(name, says - now.steady, noted, now.steady, now.wallLine);
    var unused = look();
    if (says - getAsLong() > ClockJudge.APART_MS) {
      witnessAheadAt = sure();
    }
  }

  /** Tells that the other clock was ahead before this process, epoch milliseconds. */
  public void witnessWasAhead(long at) {
    witnessAheadAt = at;
  }

  /** When the other clock was last seen ahead of the time, by the sure one; 0 for never. */
  public long witnessAheadAt() {
    return witnessAheadAt;
  }

  /** To be called now and then, so that the log tells of a clock also while nothing happens. */
  public void tick() {
    var unused = getAsLong();
  }

  /** What is wrong with a clock at the moment; names the times. */
  public Optional<String> doubt() {
    return look().doubt;
  }

  /** What waits although no clock is in doubt. */
  public Optional<String> note() {
    return look().note;
  }

  private synchronized View look() {
    Reading now = read();
    ClockJudge.Verdict verdict = judge.judge(now.steady, now.wallLine);
    View before = view;
    view =
        new View(
            clocks.nanos().getAsLong(),
            now.steady + now.wallLine,
            now.steady + verdict.line(),
            Math.max(0, verdict.line() - verdict.sureLine()),
            verdict.followsWall(),
            verdict.doubt(),
            verdict.note());
    tell(before, view);
    return view;
  }

  private static void tell(View before, View now) {
    if (now.doubt.isPresent() && before.doubt.isEmpty()) {
      LOG.warn("{}; nothing is trimmed or expires by it", now.doubt.get());
    } else if (now.doubt.isEmpty() && before.doubt.isPresent()) {
      LOG.info("clock: no clock is in doubt any more");
    }
    if (now.note.isPresent() && before.note.isEmpty()) {
      LOG.warn("{}", now.note.get());
    }
  }

  /** Both at one moment: a process may be stopped in between. */
  private Reading read() {
    long steady;
    long wall;
    do {
      steady = clocks.steady().getAsLong();
      wall = clocks.wall().getAsLong();
    } while (clocks.steady().getAsLong() - steady > TORN_MS);
    return new Reading(steady, wall - steady);
  }

  /**
   * What is known of the time before a start.
   *
   * @param sure epoch milliseconds that had surely passed when it was noted
   * @param ranMs for how long a hub has run on this data; with less than a day of it, little is
   *     known of its clock
   */
  public record Past(long sure, long ranMs) {}
}
