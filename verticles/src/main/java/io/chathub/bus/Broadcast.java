package io.chathub.bus;

import io.chathub.model.UserId;
import io.chathub.protocol.Frame;
import java.util.Optional;

/**
 * A frame for everybody who is connected.
 *
 * @param role only to connections of this role
 * @param except not to this user
 */
public record Broadcast(Frame frame, Optional<String> role, Optional<UserId> except) {}
