package io.chathub.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hazelcast.cluster.Member;
import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import io.chathub.bus.BusNetwork;
import io.chathub.bus.NodeId;
import io.chathub.gateway.GatewayConfig;
import io.chathub.scene.FreePort;
import io.chathub.scene.SelfSigned;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are one cluster by our settings alone. */
class ClusterIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String STRAY =
      """
      <hazelcast xmlns="http://www.hazelcast.com/schema/config">
        <cluster-name>stray</cluster-name>
        <network><port>5999</port><join><multicast enabled="true"/></join></network>
      </hazelcast>
      """;

  @TempDir Path dir;
  private final String name = "test-" + UUID.randomUUID();
  private final List<Integer> ports = FreePort.next(2);
  private final List<Cluster> joined = new ArrayList<>();

  @AfterEach
  void leave() {
    joined.forEach(cluster -> cluster.leave().await());
  }

  @Test
  void twoProcessesTalkOnTheBusAndKnowTheNodesAmongThem() throws Exception {
    Cluster node = join(HazelcastSettings.ofNode(config(0), new NodeId("n1")), plain());
    Cluster service = join(HazelcastSettings.ofService(config(1)), plain());

    answer(node.vertx());
    assertThat(ask(service.vertx())).isEqualTo("pong");
    assertThat(service.hazelcast().getCluster().getMembers())
        .extracting(member -> member.getAttribute("chathub.node"))
        .containsExactlyInAnyOrder("n1", null);
    assertThat(service.hazelcast().getCluster().getLocalMember())
        .extracting(Member::isLiteMember)
        .isEqualTo(true);
    await().atMost(PATIENCE).until(() -> node.isSafe().await());
  }

  @Test
  void noStrayConfigurationIsRead() throws Exception {
    for (String file : List.of("hazelcast.xml", "cluster.xml", "hazelcast-default.xml")) {
      Files.writeString(dir.resolve(file), STRAY);
    }
    String stray = dir.resolve("cluster.xml").toString();
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader strays = new URLClassLoader(new URL[] {dir.toUri().toURL()}, before)) {
      System.setProperty("vertx.hazelcast.config", stray);
      System.setProperty("hazelcast.config", stray);
      thread.setContextClassLoader(strays);
      HazelcastInstance hazelcast =
          join(HazelcastSettings.ofNode(config(0), new NodeId("n1")), plain()).hazelcast();

      Config effective = hazelcast.getConfig();
      assertThat(effective.getClusterName()).isEqualTo(name);
      assertThat(effective.getAdvancedNetworkConfig().getJoin().getMulticastConfig().isEnabled())
          .isFalse();
      assertThat(hazelcast.getCluster().getLocalMember().getAddress().getPort())
          .isEqualTo(ports.get(0));
      assertThat(hazelcast.getPartitionService().getPartitions()).hasSize(271);
    } finally {
      thread.setContextClassLoader(before);
      System.clearProperty("vertx.hazelcast.config");
      System.clearProperty("hazelcast.config");
    }
  }

  @Test
  void aTakenPortIsSaid() throws IOException {
    try (ServerSocket taken = new ServerSocket(ports.get(0), 1, InetAddress.getLoopbackAddress())) {
      assertThat(taken.isBound()).isTrue();
      assertThatThrownBy(() -> join(HazelcastSettings.ofService(config(0)), plain()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("cannot join the cluster " + name)
          .hasMessageContaining("127.0.0.1:" + ports.get(0));
    }
  }

  @Test
  void theBusTakesOnlyWhoHasACertificate() throws Exception {
    BusNetwork tls = tls("ours");
    Cluster node = join(HazelcastSettings.ofNode(config(0), new NodeId("n1")), tls);
    Cluster stranger = join(HazelcastSettings.ofService(config(1)), tls("theirs"));

    answer(node.vertx());
    assertThatThrownBy(() -> ask(stranger.vertx())).isNotNull();
    stranger.leave().await();
    joined.remove(stranger);
    Cluster friend = join(HazelcastSettings.ofService(config(1)), tls);
    assertThat(ask(friend.vertx())).isEqualTo("pong");
  }

  @Test
  void whoIsThrownOutIsTold() {
    Cluster node = join(HazelcastSettings.ofNode(config(0), new NodeId("n1")), plain());
    List<String> told = new ArrayList<>();
    node.whenExpelled(() -> told.add("expelled"));

    node.hazelcast().getLifecycleService().terminate();

    await().atMost(PATIENCE).untilAsserted(() -> assertThat(told).containsExactly("expelled"));
    assertThat(node.isRunning()).isFalse();
  }

  private Cluster join(Config config, BusNetwork bus) {
    Cluster cluster = Cluster.join(new VertxOptions(), bus, config).await();
    joined.add(cluster);
    return cluster;
  }

  private ClusterConfig config(int number) {
    return new ClusterConfig(
        name,
        "127.0.0.1",
        ports.get(number),
        ports.stream().map(port -> "127.0.0.1:" + port).toList(),
        Optional.empty(),
        ClusterConfig.DEFAULT.failureTimeout());
  }

  private static BusNetwork plain() {
    return BusNetwork.DEFAULT;
  }

  private BusNetwork tls(String authority) throws IOException {
    GatewayConfig.Tls pair = SelfSigned.write(Files.createDirectories(dir.resolve(authority)));
    return new BusNetwork(
        "127.0.0.1", 0, Optional.of(new BusNetwork.Tls(pair.cert(), pair.key(), pair.cert())));
  }

  private static void answer(Vertx vertx) throws Exception {
    vertx
        .eventBus()
        .consumer("ping", question -> question.reply("pong"))
        .completion()
        .toCompletionStage()
        .toCompletableFuture()
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private static Object ask(Vertx vertx) {
    return vertx.eventBus().request("ping", "").await().body();
  }
}
