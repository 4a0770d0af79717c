package io.chathub.bus;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The nodes that the test says there are. */
final class SteeredMembership implements Membership {

  private final NodeId self;
  private final Set<NodeId> others = ConcurrentHashMap.newKeySet();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  SteeredMembership(NodeId self) {
    this.self = self;
  }

  void add(NodeId node) {
    others.add(node);
    listeners.forEach(listener -> listener.joined(node));
  }

  void remove(NodeId node) {
    others.remove(node);
    listeners.forEach(listener -> listener.left(node));
  }

  @Override
  public NodeId self() {
    return self;
  }

  @Override
  public Set<NodeId> others() {
    return Set.copyOf(others);
  }

  @Override
  public boolean isOldest() {
    return true;
  }

  @Override
  public void listen(Listener listener) {
    listeners.add(listener);
  }
}
