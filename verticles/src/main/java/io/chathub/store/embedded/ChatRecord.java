package io.chathub.store.embedded;

import io.chathub.model.Chat;
import io.chathub.model.ChatId;
import io.chathub.model.ChatState;
import io.chathub.model.Member;
import io.chathub.model.UserId;
import io.chathub.store.embedded.ChatHead.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The stored form of a {@link ChatHead}: a checkpoint. Messages that came after it are found in the
 * log.
 */
final class ChatRecord {

  private static final int OPEN = 0;
  private static final int CLOSED = 1;

  private ChatRecord() {}

  static void write(ChatHead head, RecordWriter out) {
    Chat chat = head.chat();
    out.clear();
    out.varint(head.chatNo());
    out.u8(chat.state() == ChatState.OPEN ? OPEN : CLOSED);
    optional(chat.bookingId(), out);
    out.varint(chat.createdAt());
    out.varint(head.firstSeq());
    out.varint(head.lastSeq());
    out.varint(head.lastAt());
    out.varint(head.rev());
    out.varint(chat.members().size());
    for (int i = 0; i < chat.members().size(); i++) {
      Member member = chat.members().get(i);
      Cursor cursor = head.cursor(i);
      out.text(member.user().value());
      out.text(member.role());
      optional(member.name(), out);
      out.varint(cursor.readSeq());
      out.varint(cursor.ownAtRead());
      out.varint(cursor.ownTotal());
    }
  }

  static ChatHead read(ChatId id, byte[] value) {
    RecordReader in = new RecordReader(value);
    long chatNo = in.varint();
    ChatState state = in.u8() == OPEN ? ChatState.OPEN : ChatState.CLOSED;
    Optional<String> bookingId = optional(in);
    long createdAt = in.varint();
    Span log = new Span(in.varint(), in.varint(), in.varint());
    long rev = in.varint();
    int count = (int) in.varint();
    List<Member> members = new ArrayList<>(count);
    Cursor[] cursors = new Cursor[count];
    for (int i = 0; i < count; i++) {
      members.add(new Member(new UserId(in.text()), in.text(), optional(in)));
      cursors[i] = new Cursor(in.varint(), in.varint(), in.varint());
    }
    Chat chat = new Chat(id, bookingId, state, members, createdAt);
    return new ChatHead(chat, chatNo, log, rev, log.lastSeq(), cursors);
  }

  private static void optional(Optional<String> text, RecordWriter out) {
    out.u8(text.isPresent() ? 1 : 0);
    if (text.isPresent()) {
      out.text(text.get());
    }
  }

  private static Optional<String> optional(RecordReader in) {
    return in.u8() == 1 ? Optional.of(in.text()) : Optional.empty();
  }
}
