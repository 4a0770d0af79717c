package io.chathub.store.embedded;

import io.chathub.model.Chat;
import io.chathub.model.ChatId;
import io.chathub.model.ChatPatch;
import io.chathub.model.ChatState;
import io.chathub.model.Member;
import io.chathub.model.UserId;
import io.chathub.store.MemberLists;
import io.chathub.store.Store.ChatPut;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Makes chats and changes who is in them. Not thread safe: owned by the writer thread. */
final class ChatChanges {

  static final int PRESENT = 1;
  static final int LEFT = 0;

  private final LongSupplier clock;
  private final RecordWriter value = new RecordWriter();

  ChatChanges(LongSupplier clock) {
    this.clock = clock;
  }

  ChatPut put(
      Stage stage, ChatId id, Optional<String> bookingId, ChatState state, List<Member> members) {
    MemberLists.check(members);
    ChatHead before = stage.head(id);
    long createdAt = before == null ? clock.getAsLong() : before.chat().createdAt();
    Chat chat = new Chat(id, bookingId, state, members, createdAt);
    if (before == null) {
      make(stage, chat);
      return new ChatPut(chat, chat.members(), List.of(), true);
    }
    return change(stage, before, chat);
  }

  ChatPut patch(Stage stage, ChatId id, ChatPatch patch) {
    ChatHead before = stage.head(id);
    if (before == null) {
      throw Refusals.noSuchChat();
    }
    return change(stage, before, patch.of(before.chat()));
  }

  private ChatPut change(Stage stage, ChatHead before, Chat chat) {
    Chat was = before.chat();
    if (was.equals(chat)) {
      return new ChatPut(chat, List.of(), List.of(), false);
    }
    List<Member> joined = MemberLists.without(chat.members(), was.members());
    List<Member> left = MemberLists.without(was.members(), chat.members());
    list(stage, chat.id(), joined, PRESENT);
    list(stage, chat.id(), left, LEFT);
    stage.save(before.with(chat));
    boolean hasChanged = was.state() != chat.state() || !was.bookingId().equals(chat.bookingId());
    return new ChatPut(chat, joined, left, hasChanged);
  }

  Chat systemChat(Stage stage, UserId user, String role) {
    ChatId id = ChatId.systemChatOf(user);
    ChatHead head = stage.head(id);
    if (head != null) {
      return head.chat();
    }
    List<Member> members = List.of(new Member(user, role, Optional.empty()));
    Chat chat = new Chat(id, Optional.empty(), ChatState.OPEN, members, clock.getAsLong());
    make(stage, chat);
    return chat;
  }

  private void make(Stage stage, Chat chat) {
    list(stage, chat.id(), chat.members(), PRESENT);
    stage.save(ChatHead.ofNew(chat, stage.newChatNo()));
  }

  private void list(Stage stage, ChatId chat, List<Member> members, int how) {
    for (Member member : members) {
      value.clear();
      value.u8(how);
      stage.put(Column.USER_CHATS, Keys.userChat(member.user(), chat), value);
    }
  }
}
