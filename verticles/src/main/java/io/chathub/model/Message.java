package io.chathub.model;

import java.util.Optional;

/**
 * A message as it stands in the log.
 *
 * @param bookingId the order its chat is about; empty in a system chat
 * @param cid the sender's own id of it
 * @param role the sender's role in the chat when it was sent; {@code system} for system messages
 * @param content {@link RawJson#NULL} once recalled or erased
 * @param isRead whether every other present member has read it; false never follows true
 */
public record Message(
    MessageId id,
    Optional<String> bookingId,
    Optional<String> cid,
    UserId from,
    String role,
    String type,
    RawJson content,
    boolean isRecalled,
    boolean isErased,
    boolean isRead) {

  /** The type, and the role, of what {@link UserId#SYSTEM} says. */
  public static final String SYSTEM = "system";

  /** Of which nobody knows the content any more: as if erased. */
  public static Message withoutContent(
      MessageId id,
      Optional<String> bookingId,
      Optional<String> cid,
      UserId from,
      String role,
      String type,
      boolean isRead) {
    return new Message(id, bookingId, cid, from, role, type, RawJson.NULL, false, true, isRead);
  }

  public Message recalled() {
    return withoutContent(true, isErased);
  }

  public Message erased() {
    return withoutContent(isRecalled, true);
  }

  private Message withoutContent(boolean isRecalled, boolean isErased) {
    return new Message(
        id, bookingId, cid, from, role, type, RawJson.NULL, isRecalled, isErased, isRead);
  }

  public long seq() {
    return id.seq();
  }

  public ChatId chat() {
    return id.chat();
  }

  /** Epoch milliseconds; within a chat it never goes down. */
  public long createdAt() {
    return id.createdAt();
  }
}
