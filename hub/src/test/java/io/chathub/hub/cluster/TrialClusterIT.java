package io.chathub.hub.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chathub.hub.scene.TrialProcess;
import io.chathub.scene.TestClient;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./chathub cluster 2}, as people start it. */
class TrialClusterIT {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Pattern PAGE = Pattern.compile("(http://\\S+)/\\?token=([A-Za-z0-9_-]+)");

  @TempDir Path dir;

  @Test
  void aKilledNodeIsSurvivedAtTheSameAddress() throws Exception {
    Vertx vertx = Vertx.vertx();
    try (TrialProcess trial = TrialProcess.start(dir, 2)) {
      await().atMost(PATIENCE).until(() -> trial.output().contains("Ctrl-C") || !trial.isAlive());
      List<MatchResult> pages = PAGE.matcher(trial.output()).results().toList();
      assertThat(pages).as(trial.output()).hasSize(2);
      List<ProcessHandle> children = trial.children();
      assertThat(children).hasSize(3);
      String address = pages.get(0).group(1);
      assertThat(pages.get(1).group(1)).isEqualTo(address);
      int port = URI.create(address).getPort();
      assertASecondOneIsRefused(port);

      // By turns, so one of them is on the node that is killed.
      List<TestClient> open = new ArrayList<>();
      AtomicInteger closed = new AtomicInteger();
      for (MatchResult page : pages) {
        TestClient client = TestClient.ready(vertx, port, page.group(2));
        client.whenClosed(closed::incrementAndGet);
        open.add(client);
      }
      ProcessHandle node = ProcessHandle.of(processOfNode(1, trial.output())).orElseThrow();
      assertThat(node.destroyForcibly()).isTrue();
      await().atMost(PATIENCE).until(() -> closed.get() == 1);
      await().atMost(PATIENCE).until(() -> trial.output().contains("node 1 has ended"));

      for (MatchResult page : pages) {
        assertThat(chatsOf(page)).contains("\"usif\":\"demo-1\"");
        try (TestClient again = TestClient.ready(vertx, port, page.group(2))) {
          again.act("push", "usif", "demo-1", "content", "still here");
          assertThat(again.next("pushback").getInteger("errcode")).isZero();
        }
      }
      open.forEach(TestClient::close);
      assertThat(trial.terminate()).isZero();
      assertThat(children).noneMatch(ProcessHandle::isAlive);
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
  }

  private void assertASecondOneIsRefused(int port) throws Exception {
    try (TrialProcess second = TrialProcess.start(dir, 2, port)) {
      assertThat(second.exitCode()).isEqualTo(1);
      assertThat(second.output())
          .contains("port " + port, "--port PORT", "is in use by another cluster", "--data DIR")
          .doesNotContain("Exception");
    }
  }

  private static long processOfNode(int number, String output) {
    Matcher line = Pattern.compile("node " + number + "  process ([0-9]+)").matcher(output);
    assertThat(line.find()).as(output).isTrue();
    return Long.parseLong(line.group(1));
  }

  @Test
  void nothingIsLeftAfterASecondSignal() throws Exception {
    try (TrialProcess trial = TrialProcess.start(dir, 1)) {
      await().atMost(PATIENCE).until(() -> trial.output().contains("Ctrl-C") || !trial.isAlive());
      List<ProcessHandle> children = trial.children();
      assertThat(children).as(trial.output()).hasSize(2);
      trial.pauseChildren();

      assertThat(trial.terminateTwice()).isEqualTo(1);
      await().atMost(PATIENCE).until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    }
  }

  private static String chatsOf(MatchResult page) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(page.group(1) + "/api/chats"))
            .header("Authorization", "Bearer " + page.group(2))
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
  }
}
