package io.chathub.model;

import java.util.Optional;

/**
 * What a token stands for: a user signed in by an internal service, until a time.
 *
 * @param role what the user is everywhere; a chat may give another one
 * @param expiresAt epoch milliseconds
 */
public record Session(
    SessionId id, UserId user, String role, Optional<String> name, long expiresAt) {

  public boolean isExpired(long now) {
    return now >= expiresAt;
  }
}
