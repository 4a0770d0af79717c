package io.chathub.gateway;

import java.util.List;

/** By what name the address of a peer is counted before it has said anything. Thread safe. */
final class PeerAddress {

  /** Stands for any client behind a proxy; of a block that is kept for documents. */
  private static final String SOMEBODY = "192.0.2.255";

  private final ClientAddress addresses;

  PeerAddress(ClientAddress addresses) {
    this.addresses = addresses;
  }

  /** Null for a trusted proxy, which many share. */
  String of(String peer) {
    String own = addresses.nearest(peer, List.of());
    return own.equals(addresses.nearest(peer, List.of(SOMEBODY))) ? own : null;
  }
}
