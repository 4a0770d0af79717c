package io.chathub.scene.redis;

import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A Redis server in a process of its own, on a free port of loopback, with its files in the
 * directory given. It dies with the test's JVM. Not thread safe.
 */
public final class RedisServer implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final int port;
  private final Path dir;
  private final List<String> command;
  private List<String> auth = List.of();
  private Process process;
  private Thread atExit;

  private RedisServer(int port, Path dir, List<String> command) {
    this.port = port;
    this.dir = dir;
    this.command = command;
  }

  /**
   * Starts a server, answering when this returns. It keeps nothing on disk but where asked.
   *
   * @param dir made where it does not exist
   * @param directives lines as of redis.conf: {@code appendonly yes}
   */
  public static RedisServer start(Path dir, String... directives) {
    return start(Ports.free(), dir, List.of(), List.of(directives));
  }

  /** As {@link #start}, with the server that is installed on this machine; empty without one. */
  public static Optional<RedisServer> startInstalled(Path dir) {
    return Executable.installed()
        .map(
            installed -> {
              RedisServer server = prepared(installed, Ports.free(), dir, List.of(), List.of());
              server.launch();
              return server;
            });
  }

  /** With an append-only file that is synced before each answer: what it said is on disk. */
  public static RedisServer startDurable(Path dir) {
    return start(dir, "appendonly yes", "appendfsync always");
  }

  /** A server that asks for the password of its default user, which this scene knows. */
  public static RedisServer startWithPassword(Path dir, String password, String... directives) {
    List<String> all = new ArrayList<>(List.of(directives));
    all.add("requirepass " + password);
    RedisServer server = prepared(Ports.free(), dir, List.of(), all);
    server.auth = List.of("AUTH", password);
    server.launch();
    return server;
  }

  static RedisServer start(int port, Path dir, List<String> arguments, List<String> directives) {
    RedisServer server = prepared(port, dir, arguments, directives);
    server.launch();
    return server;
  }

  private static RedisServer prepared(
      int port, Path dir, List<String> arguments, List<String> directives) {
    return prepared(Executable.path(), port, dir, arguments, directives);
  }

  private static RedisServer prepared(
      String executable, int port, Path dir, List<String> arguments, List<String> directives) {
    List<String> lines = new ArrayList<>();
    lines.add("port " + port);
    lines.add("bind 127.0.0.1");
    lines.add("dir " + dir.toAbsolutePath());
    lines.add("daemonize no");
    if (arguments.isEmpty()) {
      lines.add("save \"\"");
      lines.add("repl-diskless-sync yes");
      lines.add("repl-diskless-sync-delay 0");
      lines.add("repl-ping-replica-period 1");
    }
    lines.addAll(directives);
    Path file = dir.resolve("redis.conf");
    try {
      Files.createDirectories(dir);
      Files.write(file, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> command = new ArrayList<>(List.of(executable, file.toString()));
    command.addAll(arguments);
    return new RedisServer(port, dir, command);
  }

  public int port() {
    return port;
  }

  /** The server that tests run, for those who start it themselves. */
  public static String executable() {
    return Executable.path();
  }

  /** {@code redis://127.0.0.1:port}. */
  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  /** What the server wrote, of all its lives. */
  public Path log() {
    return dir.resolve("redis.log");
  }

  public boolean isRunning() {
    return process.isAlive();
  }

  /**
   * Asks the server itself.
   *
   * @return {@code String}, {@code Long}, {@code List} or null
   * @throws AssertionError where the server answers an error, or none
   */
  @CanIgnoreReturnValue
  public Object say(String... words) {
    try {
      return ask(List.of(words));
    } catch (IOException e) {
      throw new AssertionError(String.join(" ", words) + ": " + e.getMessage(), e);
    }
  }

  /** One line of {@code INFO}: {@code info("replication", "role")}. */
  public String info(String section, String field) {
    String all = (String) say("INFO", section);
    return all.lines()
        .filter(line -> line.startsWith(field + ":"))
        .map(line -> line.substring(field.length() + 1))
        .findFirst()
        .orElse("");
  }

  /** As {@code kill -9}: whatever it has not written is lost. */
  public void kill() {
    end(process);
    var unused = Runtime.getRuntime().removeShutdownHook(atExit);
  }

  /** Stops the process where it stands: its sockets stay open, and nobody answers. */
  public void stop() {
    signal("-STOP");
  }

  /** Goes on after {@link #stop}. */
  public void resume() {
    signal("-CONT");
  }

  /** Starts again, on the same port and files. */
  public void restart() {
    if (process.isAlive()) {
      kill();
    }
    launch();
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      kill();
    }
  }

  private void launch() {
    try {
      Process started =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
              .start();
      process = started;
      atExit = new Thread(() -> end(started));
      Runtime.getRuntime().addShutdownHook(atExit);
      await("Redis on port " + port).atMost(PATIENCE).until(this::answers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private boolean answers() {
    if (!process.isAlive()) {
      throw new IllegalStateException("the server ended by itself: see " + log());
    }
    try {
      return "PONG".equals(ask(List.of("PING")));
    } catch (IOException e) {
      return false;
    }
  }

  private Object ask(List<String> words) throws IOException {
    try (Talk talk = new Talk(port)) {
      if (!auth.isEmpty()) {
        Object unused = talk.say(auth);
      }
      return talk.say(words);
    }
  }

  private void signal(String signal) {
    try {
      Process kill =
          new ProcessBuilder("kill", signal, Long.toString(process.pid())).inheritIO().start();
      if (!kill.waitFor(30, TimeUnit.SECONDS) || kill.exitValue() != 0) {
        throw new AssertionError("kill " + signal + " failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static void end(Process process) {
    var unused = process.destroyForcibly();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        throw new AssertionError("the server outlived its killing");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
