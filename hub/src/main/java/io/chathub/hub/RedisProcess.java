package io.chathub.hub;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Redis server as a process of ours, which syncs every write before it says so. */
final class RedisProcess implements AutoCloseable {

  private static final long START_MAX_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long LOOK_MS = 50;
  private static final long STOP_S = 10;

  private final Process process;

  private RedisProcess(Process process) {
    this.process = process;
  }

  /** The one that is installed. */
  static Optional<Path> onPath() {
    return onPath("redis-server");
  }

  private static Optional<Path> onPath(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .filter(dir -> !dir.isEmpty())
        .map(dir -> Path.of(dir, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Starts it and waits until it listens. Blocking. A Ctrl-C does not reach it where there is
   * {@code setsid}: it is to outlive the nodes.
   *
   * @throws IllegalStateException where it does not
   */
  static RedisProcess start(Path server, Path dir, int port) throws InterruptedException {
    Path log = dir.resolve("redis.log");
    try {
      Files.createDirectories(dir);
      if (isListening(port)) {
        throw new IllegalStateException("port " + port + " for Redis is taken");
      }
      List<String> command = new ArrayList<>();
      onPath("setsid").ifPresent(setsid -> command.add(setsid.toString()));
      command.addAll(
          List.of(
              server.toString(),
              "--port",
              Integer.toString(port),
              "--bind",
              "127.0.0.1",
              "--dir",
              dir.toString(),
              "--appendonly",
              "yes",
              "--appendfsync",
              "always"));
      RedisProcess redis =
          new RedisProcess(
              new ProcessBuilder(command)
                  .redirectErrorStream(true)
                  .redirectOutput(log.toFile())
                  .start());
      redis.awaitListening(port, log);
      return redis;
    } catch (IOException e) {
      throw new IllegalStateException("cannot start " + server + ": " + e.getMessage(), e);
    }
  }

  private void awaitListening(int port, Path log) throws InterruptedException {
    long deadline = System.nanoTime() + START_MAX_NANOS;
    while (!process.isAlive() || !isListening(port)) {
      if (process.waitFor(LOOK_MS, TimeUnit.MILLISECONDS) || System.nanoTime() - deadline > 0) {
        close();
        throw new IllegalStateException("Redis does not start, see " + log);
      }
    }
  }

  long pid() {
    return process.pid();
  }

  /** Completes with the exit code. */
  CompletableFuture<Integer> ended() {
    return process.onExit().thenApply(Process::exitValue);
  }

  private static boolean isListening(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** Stops it, by force where it takes too long. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_S, TimeUnit.SECONDS)) {
        var unused = process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      var unused = process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
