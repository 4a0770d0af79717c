package io.chathub.hub.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
 * One of three nodes is killed under load: the others go on, who was there is somewhere else, or
 * announced offline, and a fresh node takes part.
 */
class NodeKilledIT {

  private static final Pace STEADY = new Pace(1, Duration.ofMillis(10));
  private static final int SOME = 30;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  private final Report report = new Report("one of three killed");

  @Test
  void theOthersGoOnAndItsUsersAreElsewhereOrOffline() {
    try (FaultScene scene = new FaultScene(directory)) {
      scene.start(3);
      scene.talk(12, STEADY);
      FaultScene.awaitMore(scene.users(), SOME);
      ClusterNode victim = scene.node(1);
      List<ChatUser> hit = scene.usersAt(victim);
      List<ChatUser> gone = hit.subList(0, 2);
      List<ChatUser> moved = hit.subList(2, hit.size());
      List<ChatUser> untouched = new ArrayList<>(scene.users());
      untouched.removeAll(hit);
      assertThat(moved).isNotEmpty();
      gone.forEach(ChatUser::stayAwayWhenCutOff);
      untouched.forEach(user -> user.diary().measureGapFromNow(System.nanoTime()));
      PresenceWatch watch = new PresenceWatch();

      victim.kill();
      assertThat(victim.awaitEnd()).isNotZero();

      FaultScene.awaitMembers(scene.nodesAlive());
      report.detection(scene.nodesAlive(), watch.begin());
      FaultScene.awaitMore(untouched, SOME);
      FaultScene.awaitMore(moved, SOME);
      List<ChatUser> present = new ArrayList<>(untouched);
      present.addAll(moved);
      report.say(
          "announced offline to all after %d ms", Report.millis(watch.awaitOffline(present, gone)));
      scene.awaitTruth();
      report.longestGap("users of other nodes", untouched);
      assertThat(untouched)
          .allSatisfy(user -> assertThat(user.diary().closes()).isEmpty())
          .allSatisfy(user -> assertThat(user.diary().refusedPushes()).isEmpty());
      watch.verifySilence(present, moved);
      watch.verifySilence(present, untouched);
      watch.verifyToldOnce(present, gone);

      ClusterNode fresh = scene.addNode();
      FaultScene.awaitMembers(scene.nodesAlive());
      gone.forEach(user -> comeBackAt(scene, fresh, user));
      FaultScene.awaitMore(gone, SOME);
      FaultScene.awaitLive(gone, SOME);
      FaultScene.awaitMore(present, SOME);
      scene.awaitTruth();

      report.verdict(scene.verify(), scene.users());
    }
  }

  private static void comeBackAt(FaultScene scene, ClusterNode node, ChatUser user) {
    user.goTo(node::endpoint);
    user.comeBack();
    await().atMost(FaultScene.PATIENCE).until(user::isConnected);
    assertThat(scene.usersAt(node)).contains(user);
  }
}
