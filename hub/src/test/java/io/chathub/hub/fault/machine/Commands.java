package io.chathub.hub.fault.machine;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Short commands of the system. */
final class Commands {

  private static final int PATIENCE_SECONDS = 20;

  private Commands() {}

  /** How a command ended. */
  record Outcome(int exitCode, String output) {}

  /** Runs it; gives what it printed. */
  @CanIgnoreReturnValue
  static String run(String... command) {
    Outcome outcome = attempt(command);
    if (outcome.exitCode() != 0) {
      throw new AssertionError(List.of(command) + ": " + outcome.output());
    }
    return outcome.output();
  }

  /** Runs it, though it may fail. */
  @CanIgnoreReturnValue
  static Outcome attempt(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(List.of(command) + " does not end");
      }
      return new Outcome(process.exitValue(), output);
    } catch (IOException e) {
      return new Outcome(-1, e.getMessage());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
