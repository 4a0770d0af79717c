package io.chathub.store;

import io.chathub.model.Chat;
import io.chathub.model.Member;
import io.chathub.model.Refusal;
import io.chathub.model.UserId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What every store asks of the members that a chat is to have. */
public final class MemberLists {

  private MemberLists() {}

  /** Fails with {@code MALFORMED_FIELD} where a user is named twice, or there are too many. */
  public static void check(List<Member> members) {
    if (users(members).size() < members.size()) {
      throw Refusal.malformed("members", "each user_id once");
    }
    if (members.size() > Chat.MEMBERS_MAX) {
      throw Refusal.malformed("members", "at most " + Chat.MEMBERS_MAX);
    }
  }

  /** Those members who are not among the others, in their order. */
  public static List<Member> without(List<Member> members, List<Member> others) {
    Set<UserId> known = users(others);
    return members.stream().filter(member -> !known.contains(member.user())).toList();
  }

  private static Set<UserId> users(List<Member> members) {
    Set<UserId> users = new HashSet<>();
    members.forEach(member -> users.add(member.user()));
    return users;
  }
}
