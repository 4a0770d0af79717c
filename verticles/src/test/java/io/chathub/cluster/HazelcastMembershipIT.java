package io.chathub.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.HazelcastInstance;
import io.chathub.bus.Membership;
import io.chathub.bus.NodeId;
import io.chathub.scene.FreePort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which members of a cluster are nodes of the hub. */
class HazelcastMembershipIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String cluster = "membership-" + UUID.randomUUID();
  private final List<Integer> ports = FreePort.next(4);
  private final List<HazelcastInstance> members = new ArrayList<>();

  @AfterEach
  void stop() {
    members.forEach(member -> member.getLifecycleService().terminate());
  }

  private HazelcastMembership node(String name) {
    NodeId node = new NodeId(name);
    members.add(HazelcastMember.start(cluster, ports, members.size(), node));
    return new HazelcastMembership(members.get(members.size() - 1), node);
  }

  @Test
  void nodesAreToldOfOneAnotherAndServicesAreNone() {
    members.add(HazelcastMember.startService(cluster, ports, 0));
    try (HazelcastMembership first = node("first")) {
      List<String> told = new CopyOnWriteArrayList<>();
      first.listen(
          new Membership.Listener() {
            @Override
            public void joined(NodeId node) {
              told.add("joined " + node + ' ' + first.others());
            }

            @Override
            public void left(NodeId node) {
              told.add("left " + node + ' ' + first.others());
            }
          });
      assertThat(first.isOldest()).isTrue();
      assertThat(first.others()).isEmpty();

      try (HazelcastMembership second = node("second")) {
        await().atMost(PATIENCE).until(() -> told.contains("joined second [second]"));
        assertThat(second.others()).containsExactly(first.self());
        assertThat(second.isOldest()).isFalse();
        members.add(HazelcastMember.startService(cluster, ports, members.size()));

        members.get(1).getLifecycleService().terminate();
        await().atMost(PATIENCE).until(second::isOldest);
        await().atMost(PATIENCE).until(() -> second.others().isEmpty());
        assertThat(told).containsExactly("joined second [second]");
      }
    }
  }

  @Test
  void aNodeThatDiedIsToldToHaveLeft() {
    try (HazelcastMembership first = node("first");
        HazelcastMembership second = node("second")) {
      List<NodeId> left = new CopyOnWriteArrayList<>();
      first.listen(
          new Membership.Listener() {
            @Override
            public void left(NodeId node) {
              left.add(node);
            }
          });
      members.get(1).getLifecycleService().terminate();

      await().atMost(PATIENCE).until(() -> left.contains(second.self()));
      assertThat(first.others()).isEmpty();
    }
  }
}
