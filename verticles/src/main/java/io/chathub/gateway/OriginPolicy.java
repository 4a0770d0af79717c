package io.chathub.gateway;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which web pages may talk to this node: those of its own host, and those that are listed. A client
 * that is no page sends no {@code Origin} and is welcome. Thread safe.
 */
final class OriginPolicy {

  private final Set<WebOrigin> allowed;
  private final Set<String> allowedAsWritten;

  /**
   * @param allowed beside the pages of the own host; {@code *} for any
   */
  OriginPolicy(Set<String> allowed) {
    Set<String> special = new HashSet<>(allowed);
    special.retainAll(Set.of(OriginSetting.ANY, OriginSetting.OPAQUE, OriginSetting.FILE));
    this.allowedAsWritten = Set.copyOf(special);
    this.allowed =
        allowed.stream()
            .flatMap(text -> WebOrigin.parse(text).stream())
            .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Whether a page may.
   *
   * @param origin null where there is none
   * @param host the {@code Host} that the request was sent to; null where there is none
   */
  boolean allows(String origin, String host) {
    if (origin == null || allowedAsWritten.contains(OriginSetting.ANY)) {
      return true;
    }
    Optional<WebOrigin> page = WebOrigin.parse(origin);
    return page.isEmpty()
        ? allowedAsWritten.contains(origin)
        : page.get().isOf(host) || allowed.contains(page.get());
  }

  /** Whether pages of other hosts may read answers, and so need to be told. */
  boolean isCrossOrigin(String origin, String host) {
    return origin != null
        && WebOrigin.parse(origin).filter(page -> page.isOf(host)).isEmpty()
        && allows(origin, host);
  }
}
