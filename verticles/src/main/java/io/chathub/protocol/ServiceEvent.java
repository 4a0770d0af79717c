package io.chathub.protocol;

import io.chathub.model.Message;
import io.chathub.model.UserId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is published for internal services, beside each stored {@link Message} and each {@link
 * Event.Read}. Times are epoch milliseconds.
 */
public sealed interface ServiceEvent {

  /** A user came online or went offline. */
  record PresenceChanged(UserId user, String role, boolean isOnline, long at)
      implements ServiceEvent {}

  /**
   * A message was stored, and these members had no connection anywhere then: whom to send a push
   * notification.
   */
  record Unreached(Message message, List<UserId> users) implements ServiceEvent {

    public Unreached {
      users = List.copyOf(users);
    }
  }

  /** A session of a user began, or sessions ended before their time. */
  record SessionChanged(Change change, UserId user, long at) implements ServiceEvent {

    /** What happened. */
    public enum Change {
      CREATED,
      REVOKED;

      private final String wireName = name().toLowerCase(Locale.ROOT);

      public String wireName() {
        return wireName;
      }

      public static Optional<Change> byWireName(String text) {
        return Arrays.stream(values()).filter(change -> change.wireName.equals(text)).findFirst();
      }
    }
  }
}
