package io.chathub.hub.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chathub.hub.scene.ClusterScene;
import io.chathub.hub.scene.JarProcess;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node with many patients and a few doctors is killed: everybody on the other nodes hears that
 * the doctors went, and of each patient his own doctor alone. With {@code
 * -Dchathub.fault.users=5000} it is the measurement of docs/PERFORMANCE.md, with {@code
 * -Dchathub.fault.audience=everyone} what that is compared with.
 */
class KilledNodePresenceIT {

  private static final int USERS = Integer.getInteger("chathub.fault.users", 200);
  private static final String AUDIENCE = System.getProperty("chathub.fault.audience", "announced");
  private static final int DOCTORS = Math.max(2, USERS / 50); // as many on the other nodes
  private static final int PATIENTS = USERS - DOCTORS;
  private static final int BYSTANDERS = 4 * DOCTORS;
  private static final int WATCHERS = DOCTORS + BYSTANDERS;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  private final Report report = new Report("presence of a killed node");
  private final Vertx vertx = Vertx.vertx();
  private CountingClients clients;
  private ClusterScene scene;

  @BeforeEach
  void start() {
    clients = new CountingClients(vertx);
    scene = ClusterScene.start(directory, 3, "presence.audience=" + AUDIENCE);
  }

  @AfterEach
  void stop() {
    var unused = vertx.close();
    scene.close();
  }

  private JarProcess survivor(int number) {
    return scene.node(number % 2);
  }

  private String token(String user, String role) {
    return scene.node(0).token(user, role);
  }

  @Test
  void theOthersAreToldOfItsDoctorsAndDoctorsOfTheirPatients() throws IOException {
    List<CountingClients.Client> watchers = settle();
    watchers.forEach(CountingClients.Client::reset);
    List<JarProcess> survivors = List.of(scene.node(0), scene.node(1));
    long cpuBefore = survivors.stream().mapToLong(KilledNodePresenceIT::cpuMs).sum();
    long killed = System.nanoTime();

    scene.kill(2);

    boolean isEverybody = AUDIENCE.equals("everyone");
    long expected = isEverybody ? (long) USERS * WATCHERS : (long) DOCTORS * WATCHERS + PATIENTS;
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> offline(watchers) >= expected && connected() == WATCHERS);
    // What was told before the answer to a ping has come before it.
    watchers.forEach(CountingClients.Client::ping);
    await().atMost(PATIENCE).until(() -> watchers.stream().allMatch(w -> w.pongs() == 1));

    assertThat(offline(watchers)).isEqualTo(expected);
    if (!isEverybody) {
      for (int i = 0; i < WATCHERS; i++) {
        int ownPatients = i < DOCTORS ? (PATIENTS - i + DOCTORS - 1) / DOCTORS : 0;
        assertThat(watchers.get(i).offline()).isEqualTo(DOCTORS + ownPatients);
      }
      assertThat(seen("bystander0")).containsExactly("0 +", "0 -");
      assertThat(seen("doctor0")).containsExactly("0 +", "0 +");
    }
    long last = watchers.stream().mapToLong(CountingClients.Client::lastNanos).max().orElseThrow();
    report.say(
        "audience=%s: %d users gone, %d watching: %d frames, the last after %d ms; the survivors"
            + " took %d ms of CPU, at most %d MiB each",
        AUDIENCE,
        USERS,
        WATCHERS,
        expected,
        TimeUnit.NANOSECONDS.toMillis(last - killed),
        survivors.stream().mapToLong(KilledNodePresenceIT::cpuMs).sum() - cpuBefore,
        survivors.stream().mapToLong(KilledNodePresenceIT::peakMib).max().orElseThrow());
    assertThat(survivors).noneMatch(node -> node.logText().contains("are not told"));
  }

  /** Makes the chats, and has everybody connect. Gives those on the other nodes, doctors first. */
  private List<CountingClients.Client> settle() {
    IntStream.range(0, PATIENTS)
        .parallel()
        .forEach(i -> survivor(i).chat("c" + i, "doctor" + i % DOCTORS, "patient" + i));
    List<CountingClients.Client> watchers = new ArrayList<>();
    for (int i = 0; i < DOCTORS; i++) {
      watchers.add(clients.open(survivor(i).port(), token("doctor" + i, "doctor")));
    }
    for (int i = 0; i < BYSTANDERS; i++) {
      watchers.add(clients.open(survivor(i).port(), token("bystander" + i, "patient")));
    }
    JarProcess victim = scene.node(2);
    IntStream.range(0, USERS)
        .parallel()
        .forEach(
            i ->
                clients.open(
                    victim.port(),
                    i < DOCTORS
                        ? token("gone" + i, "doctor")
                        : token("patient" + (i - DOCTORS), "patient")));
    await().atMost(PATIENCE).until(() -> connected() == WATCHERS + USERS);
    return watchers;
  }

  /** What a user may know of a doctor and a patient who went. */
  private List<String> seen(String asker) {
    JsonObject answer =
        scene.node(1).get("/api/presence?user_id=gone0&user_id=patient0", token(asker, "any"));
    return answer.getJsonArray("users").stream()
        .map(JsonObject.class::cast)
        .map(user -> user.getInteger("online") + (user.getLong("since") == null ? " -" : " +"))
        .toList();
  }

  private static long offline(List<CountingClients.Client> watchers) {
    return watchers.stream().mapToLong(CountingClients.Client::offline).sum();
  }

  private int connected() {
    return scene
        .node(0)
        .ask("/admin/v1/cluster")
        .getJsonObject("totals")
        .getInteger("connections", -1);
  }

  private static long cpuMs(JarProcess node) {
    return ProcessHandle.of(node.pid())
        .flatMap(process -> process.info().totalCpuDuration())
        .orElse(Duration.ZERO)
        .toMillis();
  }

  private static long peakMib(JarProcess node) {
    try {
      return Files.readAllLines(Path.of("/proc/" + node.pid() + "/status")).stream()
          .filter(line -> line.startsWith("VmHWM"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
