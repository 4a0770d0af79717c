package io.chathub.protocol;

import io.chathub.model.Chat;
import io.chathub.model.ChatId;
import io.chathub.model.ErrorCode;
import io.chathub.model.Message;
import io.chathub.model.MessageId;
import io.chathub.model.RawJson;
import io.chathub.model.Refusal;
import io.chathub.model.UserId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What a client is told. Times are epoch milliseconds. */
public sealed interface Event {

  /** The user is signed in. */
  record Ready(
      UserId user,
      String role,
      String connectionId,
      long heartbeatMs,
      long serverTime,
      int contentBytesMax)
      implements Event {}

  /** The user behind the token could not be established. */
  record Fail(Refusal why) implements Event {}

  /** A message for this user. */
  record Push(Message message) implements Event {}

  /** The own message is stored; a duplicate was before. */
  record Pushback(Message message, boolean isDuplicate, Optional<String> ref) implements Event {}

  /** The own message was refused. */
  record PushRefused(Optional<String> usif, Optional<String> cid, Refusal why, Optional<String> ref)
      implements Event {}

  /** Somebody read up to a message. */
  record Read(MessageId id, Optional<String> bookingId, UserId reader, long readAt)
      implements Event {}

  /** What was missed. */
  record CaughtUp(List<ChatCaughtUp> chats, boolean isSingle, Optional<String> ref)
      implements Event {}

  /** What was missed in one chat. */
  sealed interface ChatCaughtUp {
    ChatId chat();
  }

  /** The user may not see it. */
  record ChatRefused(ChatId chat, Refusal why) implements ChatCaughtUp {}

  /**
   * @param readRefused why the read that came with it was not granted
   */
  record ChatMissed(
      ChatId chat,
      List<Message> messages,
      long missed,
      boolean more,
      long lastSeq,
      long unread,
      long rev,
      Optional<Map<UserId, Long>> read,
      Optional<List<Changed>> changed,
      boolean reset,
      Optional<ErrorCode> readRefused)
      implements ChatCaughtUp {}

  /** A message that is not any more as it was. */
  record Changed(MessageId id, boolean isRecalled, boolean isErased) {}

  /** A user of an announced role came online. */
  record Online(UserId user, String role, Optional<String> name, long at) implements Event {}

  /** A user went offline. */
  record Offline(UserId user, String role, long at) implements Event {}

  /** A chat was made or changed, or this user joined or left it. */
  record ChatChanged(Chat chat, boolean isMember) implements Event {}

  /** A system message that is not stored. */
  record Notice(String id, String messageType, RawJson content, long createdAt) implements Event {}

  /** A member is typing. */
  record Typing(ChatId chat, UserId user) implements Event {}

  /** A message was taken back. */
  record Recall(MessageId id, Optional<String> bookingId, UserId by, long at, Optional<String> ref)
      implements Event {}

  /** The content of messages is gone for good. */
  record Erase(ChatId chat, List<Long> seqs, long at) implements Event {}

  /** Somebody is there. */
  record Pong(long serverTime, Optional<String> ref) implements Event {}

  /** A frame or an action was refused, and it was no push. */
  record Refused(Optional<String> action, Optional<String> usif, Refusal why, Optional<String> ref)
      implements Event {}

  /** The server is about to close the socket. */
  record Bye(CloseCode code, OptionalLong retryAfterMs) implements Event {}
}
