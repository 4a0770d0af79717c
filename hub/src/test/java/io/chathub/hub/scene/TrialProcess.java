package io.chathub.hub.scene;

import io.chathub.scene.FreePort;
import io.chathub.scene.redis.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The command that tries a cluster, in a process of its own, with what it starts. Its calls block.
 */
public final class TrialProcess implements AutoCloseable {

  private static final long PATIENCE_S = 120;

  private final Process process;
  private final Path output;

  private TrialProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  public static TrialProcess start(Path dir, int nodes) throws IOException {
    return start(dir, nodes, FreePort.next());
  }

  /**
   * @param port the first one
   */
  public static TrialProcess start(Path dir, int nodes, int port) throws IOException {
    Path output = Files.createTempFile(dir, "output", ".txt");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx160m",
            "-XX:+UseSerialGC",
            "-jar",
            Path.of("target", "chathub.jar").toAbsolutePath().toString(),
            "cluster",
            Integer.toString(nodes),
            "--data",
            dir.resolve("data").toString(),
            "--port",
            Integer.toString(port),
            "--redis-server",
            RedisServer.executable());
    Process process =
        new ProcessBuilder(command)
            .directory(dir.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    return new TrialProcess(process, output);
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** The processes that it runs. */
  public List<ProcessHandle> children() {
    return process.children().toList();
  }

  /** All that it wrote. */
  public String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** SIGTERM; gives the exit code. */
  public int terminate() throws InterruptedException {
    process.destroy();
    return exitCode();
  }

  /** Waits for its end. */
  public int exitCode() throws InterruptedException {
    if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
      throw new AssertionError("it does not end:\n" + output());
    }
    return process.exitValue();
  }

  /** SIGSTOP to all that it runs: nothing of it ends by being asked. */
  public void pauseChildren() throws IOException, InterruptedException {
    for (ProcessHandle child : children()) {
      int code = new ProcessBuilder("kill", "-STOP", Long.toString(child.pid())).start().waitFor();
      if (code != 0) {
        throw new AssertionError("cannot stop " + child.pid());
      }
    }
  }

  /** Two signals, as of somebody who does not want to wait; gives the exit code. */
  public int terminateTwice() throws InterruptedException {
    process.destroy();
    while (!process.waitFor(500, TimeUnit.MILLISECONDS)) {
      process.destroy();
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    List<ProcessHandle> children = children();
    var unused = process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
  }
}
