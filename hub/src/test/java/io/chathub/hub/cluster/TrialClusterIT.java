package io.chathub.hub.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chathub.hub.scene.TrialProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./chathub cluster 2}, as people start it. */
class TrialClusterIT {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Pattern PAGE = Pattern.compile("(http://\\S+)/\\?token=([A-Za-z0-9_-]+)");

  @TempDir Path dir;

  @Test
  void twoNodesShareAChatUntilSigterm() throws Exception {
    try (TrialProcess trial = TrialProcess.start(dir, 2)) {
      await().atMost(PATIENCE).until(() -> trial.output().contains("Ctrl-C") || !trial.isAlive());
      List<MatchResult> pages = PAGE.matcher(trial.output()).results().toList();

      assertThat(pages).as(trial.output()).hasSize(2);
      assertThat(pages.get(0).group(1)).isNotEqualTo(pages.get(1).group(1));
      for (MatchResult page : pages) {
        assertThat(chatsOf(page)).contains("\"usif\":\"demo-1\"");
      }
      List<ProcessHandle> children = trial.children();
      assertThat(children).hasSize(3);

      assertThat(trial.terminate()).isZero();
      assertThat(children).noneMatch(ProcessHandle::isAlive);
    }
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
