package io.chathub.hub.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chathub.hub.fault.Oracle.Verdict;
import io.chathub.hub.fault.client.ChatUser;
import io.chathub.hub.fault.client.Latencies;
import io.chathub.hub.fault.client.Pace;
import io.chathub.hub.fault.machine.ClusterNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes and Redis are killed at random, again and again, while as much as goes is pushed: nothing
 * that was acknowledged is lost, doubled or out of place. {@code -Dchathub.fault.messages=1000000}
 * makes it a long run; {@code chathub.fault.seed} repeats the order of the kills.
 */
class ManyKillsIT {

  private static final long MESSAGES = Long.getLong("chathub.fault.messages", 10_000);
  private static final long SEED = Long.getLong("chathub.fault.seed", System.nanoTime());
  private static final int NODES = 3;
  private static final int USERS = 12;
  private static final Pace CALM = new Pace(1, Duration.ofMillis(30));
  private static final Pace EAGER = new Pace(4, Duration.ZERO);

  /** Messages acknowledged between a recovery and the next kill. */
  private static final long STEADY = Math.min(20_000, MESSAGES / 5);

  /** One in so many kills is of Redis. */
  private static final int REDIS_EVERY = 3;

  private static final int LONGEST_REDIS_PAUSE_MS = 2_000;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  private final Report report = new Report("many kills");
  private final Random random = new Random(SEED);
  private final List<Long> detections = new ArrayList<>();
  private final List<Long> ghosts = new ArrayList<>();
  private final List<ChatUser> witnesses = new ArrayList<>();
  private int nodeKills;
  private int redisKills;

  @Test
  void nothingAcknowledgedIsLostDoubledOrOutOfPlace() {
    report.say("%d messages, seed %d", MESSAGES, SEED);
    try (FaultScene scene =
        new FaultScene(directory, "store.retention.messages=" + 10 * MESSAGES)) {
      scene.start(NODES);
      scene.talk(USERS, CALM);
      List<ChatUser> talking = List.copyOf(scene.users());
      measureLatencies(scene, talking);
      for (ClusterNode node : scene.nodes()) {
        witnesses.add(scene.addWitness("witness-" + node.name(), node));
      }
      scene.awaitConnected();
      long start = System.nanoTime();

      for (int kill = 1; acknowledged(talking) < MESSAGES || kill <= REDIS_EVERY; kill++) {
        awaitSteady(talking);
        if (kill % REDIS_EVERY == 0) {
          killRedis(scene);
        } else {
          killNode(scene, random.nextInt(NODES));
        }
        report.say(
            "%d acknowledged, %d kills of nodes, %d of Redis",
            acknowledged(talking), nodeKills, redisKills);
      }
      awaitSteady(talking);
      report.say("%d kills of nodes, %d of Redis", nodeKills, redisKills);
      report.say(
          "%d acknowledged a second, recoveries included",
          acknowledged(talking) * 1_000 / Report.millis(System.nanoTime() - start));
      scene.awaitConnected();
      scene.awaitTruth();
      Verdict verdict = scene.verify();

      report.verdict(verdict, scene.users());
      report.say("the others noticed after %s", spread(detections));
      report.say("their users were announced offline after %s", spread(ghosts));
      assertThat(verdict.acknowledged()).isGreaterThanOrEqualTo(MESSAGES);
      assertThat(talking).allSatisfy(user -> assertThat(user.diary().resets()).isZero());
    }
  }

  /** Before anything is killed, at a pace that leaves the machine time. */
  private void measureLatencies(FaultScene scene, List<ChatUser> talking) {
    FaultScene.awaitMore(talking, (int) Math.min(500, STEADY / USERS));
    scene.settle();
    report.say("same node: %s", latency(talking, Latencies::sameNode));
    report.say("cross node: %s", latency(talking, Latencies::crossNode));
    talking.forEach(ChatUser::measureNoLatencies);
    talking.forEach(user -> user.pushAgain(EAGER));
  }

  private static long acknowledged(List<ChatUser> users) {
    return users.stream().mapToLong(user -> user.acknowledged().size()).sum();
  }

  private static void awaitSteady(List<ChatUser> users) {
    long goal = acknowledged(users) + STEADY;
    await().atMost(Duration.ofMinutes(5)).until(() -> acknowledged(users) >= goal);
  }

  private void killNode(FaultScene scene, int index) {
    ClusterNode victim = scene.node(index);
    ChatUser witness = witnesses.get(index);
    List<ChatUser> others = new ArrayList<>(witnesses);
    others.remove(witness);
    witness.stayAwayWhenCutOff();
    PresenceWatch watch = new PresenceWatch();

    victim.kill();
    assertThat(victim.awaitEnd()).isNotZero();
    FaultScene.awaitMembers(scene.nodesAlive());
    for (ClusterNode node : scene.nodesAlive()) {
      node.membersChangedAfter(watch.begin())
          .ifPresent(at -> detections.add(watch.begin().until(at, ChronoUnit.NANOS)));
    }
    nodeKills++;
    ghosts.add(watch.awaitOffline(others, List.of(witness)));

    scene.restart(victim);
    FaultScene.awaitMembers(scene.nodes());
    witness.comeBack();
    scene.awaitConnected();
  }

  private void killRedis(FaultScene scene) {
    scene.redis().kill();
    redisKills++;
    Duration pause = Duration.ofMillis(random.nextInt(LONGEST_REDIS_PAUSE_MS));
    await().pollDelay(pause).atMost(FaultScene.PATIENCE).until(() -> true);
    scene.redis().restart();
  }

  private static String spread(List<Long> nanos) {
    long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    return sorted.length == 0
        ? "nothing"
        : String.format(
            "%d / %d / %d ms (least, median, most of %d)",
            Report.millis(sorted[0]),
            Report.millis(sorted[sorted.length / 2]),
            Report.millis(sorted[sorted.length - 1]),
            sorted.length);
  }

  private static String latency(List<ChatUser> users, Function<Latencies, long[]> which) {
    long[] sorted =
        users.stream()
            .flatMapToLong(user -> Arrays.stream(which.apply(user.latencies())))
            .sorted()
            .toArray();
    return sorted.length == 0
        ? "nothing"
        : String.format(
            "p50 %.2f ms, p99 %.2f ms of %d deliveries",
            sorted[sorted.length / 2] / 1e6, sorted[sorted.length * 99 / 100] / 1e6, sorted.length);
  }
}
