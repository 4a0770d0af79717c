package io.chathub.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What a {@link SoundClock} looks at. Thread safe.
 *
 * @param wall epoch milliseconds, of which nothing is sure
 * @param steady milliseconds that only go on, from anywhere; looked at once a second
 * @param nanos the same, cheaper and looked at all the time; trusted for a second
 * @param floor epoch milliseconds that have surely passed; 0 where nothing is known
 */
public record Clocks(LongSupplier wall, LongSupplier steady, LongSupplier nanos, long floor) {

  /** When this was written: no clock is right that is behind it. */
  private static final long WRITTEN_MS = 1_795_824_000_000L; // 2026-11-28

  private static final Path UPTIME = Path.of("/proc/uptime");

  /**
   * Those of this machine.
   *
   * @param wall its clock: epoch milliseconds
   * @param program a file that is part of the program: it was there before it was started
   */
  public static Clocks ofSystem(LongSupplier wall, Path program) {
    long now = wall.getAsLong();
    long put = modified(program);
    long floor = put <= now ? Math.max(put, WRITTEN_MS) : WRITTEN_MS;
    return new Clocks(wall, Clocks::uptime, System::nanoTime, floor);
  }

  /** Time since the machine was started, also while it was suspended, where the system says so. */
  private static long uptime() {
    try {
      String seconds = Files.readString(UPTIME, StandardCharsets.US_ASCII);
      int point = seconds.indexOf('.');
      return Long.parseLong(seconds, 0, point, 10) * 1_000
          + Integer.parseInt(seconds, point + 1, point + 3, 10) * 10L;
    } catch (IOException | RuntimeException e) {
      return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
  }

  private static long modified(Path program) {
    try {
      return Files.getLastModifiedTime(program).toMillis();
    } catch (IOException e) {
      return 0;
    }
  }
}
