package io.chathub.hub.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.chathub.hub.fault.client.ChatUser;
import io.chathub.hub.fault.client.Pace;
import io.chathub.hub.fault.machine.ClusterNode;
import io.chathub.hub.fault.machine.Netns;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The network between the nodes splits, with clients on both sides and Redis within reach of both;
 * then it heals. Needs network namespaces; CI refuses a build that left it out.
 */
class SplitIT {

  private static final Pace STEADY = new Pace(1, Duration.ofMillis(20));
  private static final int SOME = 20;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  private final Report report = new Report("network split");

  @Test
  void whenItHealsAllAreOneHubAgain() {
    assumeThat(Netns.missing()).as("network namespaces").isEmpty();
    try (Netns net = Netns.of(3);
        FaultScene scene =
            new FaultScene(
                directory,
                net.places(),
                net.redis(directory.resolve("redis")),
                "cluster.failure-timeout=4s")) {
      scene.start(3);
      scene.talk(12, STEADY);
      FaultScene.awaitMore(scene.users(), SOME);
      List<ClusterNode> here = List.of(scene.node(0), scene.node(1));
      ClusterNode there = scene.node(2);
      List<ChatUser> thereUsers = scene.usersAt(there);
      List<ChatUser> hereUsers = new ArrayList<>(scene.users());
      hereUsers.removeAll(thereUsers);
      PresenceWatch watch = new PresenceWatch();

      net.split(Set.of(2));
      FaultScene.awaitMembers(here);
      FaultScene.awaitMembers(List.of(there));
      report.detection(scene.nodes(), watch.begin());
      report.say(
          "each side announced the other's users offline after %d and %d ms",
          Report.millis(watch.awaitOffline(hereUsers, thereUsers)),
          Report.millis(watch.awaitOffline(thereUsers, hereUsers)));
      FaultScene.awaitMore(scene.users(), SOME);

      long healed = System.nanoTime();
      net.heal();
      FaultScene.awaitMembers(scene.nodes());
      report.say("one cluster again after %d ms", Report.millis(System.nanoTime() - healed));
      scene.awaitTruth();
      report.say("presence true after %d ms", Report.millis(System.nanoTime() - healed));

      assertThat(scene.nodesAlive()).hasSize(3);
      for (ClusterNode node : scene.nodes()) {
        await().atMost(FaultScene.PATIENCE).until(() -> node.api().isReady());
      }
      FaultScene.awaitMore(scene.users(), SOME);
      FaultScene.awaitLive(scene.users(), SOME);
      scene.awaitTruth();

      report.verdict(scene.verify(), scene.users());
    }
  }
}
