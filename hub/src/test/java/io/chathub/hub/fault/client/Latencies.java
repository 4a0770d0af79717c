package io.chathub.hub.fault.client;

/** How long live messages took, from their push to another client. Owned by its client. */
public final class Latencies {

  private final LongList sameNode = new LongList();
  private final LongList crossNode = new LongList();

  void add(boolean isSameNode, long nanos) {
    (isSameNode ? sameNode : crossNode).add(nanos);
  }

  /** Nanoseconds; to be read when its client has stopped. */
  public long[] sameNode() {
    return sameNode.toArray();
  }

  /** Nanoseconds; to be read when its client has stopped. */
  public long[] crossNode() {
    return crossNode.toArray();
  }
}
