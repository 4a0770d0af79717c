package io.chathub.store.redis;

import io.chathub.model.Chat;
import io.chathub.model.ChatId;
import io.chathub.model.ChatState;
import io.chathub.model.Member;
import io.chathub.model.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A chat as it is stored. The script that stores it puts the time in front. */
final class ChatRecord {

  private static final int OPEN = 0;
  private static final int CLOSED = 1;

  private ChatRecord() {}

  /** All but the id and when it was made. */
  static byte[] write(Optional<String> bookingId, ChatState state, List<Member> members) {
    PackedWriter out = new PackedWriter();
    out.u8(state == ChatState.OPEN ? OPEN : CLOSED);
    out.optional(bookingId);
    out.u16(members.size());
    for (Member member : members) {
      out.text(member.user().value());
      out.text(member.role());
      out.optional(member.name());
    }
    return out.toBytes();
  }

  static Chat read(ChatId id, byte[] record) {
    PackedReader in = new PackedReader(record);
    long createdAt = in.u48();
    ChatState state = in.flag() ? ChatState.CLOSED : ChatState.OPEN;
    Optional<String> bookingId = optional(in);
    int count = in.u16();
    List<Member> members = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      UserId user = new UserId(in.text(in.u16()));
      members.add(new Member(user, in.text(in.u16()), optional(in)));
    }
    return new Chat(id, bookingId, state, members, createdAt);
  }

  private static Optional<String> optional(PackedReader in) {
    return in.flag() ? Optional.of(in.text(in.u16())) : Optional.empty();
  }
}
