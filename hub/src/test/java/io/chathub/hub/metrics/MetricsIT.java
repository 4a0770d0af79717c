package io.chathub.hub.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.chathub.hub.scene.ClusterScene;
import io.chathub.hub.scene.JarProcess;
import io.chathub.scene.TestClient;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What nodes answer for Prometheus when something has happened: one on the embedded database, and
 * one of a cluster on Redis. With {@code promtool} on the PATH that judges, too.
 */
class MetricsIT {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String SHORTEST = "1.0E-4";
  private static final String LONGEST = "10.0";

  @TempDir static Path dir;
  private static Map<String, String> texts; // by kind of node
  private static Scrape all;

  @BeforeAll
  static void scrape() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      texts = Map.of("alone", alone(vertx), "cluster", ofCluster(vertx));
      all = Scrape.of(texts.values().stream());
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
  }

  private static String alone(Vertx vertx) throws Exception {
    Path data = Files.createDirectory(dir.resolve("alone"));
    try (JarProcess node = new JarProcess(data, "-Xmx160m")) {
      node.start();
      return afterTalk(vertx, node, node);
    }
  }

  private static String ofCluster(Vertx vertx) throws Exception {
    Path data = Files.createDirectory(dir.resolve("cluster"));
    try (ClusterScene scene = ClusterScene.start(data, 2)) {
      return afterTalk(vertx, scene.node(0), scene.node(1));
    }
  }

  /** Of the one, when its user has said something to the other's. */
  private static String afterTalk(Vertx vertx, JarProcess one, JarProcess other) {
    one.chat("c1", "doc", "pat");
    try (TestClient doc = TestClient.ready(vertx, one.port(), one.token("doc", "doctor"));
        TestClient pat = TestClient.ready(vertx, other.port(), one.token("pat", "patient"))) {
      doc.act("push", "usif", "c1", "content", "good morning", "cid", "1");
      assertThat(doc.next("pushback").getInteger("errcode")).isZero();
      String id = pat.next("push").getJsonObject("data").getString("id");
      pat.act("read", "usif", "c1", "id", id);
      assertThat(doc.next("read").getJsonObject("data").getString("usif")).isEqualTo("c1");
    }
    // Those of the process are the last.
    await("all metrics")
        .atMost(PATIENCE)
        .until(() -> one.metrics(), text -> text.contains("\nprocess_files_open_files "));
    return one.metrics();
  }

  @Test
  void promtoolFindsNothing() throws Exception {
    Promtool promtool = promtool();

    for (Map.Entry<String, String> text : texts.entrySet()) {
      Path file = Files.writeString(dir.resolve(text.getKey() + ".txt"), text.getValue());
      Promtool.Verdict verdict = promtool.checkMetrics(file);
      assertThat(verdict.output()).as(text.getKey()).isBlank();
      assertThat(verdict.exitCode()).isZero();
    }
  }

  @Test
  void eachHasAHelpText() {
    assertThat(all.helps().keySet()).isEqualTo(all.types().keySet());
    assertThat(all.helps())
        .allSatisfy((name, help) -> assertThat(help.strip()).as(name).isNotEmpty());
  }

  @Test
  void latenciesAreHistogramsFrom100MicrosecondsTo10Seconds() {
    assertThat(all.types())
        .containsEntry("chathub_push_stored_seconds", "histogram")
        .containsEntry("chathub_push_acknowledged_seconds", "histogram")
        .containsEntry("chathub_sign_in_seconds", "histogram")
        .containsEntry("chathub_store_commit_seconds", "histogram")
        .containsEntry("chathub_redis_commands_seconds", "histogram")
        .containsEntry("chathub_delivery_roundtrip_seconds", "histogram")
        .containsEntry("chathub_event_loop_lag_seconds", "histogram");
    all.types()
        .forEach(
            (name, type) -> {
              if (name.endsWith("_seconds")) {
                assertThat(type).as(name).isNotEqualTo("summary");
              }
              if (type.equals("histogram")) {
                assertThat(all.named(name + "_bucket"))
                    .as(name)
                    .extracting(sample -> sample.labels().get("le"))
                    .startsWith(SHORTEST)
                    .contains(LONGEST, "+Inf");
              }
            });
  }

  @Test
  void eachThatTheDocumentsNameIsThere() throws Exception {
    DocumentedMetrics documents = DocumentedMetrics.read();

    assertThat(documents.names()).hasSizeGreaterThan(10);
    assertThat(all.names()).containsAll(documents.names());
  }

  @Test
  void eachDocumentedAlertAsksForWhatIsThere() throws Exception {
    List<String> alerts = DocumentedMetrics.read().alerts();

    assertThat(alerts).hasSizeGreaterThan(10);
    for (String alert : alerts) {
      for (DocumentedMetrics.Selector selector : DocumentedMetrics.selectors(alert)) {
        assertThat(all.samples()).as(alert).anyMatch(selector::selects);
      }
    }
  }

  @Test
  void eachDocumentedAlertIsARule() throws Exception {
    Promtool promtool = promtool();
    StringBuilder rules = new StringBuilder("groups:\n- name: documented\n  rules:\n");
    List<String> alerts = DocumentedMetrics.read().alerts();
    assertThat(alerts).isNotEmpty();
    for (String alert : alerts) {
      rules.append("  - alert: A").append(alerts.indexOf(alert));
      rules.append("\n    expr: '").append(alert.replace("'", "''")).append("'\n");
    }

    Promtool.Verdict verdict =
        promtool.checkRules(Files.writeString(dir.resolve("rules.yaml"), rules));

    assertThat(verdict.exitCode()).as(verdict.output()).isZero();
  }

  private static Promtool promtool() {
    Optional<Promtool> promtool = Promtool.find();
    assumeTrue(promtool.isPresent(), "no promtool on the PATH: it does not judge the metrics");
    return promtool.get();
  }
}
