package io.chathub.bench.process;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Which core a process is held to, by {@code taskset}. Where that is missing, or there is only one
 * core, processes run unpinned.
 */
public final class Cores {

  public static final int SERVER = 0;
  public static final int GENERATOR = 1;

  private final boolean isPinning;

  private Cores(boolean isPinning) {
    this.isPinning = isPinning;
  }

  /** Finds out by pinning a process that does nothing. */
  public static Cores detect() throws InterruptedException {
    return new Cores(canPin(SERVER) && canPin(GENERATOR));
  }

  public boolean isPinning() {
    return isPinning;
  }

  /** The command, held to the core. {@code taskset} becomes the command: the pid is the same. */
  public List<String> on(int core, List<String> command) {
    return isPinning ? pinned(core, command) : command;
  }

  private static List<String> pinned(int core, List<String> command) {
    List<String> pinned = new ArrayList<>(List.of("taskset", "-c", Integer.toString(core)));
    pinned.addAll(command);
    return pinned;
  }

  private static boolean canPin(int core) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(pinned(core, List.of("true"))).start();
      return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException missing) {
      return false;
    }
  }
}
