package io.chathub.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.chathub.bus.NodeId;
import java.util.List;
import java.util.Map;

/** Members of a cluster on loopback, in this JVM. */
final class HazelcastMember {

  private static final Map<String, String> PROPERTIES =
      Map.ofEntries(
          Map.entry("hazelcast.phone.home.enabled", "false"),
          Map.entry("hazelcast.logging.type", "slf4j"),
          Map.entry("hazelcast.shutdownhook.enabled", "false"),
          Map.entry("hazelcast.heartbeat.interval.seconds", "1"),
          Map.entry("hazelcast.max.no.heartbeat.seconds", "10"),
          // A cut lasts until the test mends it, see PresenceNode.
          Map.entry("hazelcast.merge.first.run.delay.seconds", "86400"),
          Map.entry("hazelcast.wait.seconds.before.join", "0"),
          Map.entry("hazelcast.io.thread.count", "1"),
          Map.entry("hazelcast.event.thread.count", "2"),
          Map.entry("hazelcast.partition.count", "71"),
          Map.entry("hazelcast.operation.thread.count", "2"),
          Map.entry("hazelcast.operation.generic.thread.count", "2"),
          Map.entry("hazelcast.socket.bind.any", "false"));

  private HazelcastMember() {}

  /**
   * Starts a member and waits until it has joined.
   *
   * @param ports of all members that there will be
   * @param index of the port that is its own
   */
  static HazelcastInstance start(String cluster, List<Integer> ports, int index, NodeId node) {
    Config config = config(cluster, ports, index);
    HazelcastMembership.configure(config, node);
    return Hazelcast.newHazelcastInstance(config);
  }

  /** Starts a member that is no node of the hub. */
  static HazelcastInstance startService(String cluster, List<Integer> ports, int index) {
    return Hazelcast.newHazelcastInstance(config(cluster, ports, index).setLiteMember(true));
  }

  private static Config config(String cluster, List<Integer> ports, int index) {
    Config config = new Config().setClusterName(cluster);
    NetworkConfig network =
        config
            .getNetworkConfig()
            .setPort(ports.get(index))
            .setPortAutoIncrement(false)
            .setPublicAddress("127.0.0.1");
    network.getInterfaces().setEnabled(true).addInterface("127.0.0.1");
    JoinConfig join = network.getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig()
        .setEnabled(true)
        .setConnectionTimeoutSeconds(2)
        .setMembers(ports.stream().map(port -> "127.0.0.1:" + port).toList());
    PROPERTIES.forEach(config::setProperty);
    config.getMetricsConfig().setEnabled(false);
    config.getJetConfig().setEnabled(false);
    PresenceMap.configure(config);
    return config;
  }
}
