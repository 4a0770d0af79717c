package io.chathub.model;

import java.util.List;
import java.util.Optional;

/**
 * A conversation: who takes part and whether it is open. What was said in it is its log, kept by
 * the store.
 *
 * @param bookingId the order it is about; empty in a system chat
 * @param members who is present now, each user once, at most {@link #MEMBERS_MAX}
 * @param createdAt epoch milliseconds
 */
public record Chat(
    ChatId id, Optional<String> bookingId, ChatState state, List<Member> members, long createdAt) {

  /** Of a chat that services make or change; a system chat has one. */
  public static final int MEMBERS_MIN = 2;

  public static final int MEMBERS_MAX = 500;

  /** Above this many, reads are merged and cursors are not listed. */
  public static final int SMALL_MAX = 20;

  public Chat {
    members = List.copyOf(members);
  }

  public Optional<Member> member(UserId user) {
    for (Member member : members) {
      if (member.user().equals(user)) {
        return Optional.of(member);
      }
    }
    return Optional.empty();
  }

  /** The members' ids, in their order. */
  public List<UserId> users() {
    return members.stream().map(Member::user).toList();
  }

  public boolean isSmall() {
    return members.size() <= SMALL_MAX;
  }

  /** Whether a client may push or type: open, and no system chat. */
  public boolean takesPushes() {
    return state == ChatState.OPEN && !id.isReserved();
  }
}
