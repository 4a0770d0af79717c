package io.chathub.presence;

import java.time.Duration;
import java.util.Set;

/**
 * @param onlineRoles roles whose coming online is announced
 * @param offlineGrace from the last connection's end until the user counts as offline
 */
public record PresenceConfig(Set<String> onlineRoles, Audience audience, Duration offlineGrace) {

  public static final PresenceConfig DEFAULT =
      new PresenceConfig(Set.of("doctor"), Audience.EVERYONE, Duration.ofSeconds(5));

  /** Who is told of a user's presence. */
  public enum Audience {
    EVERYONE,
    /** Members of a chat that the user is a member of, too. */
    CONTACTS
  }

  public PresenceConfig {
    onlineRoles = Set.copyOf(onlineRoles);
    if (offlineGrace.isNegative()) {
      throw new IllegalArgumentException("presence.offline-grace: must not be negative");
    }
  }
}
