package io.chathub.hub.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.hub.fault.client.ChatUser;
import io.chathub.hub.fault.client.Pace;
import io.chathub.hub.fault.machine.ClusterNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two of four nodes are killed at once, the oldest among them: what it alone did is done by
 * another, and what the two kept for one another is known again.
 */
class TwoKilledIT {

  private static final Pace STEADY = new Pace(1, Duration.ofMillis(20));
  private static final int SOME = 20;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  private final Report report = new Report("two of four killed");

  @Test
  void presenceAndDeliveryGoOnWithoutTheTwo() {
    try (FaultScene scene = new FaultScene(directory)) {
      scene.start(4);
      scene.talk(12, STEADY);
      FaultScene.awaitMore(scene.users(), SOME);
      List<ClusterNode> victims = List.of(scene.node(0), scene.node(2));
      List<ChatUser> gone = new ArrayList<>();
      List<ChatUser> untouched = new ArrayList<>(scene.users());
      for (ClusterNode victim : victims) {
        gone.add(scene.usersAt(victim).get(0));
        untouched.removeAll(scene.usersAt(victim));
      }
      List<ChatUser> present = new ArrayList<>(scene.users());
      present.removeAll(gone);
      gone.forEach(ChatUser::stayAwayWhenCutOff);
      untouched.forEach(user -> user.diary().measureGapFromNow(System.nanoTime()));
      PresenceWatch watch = new PresenceWatch();

      victims.forEach(ClusterNode::kill);

      victims.forEach(victim -> assertThat(victim.awaitEnd()).isNotZero());
      FaultScene.awaitMembers(scene.nodesAlive());
      report.detection(scene.nodesAlive(), watch.begin());
      FaultScene.awaitMore(present, SOME);
      report.say(
          "announced offline to all after %d ms", Report.millis(watch.awaitOffline(present, gone)));
      scene.awaitTruth();
      report.longestGap("users of other nodes", untouched);
      assertThat(untouched).allSatisfy(user -> assertThat(user.diary().closes()).isEmpty());
      watch.verifySilence(present, present);
      watch.verifyToldOnce(present, gone);

      gone.forEach(ChatUser::comeBack);
      FaultScene.awaitMore(scene.users(), SOME);
      FaultScene.awaitLive(scene.users(), SOME);
      scene.awaitTruth();

      report.verdict(scene.verify(), scene.users());
    }
  }
}
