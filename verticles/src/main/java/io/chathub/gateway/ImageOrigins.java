package io.chathub.gateway;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What may stand in {@code pages.image-origins}, and how a content security policy says it. An
 * entry ends up in that policy, so it is written anew from its parts.
 */
public final class ImageOrigins {

  private ImageOrigins() {}

  /** What is wrong with them, and what to write instead. */
  static List<String> problems(Collection<String> entries) {
    List<String> problems = new ArrayList<>();
    for (String entry : entries) {
      if (source(entry).isEmpty()) {
        problems.add(
            OriginSetting.masked(entry) + " can name no server of pictures; " + advice(entry));
      }
    }
    return problems;
  }

  private static String advice(String entry) {
    return OriginSetting.isSent(entry) && !entry.equals(OriginSetting.ANY)
        ? "write http or https and a host name"
        : OriginSetting.advice(entry, "");
  }

  /** The sources of a content security policy, in order. */
  public static List<String> sources(Collection<String> entries) {
    return entries.stream()
        .flatMap(entry -> source(entry).stream())
        .distinct()
        .sorted()
        .collect(Collectors.toUnmodifiableList());
  }

  /** A content security policy has no words for IPv6 addresses. */
  private static Optional<String> source(String entry) {
    return OriginSetting.isSent(entry)
        ? WebOrigin.parse(entry)
            .filter(origin -> origin.isWeb() && origin.host().indexOf(':') < 0)
            .map(WebOrigin::toString)
        : Optional.empty();
  }
}
