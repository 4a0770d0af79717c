package io.chathub.store;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Judges clocks by one another. All times are lines: what is to be added to the steady time. Not
 * thread safe: owned by {@link SoundClock}.
 *
 * <p>A wall clock within a minute of the line is followed, and the line moves after it, slowly, so
 * that many small steps make no large one. One that jumps away is not; the line goes on, and where
 * the wall clock comes back, nothing has happened. A jump forward that stands for ten minutes was
 * right (a machine that was suspended), but what can't be undone waits for a day of uptime. Back it
 * goes at once where the time before was not sure itself; else after a day, and never to before the
 * floor. What two clocks agree on is believed at once.
 */
final class ClockJudge {

  static final long APART_MS = 60_000;
  static final long FORWARD_AFTER_MS = Duration.ofMinutes(10).toMillis();
  static final long SURE_AFTER_MS = Duration.ofHours(24).toMillis();

  /** So far from the witness a wall clock is followed: two nodes are never a minute apart. */
  private static final long LEAD_MS = 25_000;

  private static final long WITNESS_MS = 30_000; // what it said before is no word any more
  private static final long RESTART_MS = 120_000; // a mark is a minute old, and starting takes time
  private static final int SLEW = 100;
  private static final long NONE = Long.MIN_VALUE;
  private static final long DAY_MS = Duration.ofDays(1).toMillis();

  private final long floor;
  private long line;
  private boolean isMadeUp; // no clock says so: it may be later, as at a start
  private long lookedAt;
  private long strayLine = NONE; // where a wall clock stands that is not followed
  private long strayAt;
  private long heldLine = NONE; // the surer line that was left, behind
  private long heldAt;
  private long leftLine = NONE; // from where the wall clock went back, and was followed
  private long provenAt; // from then on the line itself tells something
  private long startedAt;
  private long ranBefore;
  private String witness = "";
  private long witnessLine = NONE;
  private long witnessAt;

  /**
   * @param followsWall the wall clock is the best time; else the line is
   * @param sureLine for what can't be undone
   */
  record Verdict(
      long line,
      boolean followsWall,
      long sureLine,
      Optional<String> doubt,
      Optional<String> note) {}

  ClockJudge(long floor, long steady, long wallLine) {
    this.floor = floor;
    this.isMadeUp = wallLine < floor - steady;
    this.line = Math.max(wallLine, floor - steady);
    this.lookedAt = steady;
    this.startedAt = steady;
    this.provenAt = steady + SURE_AFTER_MS;
  }

  static boolean fits(long one, long other) {
    return Math.abs(one - other) <= APART_MS;
  }

  void resume(SoundClock.Past past, long steady, long wallLine) {
    ranBefore = past.ranMs();
    provenAt = startedAt + SURE_AFTER_MS - ranBefore;
    long noted = past.sure() - steady;
    if (wallLine < noted - APART_MS) {
      if (!mayGoBackTo(wallLine, steady)) {
        line = noted;
        isMadeUp = true; // it may have been long ago
      }
    } else if (wallLine > noted + RESTART_MS) {
      hold(noted, steady);
    }
  }

  void witness(String name, long says, long noted, long steady, long wallLine) {
    boolean isFirst = witnessLine == NONE;
    witness = name;
    witnessLine = says;
    witnessAt = steady;
    if (isFirst && !fits(says, wallLine)) {
      isMadeUp = false;
      line = likelier(says, wallLine, Math.max(floor, noted - APART_MS) - steady);
    }
  }

  /** The one that is not impossible; of two the lower, since the higher may do harm. */
  private static long likelier(long one, long other, long lowest) {
    long low = Math.min(one, other);
    return low >= lowest ? low : Math.max(one, other);
  }

  long ranMs(long steady) {
    return ranBefore + steady - startedAt;
  }

