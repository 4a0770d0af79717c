package io.chathub.bus;

/** Names one connection in the cluster, for as long as it lives. */
public record ConnectionId(String value) {

  @Override
  public String toString() {
    return value;
  }
}
