package io.chathub.samples.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chathub.hub.scene.ClusterScene;
import io.chathub.scene.FreePort;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The projects of docs/SERVICES.md, built in an empty folder, join a hub and book. */
class ServiceProjectIT {

  private static final Path CLIENT =
      Path.of("..", "client-java", "target", "chathub-client-0.1.0-SNAPSHOT.jar").toAbsolutePath();
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir static Path dir;
  private static ServiceProject projects;
  private static ClusterScene hub;

  @BeforeAll
  static void start() throws IOException {
    projects = ServiceProject.withClient(dir.resolve("repository"), CLIENT);
    hub = ClusterScene.start(Files.createDirectory(dir.resolve("hub")), 1);
  }

  @AfterAll
  static void close() throws Exception {
    if (hub != null) {
      hub.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "spring-boot", "spring-boot-imported"})
  void itBooksOnTheHubsVersions(String kind) throws Exception {
    Path project = projects.build(kind, Files.createDirectory(dir.resolve(kind)));

    Map<String, String> libraries = libraries(project.resolve("target/dependency"));
    Map<String, String> ours = ours();
    for (String library : List.of("hazelcast", "netty-common", "netty-handler", "vertx-core")) {
      assertThat(libraries.get(library)).as(library).isNotNull().isEqualTo(ours.get(library));
    }
    assertThat(libraries.keySet())
        .doesNotContain("rocksdbjni", "vertx-web", "vertx-redis-client", "chathub-verticles");
    Path output = project.resolve("output.txt");
    Process service = run(project, output);
    try {
      await("a booking, see " + output)
          .atMost(PATIENCE)
          .until(() -> !service.isAlive() || Files.readString(output).contains("booked "));
      assertThat(Files.readString(output)).contains("booked [b1024.1.");
    } finally {
      service.destroyForcibly().waitFor();
    }
  }

  @Test
  void theJarHasAllThatItReaches() throws IOException {
    String libraries =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> entry.endsWith(".jar") && !entry.contains("chathub-"))
            .collect(Collectors.joining(File.pathSeparator));
    Path report = dir.resolve("jdeps.txt");
    try (PrintStream out = new PrintStream(report.toFile(), StandardCharsets.UTF_8)) {
      int code =
          ToolProvider.findFirst("jdeps")
              .orElseThrow()
              .run(
                  out,
                  out,
                  "--multi-release",
                  "17",
                  "--missing-deps",
                  "-cp",
                  libraries,
                  CLIENT.toString());
      assertThat(code).as(Files.readString(report)).isZero();
    }
    assertThat(Files.readString(report)).doesNotContain("io.chathub");
  }

  private static Process run(Path project, Path output) throws IOException {
    String classes =
        project.resolve("target/classes")
            + File.pathSeparator
            + project.resolve("target/dependency")
            + "/*";
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx96m",
            "-cp",
            classes,
            "Bookings",
            hub.name(),
            "127.0.0.1",
            Integer.toString(FreePort.next()),
            String.join(",", hub.members()))
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  /** Versions by name. */
  private static Map<String, String> libraries(Path folder) throws IOException {
    try (Stream<Path> jars = Files.list(folder)) {
      return versions(jars.map(jar -> jar.getFileName().toString()));
    }
  }

  private static Map<String, String> ours() {
    return versions(
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> Path.of(entry).getFileName().toString()));
  }

  private static Map<String, String> versions(Stream<String> names) {
    Map<String, String> versions = new TreeMap<>();
    names
        .filter(name -> name.matches(".+-\\d[^-]*\\.jar"))
        .forEach(
            name -> {
              int dash = name.lastIndexOf('-');
              versions.put(name.substring(0, dash), name.substring(dash + 1));
            });
    return versions;
  }
}
