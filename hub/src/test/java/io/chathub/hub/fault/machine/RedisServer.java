package io.chathub.hub.fault.machine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import redis.embedded.core.ExecutableProvider;

/**
 * A Redis of its own that has what it acknowledged on disk: it can be killed, and started again on
 * the same port and data.
 */
public final class RedisServer implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path directory;
  private final String executable;
  private final int port = FreePorts.next();
  private final List<String> hosts;
  private ChildProcess process;

  /**
   * @param hosts addresses of this machine where it listens, loopback besides
   */
  public RedisServer(Path directory, String... hosts) {
    this.directory = created(directory);
    this.hosts = List.of(hosts);
    this.executable = executable();
  }

  private static Path created(Path directory) {
    try {
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The one that comes with the tests; the machine's own where that does not run here. */
  private static String executable() {
    try {
      String bundled = ExecutableProvider.newJarResourceProvider().get().getPath();
      if (Commands.attempt(bundled, "--version").exitCode() == 0) {
        return bundled;
      }
    } catch (IOException | RuntimeException e) {
      // None for this kind of machine.
    }
    return "redis-server";
  }

  /** Starts it and waits until it has loaded its data. */
  public void start() {
    List<String> command = new ArrayList<>(List.of(executable, "--port", "" + port));
    command.add("--bind");
    command.add("127.0.0.1");
    command.addAll(hosts);
    command.addAll(List.of("--protected-mode", "no", "--save", ""));
    command.addAll(List.of("--appendonly", "yes", "--appendfsync", "always"));
    process = ChildProcess.start(command, directory, directory.resolve("redis.log"));
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptions()
        .until(this::answers);
  }

  private boolean answers() throws IOException {
    if (!process.isAlive()) {
      throw new AssertionError("Redis ended with " + process.exitCode() + ", see " + directory);
    }
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readNBytes(5);
      return new String(answer, StandardCharsets.US_ASCII).equals("+PONG");
    }
  }

  /** SIGKILL. */
  public void kill() {
    process.kill();
    process.awaitEnd();
  }

  /** Its address as seen from this host. */
  public String url(String host) {
    return "redis://" + host + ":" + port;
  }

  @Override
  public void close() {
    if (process != null && process.isAlive()) {
      kill();
    }
  }
}
