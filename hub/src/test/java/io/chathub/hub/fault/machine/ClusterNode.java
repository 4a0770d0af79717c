package io.chathub.hub.fault.machine;

import io.chathub.hub.fault.client.Endpoint;
import io.chathub.scene.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The packaged jar as a node of a cluster; it may be started again where it ran. */
public final class ClusterNode implements AutoCloseable {

  private static final Path JAR = Path.of("target", "chathub.jar").toAbsolutePath();
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Pattern MEMBERS = Pattern.compile("^(\\S+Z) .* cluster nodes=\\d+");
  private static final List<String> JVM =
      List.of("-Xmx160m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");

  private final String name;
  private final Place place;
  private final Path directory;
  private final int port = FreePort.next();
  private final int internalPort = FreePort.next();
  private final int clusterPort = FreePort.next();
  private final int busPort = FreePort.next();
  private final NodeApi api;
  private ChildProcess process;
  private int runs;

  public ClusterNode(String name, Place place, Path parent) {
    this.name = name;
    this.place = place;
    this.directory = parent.resolve(name);
    this.api = new NodeApi(place.host(), port, internalPort);
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  public String name() {
    return name;
  }

  public Place place() {
    return place;
  }

  public NodeApi api() {
    return api;
  }

  /** Where clients connect to this run of it. */
  public Endpoint endpoint() {
    return new Endpoint(name + '.' + runs, place.host(), port);
  }

  /** Where other nodes find it. */
  public String member() {
    return place.clusterHost() + ':' + clusterPort;
  }

  /** Starts it, and does not wait. */
  public void launch(List<String> settings) {
    runs++;
    List<String> command = new ArrayList<>(place.launcher());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM);
    command.addAll(List.of("-jar", JAR.toString(), "serve"));
    List<String> all = new ArrayList<>(settings);
    all.add("http.host=" + place.host());
    all.add("http.port=" + port);
    all.add("internal.host=" + place.host());
    all.add("internal.port=" + internalPort);
    all.add("internal.keys=" + NodeApi.KEY);
    all.add("cluster.enabled=true");
    all.add("cluster.host=" + place.clusterHost());
    all.add("cluster.port=" + clusterPort);
    all.add("cluster.bus.port=" + busPort);
    all.forEach(setting -> command.addAll(List.of("--set", setting)));
    process = ChildProcess.start(command, directory, log());
  }

  public void awaitReady() {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> {
              if (!process.isAlive()) {
                throw new AssertionError(
                    name + " ended with " + process.exitCode() + ", see " + log());
              }
              return api.isReady();
            });
  }

  /** When it first said, after a moment, that the members of the cluster are others now. */
  public Optional<Instant> membersChangedAfter(Instant moment) {
    try (Stream<String> lines = Files.lines(log())) {
      return lines
          .map(MEMBERS::matcher)
          .filter(Matcher::find)
          .map(line -> Instant.parse(line.group(1)))
          .filter(at -> at.isAfter(moment))
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path log() {
    return directory.resolve("node.log");
  }

  public boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** SIGKILL. Does not wait. */
  public void kill() {
    process.kill();
  }

  /** SIGTERM. Does not wait. */
  public void terminate() {
    process.terminate();
  }

  /** SIGSTOP. */
  public void pause() {
    process.pause();
  }

  /** SIGCONT. */
  public void resume() {
    process.resume();
  }

  /** Waits for it to end; gives the exit code. */
  public int awaitEnd() {
    return process.awaitEnd();
  }

  @Override
  public void close() {
    if (isAlive()) {
      process.kill();
      process.awaitEnd();
    }
  }
}
