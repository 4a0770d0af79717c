package io.chathub.samples.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chathub.hub.scene.ClusterScene;
import io.chathub.hub.scene.JarProcess;
import io.chathub.scene.FreePort;
import io.chathub.scene.TestClient;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged sample, a process of its own, with a hub of two nodes. */
class BookingProcessIT {

  private static final Path JAR = Path.of("target", "booking.jar").toAbsolutePath();
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir static Path dir;
  private static Vertx vertx;
  private static ClusterScene scene;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    scene = ClusterScene.start(dir, 2);
  }

  @AfterAll
  static void close() throws Exception {
    if (scene != null) {
      scene.close();
    }
    vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @Test
  void itBooksAndHearsOfBothNodesWhomToNotify() throws Exception {
    Path output = dir.resolve("watch.txt");
    Process sample = booking(output, "--booking", "7");
    try {
      Map<String, String> booked = awaitBooked(output);
      assertThat(booked.get("chat")).isEqualTo("booking-7");
      try (TestClient doctor = page(scene.node(0), booked.get("doctor"));
          TestClient second = page(scene.node(1), booked.get("doctor"))) {
        JsonObject told = log(doctor).get(0);
        assertThat(told.getString("id")).isEqualTo(booked.get("message"));
        assertThat(told.getString("from")).isEqualTo("system");
        awaitNotified(doctor, output, "from the first node");
        awaitNotified(second, output, "from the second node");
      }
      assertThat(Files.readString(output)).doesNotContain("notify   d1 of booking-7: from");
    } finally {
      end(sample);
    }
  }

  @Test
  void bookedAgainItIsToldOnce() throws Exception {
    List<Map<String, String>> booked = new ArrayList<>();
    for (String run : List.of("first", "second")) {
      Path output = dir.resolve(run + ".txt");
      Process sample = booking(output, "--booking", "8", "--once");
      try {
        assertThat(sample.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(sample.exitValue()).as(Files.readString(output)).isZero();
        booked.add(awaitBooked(output));
      } finally {
        end(sample);
      }
    }

    assertThat(booked.get(1).get("message")).isEqualTo(booked.get(0).get("message"));
    assertThat(booked.get(1).get("patient")).isNotEqualTo(booked.get(0).get("patient"));
    scene.awaitMembers(2);
  }

  @Test
  void withAnotherClustersNameItSaysInALineWhatIsWrong() throws Exception {
    Path output = dir.resolve("wrong.txt");
    Process sample = booking("not-" + scene.name(), output, "--once");
    try {
      assertThat(sample.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(sample.exitValue()).isEqualTo(1);
      assertThat(Files.readString(output))
          .contains("booking: --cluster and --members have to be those of the hub")
          .doesNotContain("\tat ");
    } finally {
      end(sample);
    }
  }

  private static Process booking(Path output, String... more) throws IOException {
    return booking(scene.name(), output, more);
  }

  private static Process booking(String cluster, Path output, String... more) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx96m", "-XX:+UseSerialGC", "-jar", JAR.toString()));
    command.addAll(List.of("--cluster", cluster, "--port", Integer.toString(FreePort.next())));
    command.addAll(List.of("--members", String.join(",", scene.members())));
    command.addAll(List.of("--doctor", "d1", "--patient", "p1", "--at", "2026-12-01T09:00"));
    command.addAll(List.of(more));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  /** What it printed of the booking, by the first word of each line. */
  private static Map<String, String> awaitBooked(Path output) throws IOException {
    await("a booking, see " + output)
        .atMost(PATIENCE)
        .until(() -> Files.readString(output).contains("\nmessage  "));
    return Files.readString(output)
        .lines()
        .filter(line -> line.matches("(chat|doctor|patient|message) .*"))
        .collect(
            Collectors.toMap(
                line -> line.substring(0, line.indexOf(' ')),
                line -> line.substring(line.lastIndexOf(' ') + 1)));
  }

  private static TestClient page(JarProcess node, String token) {
    return TestClient.ready(vertx, node.port(), token);
  }

  private static List<JsonObject> log(TestClient page) {
    page.act("reconnect", "usif", "booking-7", "index", 0, "scope", "all");
    return page.next("reconnect").getJsonArray("data").stream()
        .map(JsonObject.class::cast)
        .toList();
  }

  /** Says it until the sample has heard: routes between nodes spread with a delay. */
  private static void awaitNotified(TestClient by, Path output, String text) {
    await("a notification, see " + output)
        .atMost(PATIENCE)
        .until(
            () -> {
              by.act("push", "usif", "booking-7", "content", text);
              return Files.readString(output).contains("notify   p1 of booking-7: " + text);
            });
  }

  private static void end(Process sample) throws InterruptedException {
    sample.destroy();
    if (!sample.waitFor(30, TimeUnit.SECONDS)) {
      sample.destroyForcibly();
    }
  }
}
