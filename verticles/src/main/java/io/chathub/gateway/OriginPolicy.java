package io.chathub.gateway;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which web pages may talk to this node. A client that is no page sends no {@code Origin} and is
 * welcome. Thread safe.
 */
final class OriginPolicy {

  private static final String ANY = "*";

  private final Set<String> allowed;

  /**
   * @param allowed empty for pages of the own host only; {@code *} for any
   */
  OriginPolicy(Set<String> allowed) {
    this.allowed =
        allowed.stream()
            .map(origin -> origin.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Whether a page may.
   *
   * @param origin null where there is none
   * @param host the {@code Host} that the request was sent to; null where there is none
   */
  boolean allows(String origin, String host) {
    if (origin == null || allowed.contains(ANY)) {
      return true;
    }
    return allowed.isEmpty()
        ? isSameHost(origin, host)
        : allowed.contains(origin.toLowerCase(Locale.ROOT));
  }

  /** Whether pages of other hosts may read answers, and so need to be told. */
  boolean isCrossOrigin(String origin, String host) {
    return origin != null && !isSameHost(origin, host) && allows(origin, host);
  }

  private static boolean isSameHost(String origin, String host) {
    try {
      String authority = URI.create(origin).getRawAuthority();
      return authority != null && authority.equalsIgnoreCase(host);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
