package io.chathub.hub.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chathub.hub.fault.client.ChatUser;
import io.chathub.hub.fault.client.Pace;
import io.chathub.hub.fault.client.Refused;
import io.chathub.hub.fault.machine.ClusterNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Redis is killed under load, and started again: nothing that was acknowledged is lost. */
class RedisFaultIT {

  private static final Pace STEADY = new Pace(2, Duration.ofMillis(10));
  private static final int SOME = 30;
  private static final int UNREACHABLE = 50300;
  private static final int TIMED_OUT = 50400;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  private final Report report = new Report("Redis killed");

  @Test
  void pushesAreRefusedAndConnectionsStayUntilItIsBack() {
    try (FaultScene scene = new FaultScene(directory)) {
      scene.start(2);
      scene.talk(8, STEADY);
      List<ChatUser> users = List.copyOf(scene.users());
      ChatUser late = scene.addUser("late", "patient", Pace.SILENT, 0);
      await().atMost(FaultScene.PATIENCE).until(late::isConnected);
      late.leave();
      FaultScene.awaitMore(users, SOME);
      long killed = System.nanoTime();

      scene.redis().kill();
      for (ChatUser user : users) {
        await().atMost(FaultScene.PATIENCE).until(() -> !user.diary().refusedPushes().isEmpty());
      }
      report.say(
          "everybody refused after at most %d ms", Report.millis(System.nanoTime() - killed));
      for (ClusterNode node : scene.nodes()) {
        await().atMost(FaultScene.PATIENCE).until(() -> !node.api().isReady());
      }
      late.comeBack();
      await().atMost(FaultScene.PATIENCE).until(() -> !late.diary().refusedSignIns().isEmpty());

      long back = System.nanoTime();
      scene.redis().restart();
      for (ClusterNode node : scene.nodes()) {
        await().atMost(FaultScene.PATIENCE).until(() -> node.api().isReady());
      }
      report.say("ready again after at most %d ms", Report.millis(System.nanoTime() - back));
      await().atMost(FaultScene.PATIENCE).until(late::isConnected);
      FaultScene.awaitMore(users, SOME);
      FaultScene.awaitLive(users, SOME);

      assertThat(users)
          .allSatisfy(user -> assertThat(user.diary().closes()).isEmpty())
          .allSatisfy(user -> assertThat(user.diary().resets()).isZero())
          .allSatisfy(user -> verifyRefusals(user.diary().refusedPushes()));
      verifyRefusals(late.diary().refusedSignIns());
      assertThat(scene.nodesAlive()).hasSize(2);
      scene.awaitTruth();
      report.longestGap("anybody", users);

      report.verdict(scene.verify(), scene.users());
    }
  }

  private static void verifyRefusals(List<Refused> refusals) {
    assertThat(refusals)
        .allSatisfy(
            refused -> {
              assertThat(refused.errcode()).isIn(UNREACHABLE, TIMED_OUT);
              assertThat(refused.isRetryable()).isTrue();
            });
  }
}
