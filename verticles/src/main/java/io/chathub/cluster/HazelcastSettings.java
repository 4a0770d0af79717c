package io.chathub.cluster;

import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.EndpointConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.KubernetesConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.instance.ProtocolType;
import io.chathub.bus.NodeId;
import java.util.Map;

/**
 * Hazelcast as the hub needs it, made of our own configuration alone: no file and no system
 * property of its own has a say in what is set here.
 */
public final class HazelcastSettings {

  /** The property that names the address that is bound, and told to the others. */
  static final String HOST = "hazelcast.local.localAddress";

  private static final int CONNECT_TIMEOUT_S = 2;

  /** What must be the same in every process of the cluster, also in those of internal services. */
  private static final Map<String, String> SHARED =
      Map.of(
          "hazelcast.partition.count", "271",
          "hazelcast.heartbeat.interval.seconds", "2",
          "hazelcast.merge.first.run.delay.seconds", "5",
          "hazelcast.merge.next.run.delay.seconds", "5");

  /** What a process decides for itself: few threads, no wait that nobody needs, no phone home. */
  private static final Map<String, String> OWN =
      Map.ofEntries(
          Map.entry("hazelcast.phone.home.enabled", "false"),
          Map.entry("hazelcast.logging.type", "slf4j"),
          Map.entry("hazelcast.shutdownhook.enabled", "false"),
          Map.entry("hazelcast.wait.seconds.before.join", "0"),
          Map.entry("hazelcast.graceful.shutdown.max.wait", "10"),
          Map.entry("hazelcast.io.thread.count", "1"),
          Map.entry("hazelcast.event.thread.count", "2"),
          Map.entry("hazelcast.operation.thread.count", "2"),
          Map.entry("hazelcast.operation.generic.thread.count", "2"),
          Map.entry("hazelcast.slow.operation.detector.enabled", "false"),
          Map.entry("hazelcast.socket.bind.any", "false"),
          Map.entry("hazelcast.socket.server.bind.any", "false"),
          Map.entry("hazelcast.prefer.ipv4.stack", "true"));

  private HazelcastSettings() {}

  /** Of a node of the hub, which holds its part of what the nodes share. */
  public static Config ofNode(ClusterConfig cluster, NodeId node) {
    Config config = common(cluster);
    HazelcastMembership.configure(config, node);
    return config;
  }

  /** Of an internal service, which takes part in the bus and holds nothing. */
  public static Config ofService(ClusterConfig cluster) {
    return common(cluster).setLiteMember(true);
  }

  private static Config common(ClusterConfig cluster) {
    Config config = new Config().setClusterName(cluster.name());
    SHARED.forEach(config::setProperty);
    OWN.forEach(config::setProperty);
    config.setProperty(HOST, cluster.host());
    config.setProperty(
        "hazelcast.max.no.heartbeat.seconds",
        Long.toString(cluster.failureTimeout().plusMillis(999).toSeconds()));
    config.getMetricsConfig().setEnabled(false);
    config.getJetConfig().setEnabled(false);
    // What Vert.x keeps; on as many nodes that two may be killed at once.
    config.addMultiMapConfig(
        new MultiMapConfig("__vertx.subs").setBackupCount(2).setValueCollectionType("SET"));
    config.getMapConfig("__vertx.nodeInfo").setBackupCount(2);
    config.getMapConfig("__vertx.haInfo").setBackupCount(2);
    PresenceMap.configure(config);
    network(config.getAdvancedNetworkConfig(), cluster);
    return config;
  }

  /**
   * With an endpoint for members alone: nobody else is spoken with on that port. The other kind
   * also spins for as long as a node that is stopped accepts a connection and says nothing, and
   * what the same thread is to send to the other nodes, their heartbeats too, does not go out
   * meanwhile.
   */
  private static void network(AdvancedNetworkConfig network, ClusterConfig cluster) {
    network
        .setEnabled(true)
        .setMemberEndpointConfig(
            new ServerSocketEndpointConfig()
                .setProtocolType(ProtocolType.MEMBER)
                .setPort(cluster.port())
                .setPortAutoIncrement(false)
                .setReuseAddress(true));
    JoinConfig join = network.getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    cluster
        .kubernetes()
        .ifPresent(found -> kubernetes(join.getKubernetesConfig(), found, cluster.port()));
    if (cluster.kubernetes().isEmpty()) {
      join.getTcpIpConfig()
          .setEnabled(true)
          .setConnectionTimeoutSeconds(CONNECT_TIMEOUT_S)
          .setMembers(cluster.members());
    }
  }

  /** The port of a configuration that is made here. */
  static int port(Config config) {
    EndpointConfig members =
        config.getAdvancedNetworkConfig().getEndpointConfigs().get(EndpointQualifier.MEMBER);
    return ((ServerSocketEndpointConfig) members).getPort();
  }

  private static void kubernetes(KubernetesConfig join, ClusterConfig.Kubernetes found, int port) {
    join.setEnabled(true);
    // All nodes have the same port there: else they are sought at Hazelcast's own.
    join.setProperty("service-port", Integer.toString(port));
    if (found instanceof ClusterConfig.Kubernetes.Dns dns) {
      join.setProperty("service-dns", dns.serviceName());
    } else if (found instanceof ClusterConfig.Kubernetes.Api api) {
      join.setProperty("service-name", api.serviceName());
      api.namespace().ifPresent(namespace -> join.setProperty("namespace", namespace));
    }
  }
}
