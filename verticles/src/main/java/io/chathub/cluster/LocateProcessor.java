package io.chathub.cluster;

import com.hazelcast.core.ReadOnly;
import com.hazelcast.map.EntryProcessor;
import io.chathub.bus.NodeId;
import io.chathub.presence.Presence;
import java.util.Map;
import java.util.Set;

/** Looks up the nodes with a connection of a user; null for none. Takes no lock, makes no copy. */
final class LocateProcessor
    implements EntryProcessor<String, Presence, LocateProcessor.Nodes>, ReadOnly {

  private static final long serialVersionUID = 1L;

  /** Where a user is connected. */
  record Nodes(Set<NodeId> nodes) {}

  @Override
  public Nodes process(Map.Entry<String, Presence> entry) {
    Presence presence = entry.getValue();
    return presence == null || !presence.isConnected() ? null : new Nodes(presence.nodes());
  }
}
