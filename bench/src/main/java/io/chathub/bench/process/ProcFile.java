package io.chathub.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The files of {@code /proc/<pid>} that the bench reads; the parsing is pure. */
public final class ProcFile {

  /** USER_HZ, which Linux fixes at 100 on every platform the JDK runs on. */
  private static final double TICKS_PER_SECOND = 100;

  private ProcFile() {}

  /** User and system seconds that the process has used since it started. */
  public static double cpuSeconds(long pid) throws IOException {
    return cpuSeconds(Files.readString(path(pid, "stat")));
  }

  /** Seconds that all cores together were busy since the machine started, stolen time included. */
  public static double machineBusySeconds() throws IOException {
    return machineBusySeconds(Files.readAllLines(Path.of("/proc/stat")).get(0));
  }

  public static long residentKib(long pid) throws IOException {
    return residentKib(Files.readAllLines(path(pid, "status")));
  }

  /** How many files this process may have open. */
  public static long openFilesMax() throws IOException {
    return openFilesMax(Files.readAllLines(Path.of("/proc/self/limits")));
  }

  /**
   * @param stat the line of {@code stat}; the command in it, in brackets, may itself hold brackets
   */
  static double cpuSeconds(String stat) {
    String[] afterCommand = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    // The state is field 3 of proc(5), utime field 14, stime field 15.
    long ticks = Long.parseLong(afterCommand[11]) + Long.parseLong(afterCommand[12]);
    return ticks / TICKS_PER_SECOND;
  }

  /**
   * @param cpu the first line of {@code /proc/stat}: user, nice, system, idle, iowait, irq,
   *     softirq, steal, and guest times that user holds already
   */
  static double machineBusySeconds(String cpu) {
    String[] fields = cpu.split("\\s+", -1);
    long ticks = 0;
    for (int i = 1; i <= 8; i++) {
      boolean isIdle = i == 4 || i == 5;
      ticks += isIdle ? 0 : Long.parseLong(fields[i]);
    }
    return ticks / TICKS_PER_SECOND;
  }

  static long residentKib(List<String> status) {
    return Long.parseLong(fieldAfter(status, "VmRSS:"));
  }

  static long openFilesMax(List<String> limits) {
    String soft = fieldAfter(limits, "Max open files");
    return soft.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(soft);
  }

  private static String fieldAfter(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()).strip().split("\\s+", -1)[0])
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no line '" + name + "'"));
  }

  private static Path path(long pid, String file) {
    return Path.of("/proc", Long.toString(pid), file);
  }
}
