package io.chathub.client;

import io.chathub.model.ChatId;
import io.chathub.model.ChatState;
import io.chathub.model.Member;
import io.chathub.model.UserId;
import io.chathub.protocol.ServiceRequest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a chat is to be: it is made so, or changed to be so. Members who are not named are members
 * no longer.
 *
 * @param chat its name, not a reserved one
 * @param bookingId the order it is about, at most 128 characters
 * @param members 2..500 in the end, each user once
 */
public record ChatSpec(ChatId chat, String bookingId, ChatState state, List<Member> members) {

  public ChatSpec {
    members = List.copyOf(members);
  }

  /** An open chat, of nobody yet. */
  public static ChatSpec of(ChatId chat, String bookingId) {
    return new ChatSpec(chat, bookingId, ChatState.OPEN, List.of());
  }

  /** With one member more. */
  public ChatSpec with(UserId user, String role) {
    return with(new Member(user, role, Optional.empty()));
  }

  /** With one member more, who has a name for display. */
  public ChatSpec with(UserId user, String role, String name) {
    return with(new Member(user, role, Optional.of(name)));
  }

  private ChatSpec with(Member member) {
    return new ChatSpec(
        chat, bookingId, state, Stream.concat(members.stream(), Stream.of(member)).toList());
  }

  /** The same, taking no more messages. */
  public ChatSpec closed() {
    return new ChatSpec(chat, bookingId, ChatState.CLOSED, members);
  }

  ServiceRequest.PutChat asked() {
    return new ServiceRequest.PutChat(chat, Optional.of(bookingId), state, members);
  }
}
