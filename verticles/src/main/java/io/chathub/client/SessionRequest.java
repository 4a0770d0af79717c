package io.chathub.client;

import io.chathub.model.UserId;
import io.chathub.protocol.ServiceRequest;
import java.time.Duration;
import java.util.Optional;

/**
 * Who is to be signed in.
 *
 * @param role what the user is everywhere, {@code doctor} or {@code patient}; a chat may give
 *     another one
 * @param name for display, at most 128 characters
 * @param lifetime how long the session lasts, in whole seconds; at least one, at most ten years
 */
public record SessionRequest(UserId user, String role, Optional<String> name, Duration lifetime) {

  /** A session of a day, without a name. */
  public static SessionRequest of(UserId user, String role) {
    return new SessionRequest(
        user, role, Optional.empty(), Duration.ofSeconds(ServiceRequest.TTL_DEFAULT_S));
  }

  public SessionRequest withName(String newName) {
    return new SessionRequest(user, role, Optional.of(newName), lifetime);
  }

  public SessionRequest withLifetime(Duration newLifetime) {
    return new SessionRequest(user, role, name, newLifetime);
  }

  ServiceRequest.CreateSession asked() {
    return new ServiceRequest.CreateSession(user, role, name, lifetime.toSeconds());
  }
}
