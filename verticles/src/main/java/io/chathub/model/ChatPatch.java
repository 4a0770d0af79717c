package io.chathub.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is to change in a chat; the rest of it stays.
 *
 * @param add members to be; who is one gets this role and name, and keeps the cursor
 * @param remove members no longer; who is none is no fault
 */
public record ChatPatch(
    Optional<ChatState> state, Optional<String> bookingId, List<Member> add, List<UserId> remove) {

  /** Nothing, to begin with. */
  public static final ChatPatch NOTHING =
      new ChatPatch(Optional.empty(), Optional.empty(), List.of(), List.of());

  public ChatPatch {
    add = List.copyOf(add);
    remove = List.copyOf(remove);
  }

  public ChatPatch withState(ChatState newState) {
    return new ChatPatch(Optional.of(newState), bookingId, add, remove);
  }

  public ChatPatch withBooking(String newBookingId) {
    return new ChatPatch(state, Optional.of(newBookingId), add, remove);
  }

  /** With one member more to add. */
  public ChatPatch adding(Member member) {
    return new ChatPatch(
        state, bookingId, Stream.concat(add.stream(), Stream.of(member)).toList(), remove);
  }

  /** With one user more to remove. */
  public ChatPatch removing(UserId user) {
    return new ChatPatch(
        state, bookingId, add, Stream.concat(remove.stream(), Stream.of(user)).toList());
  }

  public boolean isEmpty() {
    return state.isEmpty() && bookingId.isEmpty() && add.isEmpty() && remove.isEmpty();
  }

  /**
   * The chat with these changes. Who stays keeps the place in the list; who is new stands behind.
   *
   * @throws Refusal {@code MALFORMED_FIELD} where a user is added twice, or added and removed, or
   *     where too few or too many members would be left
   */
  public Chat of(Chat chat) {
    return new Chat(
        chat.id(),
        bookingId.or(chat::bookingId),
        state.orElse(chat.state()),
        members(chat.members()),
        chat.createdAt());
  }

  private List<Member> members(List<Member> before) {
    Map<UserId, Member> members = new LinkedHashMap<>();
    before.forEach(member -> members.put(member.user(), member));
    Set<UserId> named = new HashSet<>();
    for (Member member : add) {
      if (!named.add(member.user())) {
        throw Refusal.malformed("add", "each user once");
      }
      members.put(member.user(), member);
    }
    for (UserId user : remove) {
      if (named.contains(user)) {
        throw Refusal.malformed("add, remove", "a user is in one of them");
      }
      members.remove(user);
    }
    if (members.size() < before.size() && members.size() < Chat.MEMBERS_MIN) {
      throw Refusal.malformed("remove", "must leave " + Chat.MEMBERS_MIN + " members or more");
    }
    if (members.size() > Chat.MEMBERS_MAX) {
      throw Refusal.malformed("add", "must leave " + Chat.MEMBERS_MAX + " members or less");
    }
    return new ArrayList<>(members.values());
  }
}
