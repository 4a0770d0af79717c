package io.chathub.protocol;

import io.chathub.model.MessageId;
import java.util.List;

/** What internal services are answered. */
public final class ServiceAnswer {

  private ServiceAnswer() {}

  /**
   * What a page signs in with. Whoever holds it is the user, so it is not shown as text.
   *
   * @param token opaque, of base64url characters
   * @param expiresAt epoch milliseconds
   */
  public record SessionToken(String token, long expiresAt) {

    @Override
    public String toString() {
      return "SessionToken[expiresAt=" + expiresAt + ']';
    }
  }

  /**
   * A system message as it was taken.
   *
   * @param messages what was stored, one for each chat; empty for a notice
   * @param reached users who were connected then
   */
  public record Published(List<MessageId> messages, int reached) {

    public Published {
      messages = List.copyOf(messages);
    }
  }

  /** How much of what a user had said was erased. */
  public record Erased(int chats, int messages) {}
}
