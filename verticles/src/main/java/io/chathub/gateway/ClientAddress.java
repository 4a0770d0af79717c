package io.chathub.gateway;

import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whose request it is, behind proxies that are trusted to say so. Thread safe. */
final class ClientAddress {

  /** Of a peer that has none, such as a socket of this machine's own. */
  private static final IpAddress NONE = new IpAddress(0, 0);

  private final List<AddressRange> trustedProxies;

  /**
   * @param trustedProxies addresses and CIDR ranges
   */
  ClientAddress(Set<String> trustedProxies) {
    this.trustedProxies =
        trustedProxies.stream().flatMap(text -> AddressRange.parse(text).stream()).toList();
  }

  /** Whether it can be listed as a trusted proxy. */
  static boolean isRange(String text) {
    return AddressRange.parse(text).isPresent();
  }

  IpAddress of(HttpServerRequest request) {
    return nearest(peer(request), request.headers().getAll("X-Forwarded-For"));
  }

  /** Whether it comes from a proxy that is believed. */
  boolean isByProxy(HttpServerRequest request) {
    return !trustedProxies.isEmpty() && isTrusted(peer(request));
  }

  /**
   * The nearest address that is no trusted proxy; where a proxy names none, the proxy's own.
   *
   * @param forwarded every such header: a proxy may add one of its own behind the client's
   */
  IpAddress nearest(IpAddress peer, List<String> forwarded) {
    if (trustedProxies.isEmpty() || forwarded.isEmpty()) {
      return peer;
    }
    String[] hops = String.join(",", forwarded).split(",", -1);
    IpAddress nearest = peer;
    for (int i = hops.length - 1; i >= 0 && isTrusted(nearest); i--) {
      String hop = hops[i].trim();
      if (!hop.isEmpty()) {
        Optional<IpAddress> address = IpAddress.parseHop(hop);
        if (address.isEmpty()) {
          return nearest;
        }
        nearest = address.get();
      }
    }
    return nearest;
  }

  boolean isTrusted(IpAddress address) {
    for (AddressRange range : trustedProxies) {
      if (range.contains(address)) {
        return true;
      }
    }
    return false;
  }

  private static IpAddress peer(HttpServerRequest request) {
    String host = request.remoteAddress().hostAddress();
    return host == null ? NONE : IpAddress.parse(host).orElse(NONE);
  }
}
