package io.chathub.store.contract;

import static io.chathub.store.StoreScene.ANN;
import static io.chathub.store.StoreScene.BOB;
import static io.chathub.store.StoreScene.CAT;
import static io.chathub.store.StoreScene.CHAT;
import static io.chathub.store.StoreScene.T0;
import static io.chathub.store.StoreScene.done;
import static io.chathub.store.StoreScene.get;
import static io.chathub.store.StoreScene.members;
import static io.chathub.store.StoreScene.refused;
import static io.chathub.store.StoreScene.since;
import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.model.Chat;
import io.chathub.model.ChatId;
import io.chathub.model.ChatPatch;
import io.chathub.model.ChatState;
import io.chathub.model.ErrorCode;
import io.chathub.model.Member;
import io.chathub.model.Position;
import io.chathub.model.UserId;
import io.chathub.store.Store.ChatLimits;
import io.chathub.store.Store.ChatPage;
import io.chathub.store.Store.ChatPut;
import io.chathub.store.Store.ChatSummary;
import io.chathub.store.StoreScene;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Chats are made, changed and listed. */
public interface ChatContract {

  StoreScene scene();

  @Test
  default void aChatIsMadeOnce() {
    refused(ErrorCode.NO_SUCH_CHAT, scene().store().chat(CHAT));

    ChatPut made = put(Optional.of("1024"), ChatState.OPEN, members(ANN, BOB));
    scene().pass(1_000);
    ChatPut again = put(Optional.of("1024"), ChatState.OPEN, members(ANN, BOB));

    assertThat(made.chat())
        .isEqualTo(new Chat(CHAT, Optional.of("1024"), ChatState.OPEN, members(ANN, BOB), T0));
    assertThat(made.joined()).isEqualTo(members(ANN, BOB));
    assertThat(made.left()).isEmpty();
    assertThat(made.hasChanged()).isTrue();
    assertThat(again).isEqualTo(new ChatPut(made.chat(), List.of(), List.of(), false));
    assertThat(get(scene().store().chat(CHAT))).isEqualTo(made.chat());
  }

  @Test
  default void stateBookingAndMembersChange() {
    scene().chat(ANN, BOB);

    ChatPut members = put(Optional.of("1024"), ChatState.OPEN, members(BOB, CAT));
    assertThat(members.joined()).isEqualTo(members(CAT));
    assertThat(members.left()).isEqualTo(members(ANN));
    assertThat(members.hasChanged()).isFalse();
    ChatPut state = put(Optional.of("1024"), ChatState.CLOSED, members(BOB, CAT));
    assertThat(state.hasChanged()).isTrue();
    assertThat(state.joined()).isEmpty();
    ChatPut booking = put(Optional.of("7"), ChatState.CLOSED, members(BOB, CAT));
    assertThat(booking.hasChanged()).isTrue();
    Member renamed = new Member(CAT, "doctor", Optional.of("Cat"));
    ChatPut role = put(Optional.of("7"), ChatState.CLOSED, List.of(members(BOB).get(0), renamed));
    assertThat(role.hasChanged()).isFalse();
    assertThat(role.joined()).isEmpty();
    assertThat(role.left()).isEmpty();
    scene().reopen();
    assertThat(get(scene().store().chat(CHAT)).member(CAT)).contains(renamed);
  }

  @Test
  default void aPatchChangesWhatItNames() {
    scene().chat(ANN, BOB);
    Chat before = get(scene().store().chat(CHAT));
    Member doctor = new Member(CAT, "doctor", Optional.of("Cat"));

    ChatPut closed = patch(ChatPatch.NOTHING.withState(ChatState.CLOSED));
    ChatPut again = patch(ChatPatch.NOTHING.withState(ChatState.CLOSED));
    ChatPut booked = patch(ChatPatch.NOTHING.withBooking("7"));
    ChatPut swapped = patch(ChatPatch.NOTHING.adding(doctor).removing(ANN));
    ChatPut renamed =
        patch(ChatPatch.NOTHING.adding(new Member(BOB, "nurse", Optional.empty())).removing(ANN));

    assertThat(closed.chat().members()).isEqualTo(before.members());
    assertThat(closed.chat().bookingId()).isEqualTo(before.bookingId());
    assertThat(closed.hasChanged()).isTrue();
    assertThat(again).isEqualTo(new ChatPut(closed.chat(), List.of(), List.of(), false));
    assertThat(booked.chat().state()).isEqualTo(ChatState.CLOSED);
    assertThat(booked.chat().bookingId()).contains("7");
    assertThat(swapped.joined()).containsExactly(doctor);
    assertThat(swapped.left()).isEqualTo(members(ANN));
    assertThat(swapped.hasChanged()).isFalse();
    assertThat(renamed.joined()).isEmpty();
    scene().reopen();
    assertThat(get(scene().store().chat(CHAT)))
        .isEqualTo(
            new Chat(
                CHAT,
                Optional.of("7"),
                ChatState.CLOSED,
                List.of(new Member(BOB, "nurse", Optional.empty()), doctor),
                before.createdAt()));
    assertThat(get(scene().store().chats(CAT, 10, Optional.empty())).chats()).hasSize(1);
    assertThat(get(scene().store().chats(ANN, 10, Optional.empty())).chats()).isEmpty();
  }

