package io.chathub.bus;

import io.chathub.model.SessionId;
import io.chathub.model.UserId;
import io.chathub.protocol.CloseCode;
import java.util.Optional;

/**
 * Tells the sockets of a user to close.
 *
 * @param session only those that signed in with it
 * @param connection only that one
 */
public record CloseOrder(
    UserId user, Optional<SessionId> session, Optional<ConnectionId> connection, CloseCode code) {

  public static CloseOrder all(UserId user, CloseCode code) {
    return new CloseOrder(user, Optional.empty(), Optional.empty(), code);
  }

  public static CloseOrder ofSession(UserId user, SessionId session, CloseCode code) {
    return new CloseOrder(user, Optional.of(session), Optional.empty(), code);
  }

  public static CloseOrder of(UserId user, ConnectionId connection, CloseCode code) {
    return new CloseOrder(user, Optional.empty(), Optional.of(connection), code);
  }
}
