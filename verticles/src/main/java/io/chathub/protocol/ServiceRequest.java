package io.chathub.protocol;

import io.chathub.model.ChatId;
import io.chathub.model.ChatPatch;
import io.chathub.model.ChatState;
import io.chathub.model.Member;
import io.chathub.model.RawJson;
import io.chathub.model.UserId;
import java.util.List;
import java.util.Optional;

/** What internal services may ask. Well-formed. */
public final class ServiceRequest {

  public static final int USERS_MAX = 1_000;

  /** How long a session lasts where nobody says, in seconds. */
  public static final long TTL_DEFAULT_S = 86_400;

  private ServiceRequest() {}

  public record CreateSession(UserId user, String role, Optional<String> name, long ttlSeconds) {}

  /** By one of the two. */
  public record RevokeSessions(Optional<String> token, Optional<UserId> user) {}

  public record PutChat(
      ChatId chat, Optional<String> bookingId, ChatState state, List<Member> members) {}

  /** Of a patch that is not empty. */
  public record PatchChat(ChatId chat, ChatPatch patch) {}

  public record PublishMessage(Target target, String type, RawJson content, Optional<String> cid) {}

  /** For whom a system message is. */
  public sealed interface Target {

    record InChat(ChatId chat) implements Target {}

    record ToUsers(List<UserId> users) implements Target {}

    /** Whoever is connected now; a role, or all where empty. */
    record Connected(Optional<String> role) implements Target {}
  }
}
