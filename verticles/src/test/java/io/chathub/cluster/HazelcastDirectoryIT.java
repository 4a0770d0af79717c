package io.chathub.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.HazelcastInstance;
import io.chathub.bus.ConnectionId;
import io.chathub.bus.NodeId;
import io.chathub.model.UserId;
import io.chathub.presence.Change;
import io.chathub.presence.Presence;
import io.chathub.presence.PresenceDirectory;
import io.chathub.presence.PresenceDirectoryContract;
import io.chathub.scene.FreePort;
import io.chathub.scene.TestNode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The directory on two members; each test asks one of them after the other. */
class HazelcastDirectoryIT extends PresenceDirectoryContract {

  private static final int MEMBERS = 2;

  private static final List<HazelcastInstance> MEMBERS_UP = new ArrayList<>();
  private static final List<PresenceDirectory> DIRECTORIES = new ArrayList<>();
  private static Vertx vertx;

  private final AtomicInteger turn = new AtomicInteger();

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    String cluster = "directory-" + UUID.randomUUID();
    List<Integer> ports = FreePort.next(MEMBERS);
    for (int i = 0; i < MEMBERS; i++) {
      MEMBERS_UP.add(HazelcastMember.start(cluster, ports, i, new NodeId("n" + i)));
      DIRECTORIES.add(new HazelcastDirectory(vertx, MEMBERS_UP.get(i)));
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> MEMBERS_UP.get(0).getPartitionService().isClusterSafe());
  }

  @AfterAll
  static void stop() {
    MEMBERS_UP.forEach(member -> member.getLifecycleService().terminate());
    TestNode.await(vertx.close());
  }

  @Override
  protected PresenceDirectory directory() {
    return DIRECTORIES.get(turn.getAndIncrement() % MEMBERS);
  }

  @Test
  void answersComeOnTheAskersContextInTheOrderAsked() {
    List<UserId> users = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      UserId user = new UserId("crowd-" + i + "-" + UUID.randomUUID());
      users.add(user);
      assertThat(change(user, arrival("c" + i)).cameOnline()).isTrue();
    }
    Context context = vertx.getOrCreateContext();
    Promise<Void> all = Promise.promise();
    List<Integer> answered = new ArrayList<>();
    context.runOnContext(
        go -> {
          for (int i = 0; i < 40; i++) {
            int asked = i;
            List<UserId> some = users.subList(i, i + 1 + i % 3 % (40 - i));
            Future<Map<UserId, Set<NodeId>>> found = DIRECTORIES.get(0).locate(some);
            found.onComplete(
                nodes -> {
                  assertThat(Vertx.currentContext()).isSameAs(context);
                  assertThat(nodes.result()).containsOnlyKeys(some);
                  answered.add(asked);
                  if (answered.size() == 40) {
                    all.complete();
                  }
                });
          }
        });

    TestNode.await(all.future());
    assertThat(answered).isSorted().hasSize(40);
  }

  private Change.Arrive arrival(String connection) {
    return new Change.Arrive(
        "patient",
        Optional.empty(),
        false,
        new Presence.Place(new ConnectionId(connection), north, 1, 1),
        1,
        false,
        PLACES);
  }
}
