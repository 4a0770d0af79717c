package io.chathub.store.contract;

import static io.chathub.store.StoreScene.ANN;
import static io.chathub.store.StoreScene.BOB;
import static io.chathub.store.StoreScene.CHAT;
import static io.chathub.store.StoreScene.done;
import static io.chathub.store.StoreScene.get;
import static io.chathub.store.StoreScene.members;
import static io.chathub.store.StoreScene.refused;
import static io.chathub.store.StoreScene.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.model.ChatId;
import io.chathub.model.ChatState;
import io.chathub.model.ErrorCode;
import io.chathub.model.Message;
import io.chathub.model.Position;
import io.chathub.model.RawJson;
import io.chathub.model.UserId;
import io.chathub.store.Retention;
import io.chathub.store.Store;
import io.chathub.store.Store.Appended;
import io.chathub.store.StoreScene;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A message that is sent again with its {@code cid} is stored once. */
public interface DuplicateContract {

  StoreScene scene();

  @Test
  default void sameCidStoresNothingNew() {
    scene().chat(ANN, BOB);
    Message first = scene().push(ANN, "first", "c1").message();
    Message between = scene().push(BOB, "between");

    Appended again = scene().push(ANN, "again", "c1");

    assertThat(again.isDuplicate()).isTrue();
    assertThat(again.message()).isEqualTo(first);
    assertThat(scene().log(BOB)).containsExactly(first, between);
    assertThat(scene().push(ANN, "next").seq()).isEqualTo(3);
  }

  @Test
  default void cidIsOfOneSenderInOneChat() {
    scene().chat(ANN, BOB);
    ChatId other = new ChatId("other");
    scene().chat(other, ANN, BOB);
    assertThat(scene().push(ANN, "x", "c1").isDuplicate()).isFalse();

    assertThat(scene().push(BOB, "x", "c1").isDuplicate()).isFalse();
    assertThat(get(scene().store().append(text(other, ANN, "x", "c1"))).isDuplicate()).isFalse();
    assertThat(scene().push(ANN, "x", "C1").isDuplicate()).isFalse();
    assertThat(get(scene().store().append(text(CHAT, UserId.SYSTEM, "x", "c1"))).isDuplicate())
        .isFalse();
    assertThat(get(scene().store().append(text(CHAT, UserId.SYSTEM, "x", "c1"))).isDuplicate())
        .isTrue();
  }

  @Test
  default void duplicatesAtTheSameMomentAreSeen() {
    scene().chat(ANN, BOB);
    List<Future<Appended>> pushes = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      pushes.add(scene().store().append(text(CHAT, ANN, "try " + i, "same")));
    }

    int stored = 0;
    for (Future<Appended> push : pushes) {
      Appended appended = get(push);
      stored += appended.isDuplicate() ? 0 : 1;
      assertThat(appended.message().seq()).isEqualTo(1);
      assertThat(appended.message().content()).isEqualTo(RawJson.of("\"try 0\""));
    }

    assertThat(stored).isEqualTo(1);
    assertThat(scene().log(ANN)).hasSize(1);
  }

  @Test
  default void duplicateGivesTheMessageAsItNowStands() {
    scene().chat(ANN, BOB);
    Message first = scene().push(ANN, "oops", "c1").message();
    assertThat(scene().read(BOB, 1)).isTrue();
    assertThat(scene().push(ANN, "again", "c1").message().isRead()).isTrue();
    done(scene().store().recall(CHAT, ANN, new Position.ById(first.id())));

    Message again = scene().push(ANN, "oops", "c1").message();

    assertThat(again.isRecalled()).isTrue();
    assertThat(again.content()).isEqualTo(RawJson.NULL);
    assertThat(again.id()).isEqualTo(first.id());
  }

  @Test
  default void duplicateIsASuccessInAChatClosedSince() {
    scene().chat(ANN, BOB);
    Message first = scene().push(ANN, "first", "c1").message();
    done(scene().store().putChat(CHAT, Optional.empty(), ChatState.CLOSED, members(ANN, BOB)));

    Appended again = scene().push(ANN, "first", "c1");

    assertThat(again.isDuplicate()).isTrue();
    assertThat(again.message().id()).isEqualTo(first.id());
    assertThat(again.chat().state()).isEqualTo(ChatState.CLOSED);
    refused(ErrorCode.CHAT_CLOSED, scene().store().append(text(CHAT, ANN, "new", "c2")));
  }

  @Test
  default void duplicateOfWhoLeftIsRefused() {
    scene().chat(ANN, BOB);
    assertThat(scene().push(ANN, "first", "c1").isDuplicate()).isFalse();
    scene().chat(BOB);

    refused(ErrorCode.NOT_A_MEMBER, scene().store().append(text(CHAT, ANN, "first", "c1")));
    scene().chat(ANN, BOB);
    assertThat(scene().push(ANN, "first", "c1").isDuplicate()).isTrue();
  }

  @Test
  default void cidNamesItsMessageForADay() {
    scene().chat(ANN, BOB);
    scene().pass(20 * 3_600_000);
    assertThat(scene().push(ANN, "first", "c1").isDuplicate()).isFalse();

    scene().pass(Store.DUPLICATE_WINDOW_MS - 1);
    assertThat(scene().push(ANN, "second", "c1").isDuplicate()).isTrue();
    scene().reopen();
    assertThat(scene().push(ANN, "second", "c1").isDuplicate()).isTrue();
    assertThat(scene().log(ANN)).hasSize(1);
  }

  @Test
  default void cidOfATrimmedMessageStillStoresNothingNew() {
    scene().reopen(new Retention(Duration.ofDays(365), 2));
    scene().chat(ANN, BOB);
    Message first = scene().push(ANN, "first", "c1").message();
    scene().pushes(BOB, 5);

    Appended again = scene().push(ANN, "first", "c1");

    assertThat(again.isDuplicate()).isTrue();
    assertThat(again.message().id()).isEqualTo(first.id());
    assertThat(again.message().content()).isEqualTo(RawJson.NULL);
    assertThat(scene().push(ANN, "next").seq()).isEqualTo(7);
  }
}
