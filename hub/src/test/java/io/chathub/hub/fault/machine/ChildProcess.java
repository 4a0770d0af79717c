package io.chathub.hub.fault.machine;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that ends with this one, at the latest. */
final class ChildProcess {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final Thread hook;

  private ChildProcess(Process process) {
    this.process = process;
    this.hook = new Thread(process::destroyForcibly);
  }

  /** Starts it with its output at the end of a file. */
  static ChildProcess start(List<String> command, Path directory, Path log) {
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      ChildProcess child = new ChildProcess(process);
      Runtime.getRuntime().addShutdownHook(child.hook);
      return child;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  int exitCode() {
    return process.exitValue();
  }

  /** SIGKILL. Does not wait. */
  void kill() {
    process.destroyForcibly();
  }

  /** SIGTERM. Does not wait. */
  void terminate() {
    process.destroy();
  }

  /** SIGSTOP. */
  void pause() {
    Commands.run("kill", "-STOP", "" + process.pid());
  }

  /** SIGCONT. */
  void resume() {
    Commands.run("kill", "-CONT", "" + process.pid());
  }

  /** Waits for it to end; gives the exit code. */
  @CanIgnoreReturnValue
  int awaitEnd() {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("process " + process.pid() + " does not end");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This process ends, and the hook with it.
    }
    return process.exitValue();
  }
}