  @Test
  default void aPatchThatCannotBeChangesNothing() {
    refused(
        ErrorCode.NO_SUCH_CHAT,
        scene().store().patchChat(CHAT, ChatPatch.NOTHING.withState(ChatState.OPEN)));
    refused(ErrorCode.NO_SUCH_CHAT, scene().store().chat(CHAT));
    scene().chat(ANN, BOB);
    Chat before = get(scene().store().chat(CHAT));
    ChatPatch closing = ChatPatch.NOTHING.withState(ChatState.CLOSED);
    ChatPatch crowd =
        new ChatPatch(Optional.empty(), Optional.empty(), crowd(Chat.MEMBERS_MAX - 1), List.of());
    for (ChatPatch wrong :
        List.of(
            closing.removing(ANN),
            closing.removing(ANN).removing(BOB),
            closing.adding(StoreScene.member(CAT)).removing(CAT),
            closing.adding(StoreScene.member(CAT)).adding(StoreScene.member(CAT)),
            crowd)) {
      refused(ErrorCode.MALFORMED_FIELD, scene().store().patchChat(CHAT, wrong));
    }
    assertThat(get(scene().store().chat(CHAT))).isEqualTo(before);
  }

  private static List<Member> crowd(int size) {
    List<Member> crowd = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      crowd.add(new Member(new UserId("u" + i), "patient", Optional.empty()));
    }
    return crowd;
  }

  @Test
  default void patchesAtOnceAllTakeEffect() {
    scene().chat(ANN, BOB);
    List<Future<ChatPut>> patches = new ArrayList<>();
    for (Member member : crowd(10)) {
      patches.add(scene().store().patchChat(CHAT, ChatPatch.NOTHING.adding(member)));
    }
    patches.add(scene().store().patchChat(CHAT, ChatPatch.NOTHING.withBooking("8")));
    patches.add(scene().store().patchChat(CHAT, ChatPatch.NOTHING.withState(ChatState.CLOSED)));

    done(Future.join(patches));

    Chat chat = get(scene().store().chat(CHAT));
    assertThat(chat.members()).hasSize(12).containsAll(crowd(10));
    assertThat(chat.bookingId()).contains("8");
    assertThat(chat.state()).isEqualTo(ChatState.CLOSED);
  }

  private ChatPut patch(ChatPatch patch) {
    return get(scene().store().patchChat(CHAT, patch));
  }

  @Test
  default void newMemberSeesTheWholeLogAndStartsAtItsEnd() {
    scene().chat(ANN, BOB);
    scene().pushes(ANN, 3);
    scene().chat(ANN, BOB, CAT);

    assertThat(scene().log(CAT)).hasSize(3);
    assertThat(scene().unread(CAT)).isZero();
    assertThat(scene().missed(CAT, since(CHAT, 0)).read().orElseThrow()).containsEntry(CAT, 3L);
    assertThat(scene().push(ANN, "4").seq()).isEqualTo(4);
    assertThat(scene().unread(CAT)).isEqualTo(1);
  }

  @Test
  default void whoComesBackStartsAtTheEndAgain() {
    scene().chat(ANN, BOB);
    scene().pushes(BOB, 2);
    scene().pushes(ANN, 2);
    scene().chat(ANN);
    refused(ErrorCode.NOT_A_MEMBER, scene().store().markRead(CHAT, BOB, new Position.BySeq(1)));
    scene().pushes(ANN, 2); // 5, 6
    scene().chat(ANN, BOB);

    assertThat(scene().unread(BOB)).isZero();
    scene().pushes(BOB, 2); // 7, 8
    scene().pushes(ANN, 2); // 9, 10
    assertThat(scene().unread(BOB)).isEqualTo(2);
    assertThat(scene().read(BOB, 8)).isTrue();
    assertThat(scene().unread(BOB)).isEqualTo(2);
    scene().reopen();
    assertThat(scene().unread(BOB)).isEqualTo(2);
    assertThat(scene().read(BOB, 9)).isTrue();
    assertThat(scene().unread(BOB)).isEqualTo(1);
  }

  @Test
  default void messagesShowTheBookingOfTheirChat() {
    assertThat(put(Optional.of("1"), ChatState.OPEN, members(ANN, BOB)).hasChanged()).isTrue();
    assertThat(scene().push(ANN, "x").bookingId()).contains("1");
    assertThat(put(Optional.of("2"), ChatState.OPEN, members(ANN, BOB)).hasChanged()).isTrue();

    assertThat(scene().push(ANN, "y").bookingId()).contains("2");
  }

  @Test
  default void systemChatIsMadeOnFirstUse() {
    Chat chat = get(scene().store().systemChat(ANN, "patient"));
    scene().pass(1_000);

    assertThat(chat.id()).isEqualTo(ChatId.systemChatOf(ANN));
    assertThat(chat.bookingId()).isEmpty();
    assertThat(chat.state()).isEqualTo(ChatState.OPEN);
    assertThat(chat.members()).containsExactly(new Member(ANN, "patient", Optional.empty()));
    assertThat(get(scene().store().systemChat(ANN, "patient"))).isEqualTo(chat);
    assertThat(get(scene().store().chats(ANN, 50, Optional.empty())).chats())
        .extracting(ChatSummary::chat)
        .containsExactly(chat);
  }

  @Test
  default void chatsComeLatestFirst() {
    List<ChatId> ids = new ArrayList<>();
    for (String name : List.of("a", "b", "c")) {
      ids.add(new ChatId(name));
      scene().chat(new ChatId(name), ANN, BOB);
      scene().pass(10);
    }
    done(scene().store().append(StoreScene.text(ids.get(0), ANN, "x", null)));
    scene().pass(10);
    done(scene().store().append(StoreScene.text(ids.get(1), BOB, "y", null)));

    List<ChatSummary> chats = get(scene().store().chats(ANN, 50, Optional.empty())).chats();

    assertThat(chats).extracting(chat -> chat.chat().id().value()).containsExactly("b", "a", "c");
    assertThat(chats).extracting(ChatSummary::unread).containsExactly(1L, 0L, 0L);
    assertThat(chats.get(0).lastMessage().orElseThrow().from()).isEqualTo(BOB);
    assertThat(chats.get(2).lastMessage()).isEmpty();
    assertThat(chats.get(2).rev()).isZero();
  }

  @Test
  default void chatsArePaged() {
    chatsArePaged(new ChatLimits(10, Integer.MAX_VALUE, chat -> 0));
  }

  @Test
  default void aPageOfChatsEndsWhereTheBytesDo() {
    chatsArePaged(new ChatLimits(200, 1_050, chat -> 100));
    assertThat(get(scene().store().chats(ANN, new ChatLimits(9, 1, c -> 2), Optional.empty())))
        .satisfies(
            page -> {
              assertThat(page.chats()).hasSize(1);
              assertThat(page.cursor()).isPresent();
            });
  }

  private void chatsArePaged(ChatLimits limits) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      names.add("chat" + (char) ('a' + i));
      scene().chat(new ChatId(names.get(i)), ANN, BOB);
      scene().pass(i % 3 == 0 ? 1 : 0);
    }

    List<String> listed = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    int pages = 0;
    do {
      ChatPage page = get(scene().store().chats(ANN, limits, cursor));
      page.chats().forEach(chat -> listed.add(chat.chat().id().value()));
      cursor = page.cursor();
      cursor.ifPresent(token -> assertThat(token).matches("[A-Za-z0-9_-]+"));
      pages++;
    } while (cursor.isPresent());

    assertThat(pages).isEqualTo(3);
    assertThat(listed).doesNotHaveDuplicates();
    Collections.sort(listed);
    assertThat(listed).isEqualTo(names);
    assertThat(get(scene().store().chats(ANN, 25, Optional.empty())).cursor()).isEmpty();
    for (String bad : List.of("%%", "", "AAAA", "zzzzzz")) {
      refused(ErrorCode.MALFORMED_FIELD, scene().store().chats(ANN, 10, Optional.of(bad)));
    }
  }

  @Test
  default void chatsOfWhoLeftAreNotListed() {
    scene().chat(ANN, BOB);
    scene().chat(BOB, CAT);

    assertThat(get(scene().store().chats(ANN, 10, Optional.empty())).chats()).isEmpty();
    assertThat(get(scene().store().chats(CAT, 10, Optional.empty())).chats()).hasSize(1);
    assertThat(get(scene().store().chats(new UserId("an"), 10, Optional.empty())).chats())
        .isEmpty();
  }

  @Test
  default void contactsShareAChat() {
    scene().chat(ANN, BOB);
    scene().chat(new ChatId("second"), ANN, CAT);
    done(scene().store().systemChat(ANN, "patient"));

    assertThat(get(scene().store().contacts(ANN))).containsExactlyInAnyOrder(BOB, CAT);
    assertThat(get(scene().store().contacts(BOB))).containsExactly(ANN);
    assertThat(get(scene().store().contacts(new UserId("nobody")))).isEmpty();
    scene().chat(BOB, CAT);
    assertThat(get(scene().store().contacts(ANN))).containsExactly(CAT);
    assertThat(scene().missed(BOB, since(CHAT, 0)).read()).contains(Map.of(BOB, 0L, CAT, 0L));
  }

  private ChatPut put(Optional<String> booking, ChatState state, List<Member> members) {
    return get(scene().store().putChat(CHAT, booking, state, members));
  }
}
