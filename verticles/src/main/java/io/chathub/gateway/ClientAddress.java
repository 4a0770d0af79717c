package io.chathub.gateway;

import io.vertx.core.http.HttpServerRequest;
import java.util.Set;

/** Whose request it is, behind proxies that are trusted to say so. Thread safe. */
final class ClientAddress {

  private final Set<String> trustedProxies;

  ClientAddress(Set<String> trustedProxies) {
    this.trustedProxies = trustedProxies;
  }

  /** The nearest address that is no trusted proxy. */
  String of(HttpServerRequest request) {
    String peer = request.remoteAddress().hostAddress();
    String forwarded = request.getHeader("X-Forwarded-For");
    if (forwarded == null || !trustedProxies.contains(peer)) {
      return peer;
    }
    String[] hops = forwarded.split(",", -1);
    for (int i = hops.length - 1; i >= 0; i--) {
      peer = hops[i].trim();
      if (!trustedProxies.contains(peer)) {
        return peer;
      }
    }
    return peer;
  }
}
