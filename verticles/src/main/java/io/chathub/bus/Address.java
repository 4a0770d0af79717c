package io.chathub.bus;

/**
 * Where records of one type are sent on this node, by reference: they are immutable, or hand
 * themselves over.
 */
public record Address<T>(String name, Class<T> type) {

  /** One of several consumers that share the work by key. */
  public Address<T> shard(int shard) {
    return new Address<>(name + '.' + shard, type);
  }
}
