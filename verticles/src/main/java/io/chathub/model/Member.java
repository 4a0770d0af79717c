package io.chathub.model;

import java.util.Optional;

/**
 * A user's membership of a chat.
 *
 * @param role what the user is in this chat: {@code doctor}, {@code patient}, …
 * @param name for display; never used to decide anything
 */
public record Member(UserId user, String role, Optional<String> name) {}
