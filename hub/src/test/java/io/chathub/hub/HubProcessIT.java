package io.chathub.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class HubProcessIT {

  private static final String[] FREE_PORTS = {"--set", "http.port=0", "--set", "internal.port=0"};
  private static final Pattern PAGE = Pattern.compile("(http://\\S+)/\\?token=([A-Za-z0-9_-]+)");

  /** More than a drain of nobody has time for. */
  private static final int HANG_UPS_MAX = 10_000;

  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir Path dir;

  @Test
  void servesUntilSigterm() throws Exception {
    try (HubProcess hub = start("serve")) {
      String internal = hub.internalAddress();

      assertThat(get(internal + "/health/ready").statusCode()).isEqualTo(200);
      assertThat(get(internal + "/metrics").body()).contains("chathub_connections");
      hub.terminate();

      assertThat(hub.exitCode()).isZero();
      assertThat(hub.err()).contains("draining over").contains("stopped");
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void drainsWhenItsTerminalGoesHoweverOftenThatIsSaid() throws Exception {
    assumeFalse(isHangUpIgnored(), "these tests run under nohup, and so would the hub");
    try (HubProcess hub = start("serve")) {
      assertThat(hub.internalAddress()).isNotEmpty();
      int said = 0;
      while (said < HANG_UPS_MAX && hub.hangUp()) {
        said++;
      }

      assertThat(said).isBetween(2, HANG_UPS_MAX - 1);
      assertThat(hub.exitCode()).isZero();
      assertThat(hub.err())
          .contains("draining over")
          .contains("stopped")
          .doesNotContain("second signal");
    }
  }

  /** As a process inherits it. */
  private static boolean isHangUpIgnored() throws IOException {
    Path status = Path.of("/proc/self/status");
    return Files.exists(status)
        && Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 1) == 1);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void outlivesItsTerminalUnderNohup() throws Exception {
    String[] arguments = {"serve", "--set", "http.port=0", "--set", "internal.port=0"};
    try (HubProcess hub = HubProcess.startUnder(List.of("nohup"), dir, Map.of(), arguments)) {
      String internal = hub.internalAddress();
      assertThat(hub.hangUp()).isTrue();

      assertThat(get(internal + "/health/ready").statusCode()).isEqualTo(200);
      hub.terminate();
      assertThat(hub.exitCode()).isZero();
      // Only of one signal.
      assertThat(hub.err()).contains("draining over").doesNotContain("second signal");
    }
  }

  @Test
  void drainsAndExitsWhenAnOperatorSaysSo() throws Exception {
    try (HubProcess hub = start("serve")) {
      HttpResponse<String> answer = post(hub.internalAddress() + "/admin/v1/drain", "");

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(hub.exitCode()).isZero();
    }
  }

  @Test
  void demoPrintsTwoPagesThatSignIn() throws Exception {
    try (HubProcess hub = start("demo")) {
      String internal = hub.internalAddress();
      await().atMost(Duration.ofSeconds(30)).until(() -> pages(hub).size() == 2);

      MatchResult doctor = pages(hub).get(0);
      HttpRequest chats =
          HttpRequest.newBuilder(URI.create(doctor.group(1) + "/api/chats"))
              .header("Authorization", "Bearer " + doctor.group(2))
              .build();
      HttpResponse<String> answer = client.send(chats, BodyHandlers.ofString());

      assertThat(hub.out()).contains("Dr. Lin (doctor)").contains("Wang Wei (patient)");
      assertThat(answer.body()).contains("\"usif\":\"demo-1\"").contains("\"1001\"");
      assertThat(hub.out()).contains("Process " + hub.pid() + ". Ctrl-C ends it");
      assertThat(hub.err()).doesNotContain(doctor.group(2));
      assertThat(dir.resolve("data-demo")).isNotEmptyDirectory();
      assertThat(get(internal + "/admin/v1/users/dr-lin").body()).contains("\"online\":0");
    }
  }

  @Test
  void backsUpWhileItRuns() {
    try (HubProcess hub = start("serve")) {
      String port = hub.internalAddress().replaceAll(".*:", "");
      String[] backup = {"backup", "copy", "--set", "internal.port=" + port};

      try (HubProcess first = HubProcess.start(dir, Map.of(), backup)) {
        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.out()).startsWith("backed up to ");
        assertThat(dir.resolve("copy")).isNotEmptyDirectory();
      }
      try (HubProcess second = HubProcess.start(dir, Map.of(), backup)) {
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.err()).contains("exists already");
      }
    }
  }

  @Test
  void aSecondNodeOnTheDirectoryIsRefused() {
    try (HubProcess first = start("serve")) {
      assertThat(first.internalAddress()).isNotEmpty();

      try (HubProcess second = start("serve")) {
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.err()).contains("is in use by another process");
      }
    }
  }

  @Test
  void eachLineOfTheLogIsAnObjectWhereThatIsSet() throws Exception {
    String[] arguments = {
      "serve", "--set", "log.format=json", "--set", "http.port=0", "--set", "internal.port=0"
    };
    try (HubProcess hub = HubProcess.start(dir, Map.of(), arguments)) {
      assertThat(hub.internalAddress()).isNotEmpty();
      hub.terminate();
      assertThat(hub.exitCode()).isZero();

      List<JsonNode> lines = new ArrayList<>();
      // Java itself warns in its own way.
      for (String line : hub.err().lines().filter(some -> !some.startsWith("WARNING:")).toList()) {
        lines.add(new ObjectMapper().readTree(line));
      }
      assertThat(lines)
          .allSatisfy(
              line -> {
                assertThat(line.fieldNames())
                    .toIterable()
                    .containsExactly("time", "level", "logger", "thread", "message");
                assertThat(Instant.parse(line.path("time").textValue())).isAfter(Instant.EPOCH);
              });
      assertThat(lines)
          .extracting(line -> line.path("message").textValue())
          .anyMatch(message -> message.startsWith("ready in"))
          .contains("stopped");
    }
  }

  @Test
  void aMistakeInTheEnvironmentEndsItBeforeAnythingIsMade() throws IOException {
    Map<String, String> environment =
        Map.of("CHATHUB_HTTP_PORT", "many", "CHATHUB_INTERNAL_KEYS", "se same");
    try (HubProcess hub = HubProcess.start(dir, environment, "serve")) {
      assertThat(hub.exitCode()).isEqualTo(2);
      assertThat(hub.err())
          .contains("http.port = many (environment CHATHUB_HTTP_PORT): must be 0..65535")
          .contains("internal.keys = *** (environment CHATHUB_INTERNAL_KEYS)")
          .doesNotContain("se same");
      assertThat(dir.resolve("data")).doesNotExist();
      try (var files = Files.list(dir)) {
        assertThat(files.filter(Files::isDirectory)).isEmpty();
      }
    }
  }

  private HubProcess start(String command) {
    String[] arguments = new String[FREE_PORTS.length + 1];
    arguments[0] = command;
    System.arraycopy(FREE_PORTS, 0, arguments, 1, FREE_PORTS.length);
    return HubProcess.start(dir, Map.of(), arguments);
  }

  private static List<MatchResult> pages(HubProcess hub) {
    return PAGE.matcher(hub.out()).results().toList();
  }

  private HttpResponse<String> get(String address) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String address, String body)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(address)).POST(BodyPublishers.ofString(body)).build(),
        BodyHandlers.ofString());
  }
}
