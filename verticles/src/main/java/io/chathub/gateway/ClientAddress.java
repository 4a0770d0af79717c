package io.chathub.gateway;

import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Set;

/** Whose request it is, behind proxies that are trusted to say so. Thread safe. */
final class ClientAddress {

  private final Set<String> trustedProxies;

  ClientAddress(Set<String> trustedProxies) {
    this.trustedProxies = trustedProxies;
  }

  String of(HttpServerRequest request) {
    return nearest(
        request.remoteAddress().hostAddress(), request.headers().getAll("X-Forwarded-For"));
  }

  /**
   * The nearest address that is no trusted proxy.
   *
   * @param forwarded every such header: a proxy may add one of its own behind the client's
   */
  String nearest(String peer, List<String> forwarded) {
    String[] hops = String.join(",", forwarded).split(",", -1);
    String nearest = peer;
    for (int i = hops.length - 1; i >= 0 && trustedProxies.contains(nearest); i--) {
      String hop = hops[i].trim();
      if (!hop.isEmpty()) {
        nearest = hop;
      }
    }
    return nearest;
  }
}
