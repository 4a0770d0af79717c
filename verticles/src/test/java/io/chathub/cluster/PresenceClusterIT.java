package io.chathub.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.HazelcastInstance;
import io.chathub.bus.NodeId;
import io.chathub.scene.FreePort;
import io.chathub.scene.TestNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Presence when nodes come, die, and are cut off. Members are in this JVM, each with its node. */
class PresenceClusterIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration GRACE = Duration.ofSeconds(3);

  private final List<PresenceNode> nodes = new ArrayList<>();

  @AfterEach
  void stop() {
    nodes.forEach(PresenceNode::close);
  }

  private void start(int count, Duration grace) {
    String cluster = "presence-" + UUID.randomUUID();
    List<Integer> ports = FreePort.next(count);
    for (int i = 0; i < count; i++) {
      HazelcastInstance member = HazelcastMember.start(cluster, ports, i, new NodeId("n" + i));
      nodes.add(new PresenceNode(nodes, "n" + i, member, grace, 3));
    }
    for (PresenceNode node : nodes) {
      await().atMost(PATIENCE).until(() -> node.membership.others().size() == count - 1);
      await().atMost(PATIENCE).until(node.hazelcast.getPartitionService()::isClusterSafe);
    }
  }

  private PresenceNode node(int index) {
    return nodes.get(index);
  }

  private static void kill(List<PresenceNode> killed) {
    CompletableFuture.allOf(
            killed.stream()
                .map(node -> CompletableFuture.runAsync(node::kill))
                .toArray(CompletableFuture[]::new))
        .join();
  }

  @Test
  void usersOfAKilledNodeGoAfterTheGraceButNotWhoCameBack() {
    start(3, GRACE);
    assertThat(nodes.stream().map(node -> node.membership.isOldest()))
        .containsExactly(true, false, false);
    TestNode.await(node(2).arrive("ann"));
    TestNode.await(node(2).arrive("bob"));
    TestNode.await(node(2).arrive("eve"));
    TestNode.await(node(1).arrive("eve"));
    TestNode.await(node(1).arrive("joe"));
    assertThat(node(0).locate("eve")).containsExactlyInAnyOrder(node(1).id, node(2).id);

    node(2).kill();
    TestNode.await(node(0).arrive("bob"));

    await().atMost(PATIENCE).until(() -> node(1).heard.contains("offline ann"));
    assertThat(node(0).locate("ann")).isEmpty();
    assertThat(node(1).locate("bob")).containsExactly(node(0).id);
    assertThat(node(0).locate("eve")).containsExactly(node(1).id);
    TestNode.await(node(0).arrive("ann"));
    node(1).leave("joe", 0);
    await().atMost(PATIENCE).until(() -> node(0).heard.contains("offline joe"));
    assertThat(node(0).heard)
        .filteredOn(said -> !said.equals("online joe"))
        .containsExactly(
            "online ann", "online bob", "online eve", "offline ann", "online ann", "offline joe");
  }

  @Test
  void usersOfTwoNodesKilledAtOnceGoOnceEachAndTimersAreTakenOver() {
    start(4, GRACE);
    TestNode.await(node(0).arrive("ann"));
    TestNode.await(node(3).arrive("bob"));
    TestNode.await(node(1).arrive("eve"));
    TestNode.await(node(0).arrive("joe"));
    node(0).leave("joe", 2_000);
    await().atMost(PATIENCE).until(() -> node(1).locate("joe").isEmpty());

    kill(List.of(node(0), node(3)));

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(node(2).heard).contains("offline ann", "offline bob", "offline joe"));
    assertThat(node(1).membership.isOldest()).isTrue();
    assertThat(node(2).heard).doesNotContain("offline eve").doesNotHaveDuplicates();
    assertThat(node(2).locate("eve")).containsExactly(node(1).id);
  }

  @Test
  void whatWasLostWithMostOfTheNodesIsRegisteredAnew() {
    start(4, GRACE);
    List<String> users = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      users.add("u" + i);
      TestNode.await(node(0).arrive("u" + i));
    }

    kill(List.of(node(1), node(2), node(3)));

    await().atMost(PATIENCE).until(() -> node(0).membership.others().isEmpty());
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(users)
                    .allSatisfy(
                        user -> assertThat(node(0).locate(user)).containsExactly(node(0).id)));
    assertThat(node(0).heard).doesNotHaveDuplicates();
  }

  @Test
  void aNodeThatWasCutOffIsBackWithItsUsersAndHearsOfTheOthers() {
    start(3, Duration.ofMillis(300));
    TestNode.await(node(0).arrive("ann"));
    TestNode.await(node(2).arrive("cy"));
    TestNode.await(node(2).arrive("both"));
    TestNode.await(node(1).arrive("both"));

    node(2).cutFrom(node(0));
    node(2).cutFrom(node(1));

    await().atMost(PATIENCE).until(() -> node(2).heard.contains("offline ann"));
    await().atMost(PATIENCE).until(() -> node(0).heard.contains("offline cy"));
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              node(2).lookForOthers();
              return node(2).membership.others().size() == 2;
            });
    await().atMost(PATIENCE).until(() -> last(node(0), "cy").equals("online cy"));
    await().atMost(PATIENCE).until(() -> last(node(2), "ann").equals("online ann"));
    for (PresenceNode asker : nodes) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                assertThat(asker.locate("ann")).containsExactly(node(0).id);
                assertThat(asker.locate("cy")).containsExactly(node(2).id);
                assertThat(asker.locate("both")).containsExactlyInAnyOrder(node(1).id, node(2).id);
              });
    }
    assertThat(node(1).heard).doesNotContain("offline ann", "offline both");
  }

  private static String last(PresenceNode node, String user) {
    return node.heard.stream()
        .filter(said -> said.endsWith(' ' + user))
        .reduce("", (before, said) -> said);
  }
}
