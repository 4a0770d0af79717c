package io.chathub.bus;

import java.util.Set;

/**
 * The nodes of the hub, as this one knows them now. A process that joins the cluster and is no hub,
 * an internal service, is not among them. Thread safe.
 */
public interface Membership {

  NodeId self();

  /** The nodes but this one. */
  Set<NodeId> others();

  /** Whether this node is the oldest: what is to be done once in the cluster is done there. */
  boolean isOldest();

  /** Tells of changes from now on, one after the other, on a thread of its own: do not block it. */
  void listen(Listener listener);

  /** What happens to nodes. */
  interface Listener {

    /** A node is there, or is back under the same name after it was cut off. */
    default void joined(NodeId node) {}

    /** A node has stopped, died, or is cut off. */
    default void left(NodeId node) {}

    /**
     * This node was cut off and is back. What it held in the cluster is gone, and what was sent to
     * it meanwhile did not come.
     */
    default void rejoined() {}
  }

  /** A node that is all there is. */
  static Membership alone(NodeId self) {
    return new Membership() {
      @Override
      public NodeId self() {
        return self;
      }

      @Override
      public Set<NodeId> others() {
        return Set.of();
      }

      @Override
      public boolean isOldest() {
        return true;
      }

      @Override
      public void listen(Listener listener) {
        // Nothing ever changes.
      }
    };
  }
}
