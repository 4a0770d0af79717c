package io.chathub.hub.config;

import io.chathub.bus.BusNetwork;
import io.chathub.cluster.ClusterConfig;

/**
 * Whether this node is one of several, and of which.
 *
 * @param bus the network side of the event bus
 */
public record ClusteringConfig(boolean isEnabled, ClusterConfig cluster, BusNetwork bus) {

  public static final ClusteringConfig DEFAULT =
      new ClusteringConfig(false, ClusterConfig.DEFAULT, BusNetwork.DEFAULT);
}
