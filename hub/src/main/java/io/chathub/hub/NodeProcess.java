package io.chathub.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chathub.hub.internal.JsonBody;
import io.chathub.model.RawJson;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node as a process of ours, of the same jar and Java. Blocking: call from a plain thread. */
final class NodeProcess {

  private static final Logger LOG = LoggerFactory.getLogger(NodeProcess.class);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

  private final Process process;
  private final int clientPort;
  private final int internalPort;
  private final Path log;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private boolean wasReady;

  private NodeProcess(Process process, int clientPort, int internalPort, Path log) {
    this.process = process;
    this.clientPort = clientPort;
    this.internalPort = internalPort;
    this.log = log;
  }

  /**
   * @throws IllegalStateException where no process can be started
   */
  static NodeProcess start(Path dir, int clientPort, int internalPort, List<String> settings) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx256m");
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    String classes = System.getProperty("java.class.path");
    command.addAll(
        classes.endsWith(".jar") && !classes.contains(File.pathSeparator)
            ? List.of("-jar", classes)
            : List.of("-cp", classes, HubMain.class.getName()));
    Path file = dir.resolve("chathub.yaml");
    command.addAll(List.of("serve", "--config", file.toString()));
    for (String setting : settings) {
      command.addAll(List.of("--set", setting));
    }
    Path log = dir.resolve("hub.log");
    try {
      Files.createDirectories(dir);
      Files.write(file, List.of("# Nothing: a node of a trial is set by its command line."));
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
      // Ours alone say what a node of a trial is set to.
      builder.environment().keySet().removeIf(name -> name.startsWith("CHATHUB_"));
      return new NodeProcess(builder.start(), clientPort, internalPort, log);
    } catch (IOException e) {
      throw new IllegalStateException("cannot start a node: " + e.getMessage(), e);
    }
  }

  String clients() {
    return "http://127.0.0.1:" + clientPort;
  }

  String internal() {
    return "http://127.0.0.1:" + internalPort;
  }

  Path log() {
    return log;
  }

  long pid() {
    return process.pid();
  }

  /** What it logged last as an error, on a line of its own; nothing where it did not. */
  String lastError() {
    try (Stream<String> lines = Files.lines(log)) {
      return lines
          .filter(line -> line.contains(" ERROR "))
          .reduce((former, latter) -> latter)
          .map(line -> "\n  " + line)
          .orElse("");
    } catch (IOException | UncheckedIOException e) {
      return "";
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Completes with the exit code. */
  CompletableFuture<Integer> ended() {
    return process.onExit().thenApply(Process::exitValue);
  }

  /** Whether it is, or was, ready. */
  boolean isReady() throws InterruptedException {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(internal() + "/health/ready"))
              .timeout(ANSWER_MAX)
              .build();
      wasReady |= http.send(request, BodyHandlers.discarding()).statusCode() == 200;
      return wasReady;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Asks its internal port.
   *
   * @throws IllegalStateException where it refuses
   */
  JsonNode ask(String method, String path, ObjectNode body) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(internal() + path))
            .timeout(ANSWER_MAX)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body.toString()))
            .build();
    try {
      HttpResponse<byte[]> answer = http.send(request, BodyHandlers.ofByteArray());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(path + " was answered with " + answer.statusCode());
      }
      return JsonBody.object(new RawJson(answer.body()));
    } catch (IOException e) {
      throw new IllegalStateException("a node does not answer: " + e.getMessage(), e);
    }
  }

  /**
   * Has it drain and end. A node that was ready is asked, since a signal that comes on top of a
   * Ctrl-C would cut its drain off.
   */
  void end() throws InterruptedException {
    if (!wasReady) {
      process.destroy();
      return;
    }
    try {
      var unused = ask("POST", "/admin/v1/drain", JsonNodeFactory.instance.objectNode());
    } catch (IllegalStateException e) {
      LOG.debug("a node is not there to be asked to end", e);
    }
  }

  /** Waits for its end for so long, then ends it by force. */
  void awaitEnd(Duration patience) throws InterruptedException {
    if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      var unused = process.destroyForcibly();
    }
  }
}