  Verdict judge(long steady, long wallLine) {
    boolean isWitnessed = witnessLine != NONE && steady - witnessAt <= WITNESS_MS;
    long seen = isWitnessed ? witnessLine : wallLine;
    boolean agree = isWitnessed && fits(wallLine, seen);
    if (!fits(wallLine, line)) {
      if (agree) {
        settle(wallLine);
      } else if (!isWitnessed) {
        consider(steady, wallLine);
      }
    }
    boolean isFollowed = fits(wallLine, line);
    if (isFollowed) {
      strayLine = NONE;
      slew(steady, wallLine);
    }
    if (isWitnessed && fits(seen, line)) {
      provenAt = Math.min(provenAt, steady);
      heldLine = NONE;
      long nearest = Math.max(seen - LEAD_MS, Math.min(seen + LEAD_MS, wallLine));
      if (nearest != wallLine) {
        isFollowed = false;
        line = fits(wallLine, line) ? nearest : within(line, seen);
      }
    }
    lookedAt = steady;
    release(steady, wallLine);
    long sureLine = Math.min(isFollowed ? wallLine : line, isWitnessed ? seen : Long.MAX_VALUE);
    return new Verdict(
        line,
        isFollowed,
        heldLine == NONE ? sureLine : Math.min(sureLine, heldLine),
        doubt(steady, wallLine, isWitnessed && !agree),
        note());
  }

  private static long within(long one, long other) {
    return Math.max(other - LEAD_MS, Math.min(other + LEAD_MS, one));
  }

  /** A wall clock that nobody vouches for, away from the line. */
  private void consider(long steady, long wallLine) {
    if (strayLine == NONE || !fits(wallLine, strayLine)) {
      strayLine = wallLine;
      strayAt = steady;
    }
    long stood = steady - strayAt;
    if (wallLine > line) {
      if (stood >= FORWARD_AFTER_MS || isMadeUp || isBackOn(wallLine)) {
        hold(heldLine == NONE ? line : heldLine, steady);
        line = wallLine;
        isMadeUp = false;
      }
    } else if (mayGoBackTo(wallLine, steady)
        || (stood >= SURE_AFTER_MS && wallLine + steady >= floor)) {
      leftLine = line;
      settle(wallLine);
    }
  }

  private boolean isBackOn(long wallLine) {
    return leftLine != NONE && fits(wallLine, leftLine);
  }

  private boolean mayGoBackTo(long wallLine, long steady) {
    boolean wasUnsure = steady < provenAt || (heldLine != NONE && wallLine >= heldLine - APART_MS);
    return wasUnsure && wallLine + steady >= floor;
  }

  private void settle(long wallLine) {
    line = wallLine;
    isMadeUp = false;
    if (heldLine != NONE && wallLine <= heldLine + RESTART_MS) {
      heldLine = NONE;
    }
  }

  private void hold(long surer, long steady) {
    heldLine = surer;
    heldAt = steady;
  }

  private void release(long steady, long wallLine) {
    boolean isNear = Math.abs(wallLine - heldLine) <= RESTART_MS;
    if (heldLine != NONE && (steady - heldAt >= SURE_AFTER_MS || isNear)) {
      heldLine = NONE;
    }
  }

  private void slew(long steady, long wallLine) {
    long most = Math.max(0, steady - lookedAt) / SLEW;
    line += Math.max(-most, Math.min(most, wallLine - line));
  }

  private Optional<String> doubt(long steady, long wallLine, boolean isDenied) {
    if (isDenied) {
      return Optional.of(
          String.format(
              "clock: this node is %s %s (%s here, %s there)",
              apart(wallLine, witnessLine),
              witness,
              time(wallLine + steady),
              time(witnessLine + steady)));
    }
    if (!fits(wallLine, line)) {
      return Optional.of(
          String.format(
              "clock: this node's is %s the time that has passed (it says %s, not %s)",
              apart(wallLine, line), time(wallLine + steady), time(line + steady)));
    }
    return Optional.empty();
  }

  private Optional<String> note() {
    if (heldLine == NONE) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            "clock: it went on from %s to %s in one step; what only that would trim or expire waits"
                + " for 24 h of uptime",
            time(heldLine + heldAt), time(line + heldAt)));
  }

  private static String apart(long one, long other) {
    long ms = Math.abs(one - other);
    long s = Math.round(ms / 1e3);
    String much = ms >= DAY_MS - APART_MS ? Math.round((double) ms / DAY_MS) + " d" : s + " s";
    return much + (one > other ? " ahead of" : " behind");
  }

  private static Instant time(long ms) {
    return Instant.ofEpochMilli(ms).truncatedTo(ChronoUnit.SECONDS);
  }
}
