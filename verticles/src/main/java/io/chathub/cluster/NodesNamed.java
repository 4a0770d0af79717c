package io.chathub.cluster;

import com.hazelcast.aggregation.Aggregator;
import io.chathub.bus.NodeId;
import io.chathub.presence.Presence;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Gathers the nodes that any user is said to be connected to, or that keep a timer. */
final class NodesNamed implements Aggregator<Map.Entry<String, Presence>, Set<NodeId>> {

  private static final long serialVersionUID = 1L;

  private final transient Set<NodeId> nodes;

  NodesNamed(Set<NodeId> nodes) {
    this.nodes = new HashSet<>(nodes);
  }

  @Override
  public void accumulate(Map.Entry<String, Presence> entry) {
    for (Presence.Place place : entry.getValue().places()) {
      nodes.add(place.node());
    }
    entry.getValue().leaving().owner().ifPresent(nodes::add);
  }

  @Override
  @SuppressWarnings("rawtypes") // as Hazelcast declares it
  public void combine(Aggregator other) {
    nodes.addAll(((NodesNamed) other).nodes);
  }

  @Override
  public Set<NodeId> aggregate() {
    return Set.copyOf(nodes);
  }
}
