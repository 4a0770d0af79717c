package io.chathub.bus;

/** Names a node of the hub for as long as its process lives: another start is another node. */
public record NodeId(String value) {

  @Override
  public String toString() {
    return value;
  }
}
