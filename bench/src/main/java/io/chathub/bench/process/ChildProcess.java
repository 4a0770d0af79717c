package io.chathub.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process of our own, whose output goes to a file. It never outlives us: closing ends it, by
 * force after ten seconds, and so does the end of this JVM.
 */
public final class ChildProcess implements AutoCloseable {

  private static final int END_S = 10;

  private final Process process;
  private final Path log;
  private final Thread atExit;

  private ChildProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
    this.atExit = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** Starts the command in the directory, without the settings of a hub that our caller may run. */
  public static ChildProcess start(List<String> command, Path directory, String name)
      throws IOException {
    Path log = directory.resolve(name + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(key -> key.startsWith("CHATHUB_"));
    return new ChildProcess(builder.start(), log);
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for its end. */
  public int exitCode(int waitSeconds) throws InterruptedException, TimeoutException {
    if (!process.waitFor(waitSeconds, TimeUnit.SECONDS)) {
      throw new TimeoutException("a process took more than " + waitSeconds + " s");
    }
    return process.exitValue();
  }

  /** What it printed. */
  public List<String> output() throws IOException {
    return Files.readAllLines(log);
  }

  /** The last lines of what it printed, for an error message. */
  public String lastWords() throws IOException {
    List<String> lines = output();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(END_S, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().removeShutdownHook(atExit);
  }
}
