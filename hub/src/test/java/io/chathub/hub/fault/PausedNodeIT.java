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
 * A node stops for longer than it takes to be held for dead, and goes on as if nothing had been;
 * its clients held on to their connections.
 */
class PausedNodeIT {

  private static final Pace STEADY = new Pace(1, Duration.ofMillis(20));
  private static final int SOME = 20;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  private final Report report = new Report("node paused");

  @Test
  void whenItGoesOnNobodyIsAGhostOrInvisible() {
    try (FaultScene scene = new FaultScene(directory, "cluster.failure-timeout=4s")) {
      scene.start(3);
      scene.talk(12, STEADY);
      FaultScene.awaitMore(scene.users(), SOME);
      ClusterNode paused = scene.node(1);
      List<ChatUser> held = scene.usersAt(paused);
      List<ChatUser> others = new ArrayList<>(scene.users());
      others.removeAll(held);
      others.forEach(user -> user.diary().measureGapFromNow(System.nanoTime()));
      held.forEach(ChatUser::holdOn);
      PresenceWatch watch = new PresenceWatch();

      paused.pause();
      List<ClusterNode> rest = new ArrayList<>(scene.nodes());
      rest.remove(paused);
      FaultScene.awaitMembers(rest);
      report.detection(rest, watch.begin());
      report.say(
          "its users announced offline after %d ms",
          Report.millis(watch.awaitOffline(others, held)));
      FaultScene.awaitMore(others, SOME);
      report.longestGap("users of other nodes", others);

      long resumed = System.nanoTime();
      paused.resume();
      FaultScene.awaitMembers(scene.nodes());
      report.say("a member again after %d ms", Report.millis(System.nanoTime() - resumed));
      scene.awaitTruth();
      report.say("presence true after %d ms", Report.millis(System.nanoTime() - resumed));
      await().atMost(FaultScene.PATIENCE).until(() -> paused.api().isReady());
      assertThat(paused.isAlive()).isTrue();

      FaultScene.awaitMore(scene.users(), SOME);
      FaultScene.awaitLive(scene.users(), SOME);
      assertThat(others).allSatisfy(user -> assertThat(user.diary().closes()).isEmpty());
      scene.awaitTruth();

      report.verdict(scene.verify(), scene.users());
    }
  }
}
