package io.chathub.hub.config;

import io.chathub.cluster.ClusterConfig;
import io.chathub.gateway.GatewayConfig;
import io.chathub.presence.PresenceConfig;
import java.util.HashMap;
import java.util.Map;

/** All that a node is set to. */
public record HubConfig(
    GatewayConfig gateway,
    InternalConfig internal,
    StoreConfig store,
    ClusteringConfig clustering,
    PresenceConfig presence,
    LogFormat logFormat) {

  public static final HubConfig DEFAULT =
      new HubConfig(
          GatewayConfig.DEFAULT,
          InternalConfig.DEFAULT,
          StoreConfig.DEFAULT,
          ClusteringConfig.DEFAULT,
          PresenceConfig.DEFAULT,
          LogFormat.TEXT);

  public HubConfig {
    checkStore(store, clustering);
    checkPorts(gateway, internal, clustering);
    checkHost(clustering);
  }

  static void checkStore(StoreConfig store, ClusteringConfig clustering) {
    if (clustering.isEnabled() && store.kind() != StoreConfig.Kind.REDIS) {
      throw new IllegalArgumentException(
          "cluster.enabled: needs store.kind redis, which all nodes share");
    }
  }

  /** Other machines cannot reach a loopback address: the node would be a cluster of its own. */
  static void checkHost(ClusteringConfig clustering) {
    ClusterConfig cluster = clustering.cluster();
    if (clustering.isEnabled()
        && InternalConfig.isLoopback(cluster.host())
        && (cluster.kubernetes().isPresent()
            || !cluster.members().stream().allMatch(HubConfig::isOnLoopback))) {
      throw new IllegalArgumentException(
          "cluster.host: must be an address that other nodes reach, not loopback");
    }
  }

  private static boolean isOnLoopback(String hostAndPort) {
    return InternalConfig.isLoopback(hostAndPort.substring(0, hostAndPort.lastIndexOf(':')));
  }

  static void checkPorts(
      GatewayConfig gateway, InternalConfig internal, ClusteringConfig clustering) {
    Map<Integer, String> taken = new HashMap<>();
    take(taken, "http.port", gateway.port());
    take(taken, "internal.port", internal.port());
    if (clustering.isEnabled()) {
      take(taken, "cluster.port", clustering.cluster().port());
      take(taken, "cluster.bus.port", clustering.bus().port());
    }
  }

  private static void take(Map<Integer, String> taken, String key, int port) {
    String other = port == 0 ? null : taken.putIfAbsent(port, key);
    if (other != null) {
      throw new IllegalArgumentException(key + ": must differ from " + other);
    }
  }

  /** The same with another store. */
  public HubConfig with(StoreConfig other) {
    return new HubConfig(gateway, internal, other, clustering, presence, logFormat);
  }
}
