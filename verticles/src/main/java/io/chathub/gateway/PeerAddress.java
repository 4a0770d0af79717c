package io.chathub.gateway;

/** By what name the address of a peer is counted before it has said anything. Thread safe. */
final class PeerAddress {

  private final ClientAddress addresses;

  PeerAddress(ClientAddress addresses) {
    this.addresses = addresses;
  }

  /** Null for a trusted proxy, which many share, and for what is no IP address. */
  String of(String peer) {
    return IpAddress.parse(peer)
        .filter(address -> !addresses.isTrusted(address))
        .map(address -> address.client().toString())
        .orElse(null);
  }
}
