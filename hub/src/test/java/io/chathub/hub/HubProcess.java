package io.chathub.hub;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A hub in a process of its own, run from the test's class path in a directory. */
final class HubProcess implements AutoCloseable {

  private static final Pattern INTERNAL = Pattern.compile("internal=(http://\\S+)");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final Path out;
  private final Path err;

  private HubProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  static HubProcess start(Path dir, Map<String, String> environment, String... arguments) {
    return startUnder(List.of(), dir, environment, arguments);
  }

  /**
   * @param runner what runs it, as {@code nohup} does
   */
  static HubProcess startUnder(
      List<String> runner, Path dir, Map<String, String> environment, String... arguments) {
    try {
      List<String> command = new ArrayList<>(runner);
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-cp", System.getProperty("java.class.path"), "-Xmx256m"));
      // As it is shipped, not as tests log.
      command.add("-Dlogback.configurationFile=logback.xml");
      command.add(HubMain.class.getName());
      command.addAll(List.of(arguments));
      Path out = Files.createTempFile(dir, "out", ".txt");
      Path err = Files.createTempFile(dir, "err", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(dir.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().keySet().removeIf(name -> name.startsWith("CHATHUB_"));
      builder.environment().putAll(environment);
      return new HubProcess(builder.start(), out, err);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits until it is ready; gives where its internal port is. */
  String internalAddress() {
    await().atMost(PATIENCE).until(() -> INTERNAL.matcher(err()).find() || !process.isAlive());
    Matcher matcher = INTERNAL.matcher(err());
    if (!matcher.find()) {
      throw new AssertionError("did not start:\n" + err());
    }
    return matcher.group(1);
  }

  long pid() {
    return process.pid();
  }

  /** SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** Sends SIGHUP; false if the process has ended. */
  boolean hangUp() throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-HUP", Long.toString(process.pid())).start();
    return kill.waitFor() == 0;
  }

  int exitCode() {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("does not end:\n" + err());
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return process.exitValue();
  }

  String out() {
    return read(out);
  }

  String err() {
    return read(err);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    var unused = process.destroyForcibly();
  }
}
