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

  /**
   * @throws Unreadable where it is no record of a chat
   */
  static ChatHead read(ChatId id, byte[] value) {
    try {
      return read(id, new RecordReader(value));
    } catch (Unreadable e) {
      throw new Unreadable("the record of chat " + id, e);
    } catch (IllegalArgumentException e) {
      throw new Unreadable("the record of chat " + id + ": " + e.getMessage());
    }
  }

  private static ChatHead read(ChatId id, RecordReader in) {
    long chatNo = in.varint();
    ChatState state = in.flag() ? ChatState.CLOSED : ChatState.OPEN;
    Optional<String> bookingId = optional(in);
    long createdAt = in.varint();
    Span log = new Span(in.varint(), in.varint(), in.varint());
    long rev = in.varint();
    long count = in.varint();
    if (chatNo < 1 || log.firstSeq() < 1 || log.firstSeq() > log.lastSeq() + 1) {
      throw new Unreadable("its numbers cannot be");
    }
    if (count > in.left()) {
      throw new Unreadable("it ends too early");
    }
    List<Member> members = new ArrayList<>((int) count);
    Cursor[] cursors = new Cursor[(int) count];
    for (int i = 0; i < count; i++) {
      members.add(new Member(new UserId(in.text()), in.text(), optional(in)));
      cursors[i] = new Cursor(in.varint(), in.varint(), in.varint());
    }
    in.end();
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
    return in.flag() ? Optional.of(in.text()) : Optional.empty();
  }
}
