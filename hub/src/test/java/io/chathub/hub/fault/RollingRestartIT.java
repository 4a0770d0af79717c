package io.chathub.hub.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.hub.fault.client.ChatUser;
import io.chathub.hub.fault.client.Close;
import io.chathub.hub.fault.client.Pace;
import io.chathub.hub.fault.machine.ClusterNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes are restarted, one after the other, while users chat: none of them is missed. */
class RollingRestartIT {

  private static final Pace STEADY = new Pace(1, Duration.ofMillis(20));
  private static final int SOME = 20;
  private static final int RESTARTS = 1012;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  private final Report report = new Report("rolling restart");

  @Test
  void nobodyIsAnnouncedOfflineAndEachNodeEndsWell() {
    try (FaultScene scene = new FaultScene(directory, "drain.period=3s")) {
      scene.start(3);
      scene.talk(12, STEADY);
      FaultScene.awaitMore(scene.users(), SOME);
      PresenceWatch watch = new PresenceWatch();

      for (int i = 0; i < 3; i++) {
        ClusterNode node = scene.node(i);
        List<ChatUser> sentAway = scene.usersAt(node);
        assertThat(sentAway).isNotEmpty();
        String run = node.endpoint().node();
        if (i == 1) {
          node.api().drain();
        } else {
          node.terminate();
        }
        assertThat(node.awaitEnd()).as("exit code of %s", node.name()).isZero();
        verifyToldWhenToComeBack(sentAway, run);
        scene.restart(node);
        FaultScene.awaitMembers(scene.nodesAlive());
        scene.awaitConnected();
        FaultScene.awaitMore(scene.users(), SOME);
      }
      scene.awaitTruth();
      report.longestGap("anybody", scene.users());
      watch.verifySilence(scene.users(), scene.users());
      assertThat(scene.users()).allSatisfy(RollingRestartIT::verifyOnlyDrained);

      report.verdict(scene.verify(), scene.users());
    }
  }

  private static void verifyOnlyDrained(ChatUser user) {
    assertThat(user.diary().closes()).extracting(Close::code).containsOnly(RESTARTS);
  }

  private void verifyToldWhenToComeBack(List<ChatUser> users, String run) {
    List<Long> slots =
        users.stream()
            .flatMap(user -> user.diary().closes().stream())
            .filter(close -> close.node().equals(run))
            .map(close -> close.retryAfterMs().orElseThrow())
            .toList();
    report.say("%s sent its users away for %s ms each", run, slots);
    assertThat(slots).hasSameSizeAs(users);
    if (slots.size() > 2) {
      assertThat(Set.copyOf(slots)).as("not all at once").hasSizeGreaterThan(1);
    }
  }
}
