package io.chathub.gateway;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether the page that a request comes from may talk to this node. The own host is what the
 * request names as its host, or what a trusted proxy says that it was sent to. Thread safe.
 */
final class PageCheck {

  private final OriginPolicy policy;
  private final ClientAddress addresses;
  private final RefusedOrigins refused;

  PageCheck(OriginPolicy policy, ClientAddress addresses, RefusedOrigins refused) {
    this.policy = policy;
    this.addresses = addresses;
    this.refused = refused;
  }

  /** Whether it may; what may not is noted. */
  boolean passes(HttpServerRequest request) {
    List<String> origins = request.headers().getAll(HttpHeaders.ORIGIN);
    if (origins.isEmpty()) {
      return true;
    }
    List<String> hosts = hosts(request);
    for (String origin : origins) {
      if (!policy.allows(origin, null)
          && hosts.stream().noneMatch(host -> policy.allows(origin, host))) {
        refused.note(origin, hosts.isEmpty() ? null : hosts.get(0));
        return false;
      }
    }
    return true;
  }

  /** The origin of a page of another host that may read the answer, and so needs to be told. */
  Optional<String> foreign(HttpServerRequest request) {
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin == null) {
      return Optional.empty();
    }
    List<String> hosts = hosts(request);
    boolean isForeign =
        policy.isCrossOrigin(origin, null)
            && hosts.stream().allMatch(host -> policy.isCrossOrigin(origin, host));
    return isForeign ? Optional.of(origin) : Optional.empty();
  }

  private List<String> hosts(HttpServerRequest request) {
    List<String> hosts = new ArrayList<>(2);
    List<String> named = request.headers().getAll(HttpHeaders.HOST);
    // Of two, nobody can say which is meant.
    if (named.size() == 1) {
      hosts.add(named.get(0));
    }
    String forwarded = request.getHeader("X-Forwarded-Host");
    if (forwarded != null && addresses.isByProxy(request)) {
      hosts.add(forwarded.split(",", 2)[0].trim());
    }
    return hosts;
  }
}
