package io.chathub.presence;

import java.time.Duration;
import java.util.Set;

/**
 * @param onlineRoles roles whose coming online is announced
 * @param offlineGrace from the last connection's end until the user counts as offline
 */
public record PresenceConfig(Set<String> onlineRoles, Audience audience, Duration offlineGrace) {

  public static final PresenceConfig DEFAULT =
      new PresenceConfig(Set.of("doctor"), Audience.ANNOUNCED, Duration.ofSeconds(5));

  /** Who is told of a user's presence. */
  public enum Audience {
    /** Of users of announced roles everyone, of others their contacts. */
    ANNOUNCED,
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

  boolean isAnnounced(String role) {
    return onlineRoles.contains(role);
  }

  /**
   * Whether everyone may know of a user, and not the contacts alone.
   *
   * @param isAnnounced see {@link Presence}
   */
  boolean isForEveryone(boolean isAnnounced) {
    return audience == Audience.EVERYONE || (audience == Audience.ANNOUNCED && isAnnounced);
  }
}
