package io.chathub.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.hazelcast.cluster.Member;
import io.chathub.bus.Bus;
import io.chathub.bus.BusNetwork;
import io.chathub.bus.NodeId;
import io.chathub.bus.ServiceAddress;
import io.chathub.bus.Topics;
import io.chathub.cluster.Cluster;
import io.chathub.cluster.ClusterConfig;
import io.chathub.cluster.HazelcastSettings;
import io.chathub.model.Chat;
import io.chathub.model.ChatId;
import io.chathub.model.ChatState;
import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.chathub.model.UserId;
import io.chathub.protocol.ApiCodec;
import io.chathub.protocol.ServiceEvent.SessionChanged;
import io.chathub.scene.FreePort;
import io.vertx.core.Future;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A service that joins a cluster, and a node of it that answers and publishes as the hub does. */
class JoinedClientIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Chat CHAT =
      new Chat(new ChatId("b1"), Optional.of("1"), ChatState.OPEN, List.of(), 5);
  private static final SessionChanged EVENT =
      new SessionChanged(SessionChanged.Change.CREATED, new UserId("ada"), 7);

  private final String name = "test-" + UUID.randomUUID();
  private final List<Integer> ports = FreePort.next(3);
  private final Deque<Cluster> nodes = new ArrayDeque<>();
  private final List<HubClient> clients = new ArrayList<>();

  @AfterEach
  void leave() {
    clients.forEach(client -> client.close().await());
    nodes.forEach(node -> node.leave().await());
  }

  /** As a node of the hub does on its bus. */
  private Bus node(int number) {
    Cluster node =
        Cluster.join(
                new VertxOptions().setEventLoopPoolSize(1),
                BusNetwork.DEFAULT,
                HazelcastSettings.ofNode(config(number), new NodeId("n" + number)))
            .await();
    nodes.addFirst(node);
    Bus bus = new Bus(node.vertx());
    bus.serve(ServiceAddress.GET_CHAT, body -> Future.succeededFuture(ApiCodec.chat(CHAT))).await();
    return bus;
  }

  private HubClient client(int number) {
    HubClient client =
        HubClient.join(
                config(number),
                BusNetwork.DEFAULT,
                ClientConfig.DEFAULT.withDeadline(Duration.ofSeconds(3)))
            .await();
    clients.add(client);
    return client;
  }

  private ClusterConfig config(int number) {
    return new ClusterConfig(
        name,
        "127.0.0.1",
        ports.get(number),
        ports.subList(0, 2).stream().map(port -> "127.0.0.1:" + port).toList(),
        Optional.empty(),
        Duration.ofSeconds(15));
  }

  /** Publishes until it is heard: routes spread with a delay. */
  private static void awaitHeard(Bus bus, Queue<SessionChanged> heard) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              bus.publish(
                  Topics.SESSION,
                  () -> ApiCodec.sessionChanged(EVENT.change(), EVENT.user(), EVENT.at()));
              return EVENT.equals(heard.peek());
            });
  }

  private static void awaitAnswered(HubClient client) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(client.getChat(CHAT.id()).await()).isEqualTo(CHAT));
  }

  @Test
  void asksAndHearsAsAMemberThatHoldsNothing() {
    Bus bus = node(0);
    HubClient client = client(2);
    Queue<SessionChanged> heard = new ConcurrentLinkedQueue<>();
    client.onSession(heard::add).await();

    assertThat(client.getChat(CHAT.id()).await()).isEqualTo(CHAT);
    awaitHeard(bus, heard);
    Member guest =
        nodes.getFirst().hazelcast().getCluster().getMembers().stream()
            .filter(member -> member.getAddress().getPort() == ports.get(2))
            .findFirst()
            .orElseThrow();
    assertThat(guest.isLiteMember()).isTrue();
    assertThat(guest.getAttribute("chathub.node")).isNull();
  }

  @Test
  void whoHasNoCodecsOfOursHearsJson() {
    Bus bus = node(0);
    Cluster stranger =
        Cluster.join(new VertxOptions(), BusNetwork.DEFAULT, HazelcastSettings.ofService(config(2)))
            .await();
    try {
      Queue<JsonObject> heard = new ConcurrentLinkedQueue<>();
      stranger
          .vertx()
          .eventBus()
          .<JsonObject>consumer(Topics.SESSION, event -> heard.add(event.body()))
          .completion()
          .await();

      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                bus.publish(
                    Topics.SESSION,
                    () -> ApiCodec.sessionChanged(EVENT.change(), EVENT.user(), EVENT.at()));
                return !heard.isEmpty();
              });
      assertThat(heard.peek())
          .isEqualTo(new JsonObject().put("event", "created").put("user_id", "ada").put("at", 7));
    } finally {
      stranger.leave().await();
    }
  }

  @Test
  void itFailsWhereNoNodeIsAndSucceedsWhenOneIs() {
    assertThatThrownBy(() -> client(2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(name);

    Bus bus = node(0);
    Queue<SessionChanged> heard = new ConcurrentLinkedQueue<>();
    HubClient client = client(2);
    client.onSession(heard::add).await();
    awaitHeard(bus, heard);
  }

  @Test
  void withoutNodesItIsRefusedInTimeAndGoesOnWhenTheyAreBack() {
    Bus unused = node(0);
    HubClient client = client(2);
    Queue<SessionChanged> heard = new ConcurrentLinkedQueue<>();
    client.onSession(heard::add).await();
    nodes.removeFirst().leave().await();

    Refusal refusal = catchThrowableOfType(Refusal.class, () -> client.getChat(CHAT.id()).await());
    assertThat(refusal.code()).isIn(ErrorCode.UNAVAILABLE, ErrorCode.TIMED_OUT);

    Bus back = node(0);
    awaitAnswered(client);
    awaitHeard(back, heard);
  }

  @Test
  void oneNodeAfterTheOtherMayRestart() {
    Bus unused = node(0);
    Bus second = node(1);
    HubClient client = client(2);
    Queue<SessionChanged> heard = new ConcurrentLinkedQueue<>();
    client.onSession(heard::add).await();
    Cluster first = nodes.removeLast();
    first.leave().await();

    awaitAnswered(client);
    awaitHeard(second, heard);
    Bus back = node(0);
    heard.clear();
    awaitHeard(back, heard);
  }
}
