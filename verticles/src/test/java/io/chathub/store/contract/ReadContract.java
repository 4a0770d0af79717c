package io.chathub.store.contract;

import static io.chathub.store.StoreScene.ANN;
import static io.chathub.store.StoreScene.BOB;
import static io.chathub.store.StoreScene.CAT;
import static io.chathub.store.StoreScene.CHAT;
import static io.chathub.store.StoreScene.get;
import static io.chathub.store.StoreScene.refused;
import static io.chathub.store.StoreScene.since;
import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.model.ChatId;
import io.chathub.model.ErrorCode;
import io.chathub.model.Message;
import io.chathub.model.MessageId;
import io.chathub.model.Position;
import io.chathub.model.UserId;
import io.chathub.store.Retention;
import io.chathub.store.Store.ReadMark;
import io.chathub.store.StoreScene;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Cursors move forward, and say what is unread and what everybody has read. */
public interface ReadContract {

  StoreScene scene();

  @Test
  default void cursorMovesForwardOnly() {
    scene().chat(ANN, BOB);
    scene().pushes(ANN, 3);
    MessageId second = scene().log(ANN).get(1).id();
    scene().pass(700);

    ReadMark mark = get(scene().store().markRead(CHAT, BOB, new Position.ById(second)));

    assertThat(mark.hasMoved()).isTrue();
    assertThat(mark.id()).isEqualTo(second);
    assertThat(mark.at()).isEqualTo(scene().now());
    assertThat(mark.chat()).isEqualTo(get(scene().store().chat(CHAT)));
    assertThat(scene().read(BOB, 2)).isFalse();
    assertThat(scene().read(BOB, 1)).isFalse();
    assertThat(scene().read(BOB, 3)).isTrue();
    assertThat(scene().missed(BOB, since(CHAT, 0)).read())
        .isEqualTo(Optional.of(Map.of(ANN, 0L, BOB, 3L)));
  }

  @Test
  default void aNumberIsAnsweredWithTheIdOfItsMessage() {
    scene().chat(ANN, BOB);
    Message first = scene().push(ANN, "1");
    scene().pass(10);
    Message second = scene().push(ANN, "2");

    assertThat(get(scene().store().markRead(CHAT, BOB, new Position.BySeq(1))).id())
        .isEqualTo(first.id());
    assertThat(get(scene().store().markRead(CHAT, BOB, new Position.BySeq(2))).id())
        .isEqualTo(second.id());
    assertThat(get(scene().store().markRead(CHAT, BOB, new Position.BySeq(1))).id())
        .isEqualTo(first.id());
  }

  @Test
  default void whatTheLogDoesNotHoldCannotBeRead() {
    scene().chat(ANN, BOB);
    MessageId id = scene().push(ANN, "1").id();
    List<Position> wrong =
        List.of(
            Position.START,
            new Position.BySeq(2),
            new Position.Unknown("nonsense"),
            new Position.ById(new MessageId(CHAT, 2, id.createdAt())),
            new Position.ById(new MessageId(CHAT, 1, id.createdAt() + 1)),
            new Position.ById(new MessageId(new ChatId("other"), 1, id.createdAt())));

    for (Position position : wrong) {
      refused(ErrorCode.NO_SUCH_MESSAGE, scene().store().markRead(CHAT, BOB, position));
    }
    refused(ErrorCode.NOT_A_MEMBER, scene().store().markRead(CHAT, CAT, new Position.BySeq(1)));
    refused(
        ErrorCode.NOT_A_MEMBER,
        scene().store().markRead(new ChatId("none"), ANN, new Position.BySeq(1)));
    assertThat(scene().unread(BOB)).isEqualTo(1);
  }

  @Test
  default void aTrimmedPositionIsKnown() {
    scene().reopen(new Retention(Duration.ofDays(365), 3));
    scene().chat(ANN, BOB);
    MessageId first = scene().push(ANN, "1").id();
    scene().pushes(ANN, 9);

    ReadMark mark = get(scene().store().markRead(CHAT, BOB, new Position.ById(first)));

    assertThat(mark.hasMoved()).isTrue();
    assertThat(mark.id()).isEqualTo(first);
    assertThat(scene().unread(BOB)).isEqualTo(3);
    assertThat(get(scene().store().markRead(CHAT, BOB, new Position.BySeq(5))).id().seq())
        .isEqualTo(5);
    assertThat(scene().unread(BOB)).isEqualTo(3);
    assertThat(scene().read(BOB, 9)).isTrue();
    assertThat(scene().unread(BOB)).isEqualTo(1);
  }

  @Test
  default void unreadCountsOthersBeyondTheCursor() {
    scene().chat(ANN, BOB);
    scene().pushes(ANN, 3); // 1..3
    scene().pushes(BOB, 2); // 4, 5
    scene().pushes(ANN, 2); // 6, 7
    scene().pushes(BOB, 1); // 8
    assertThat(scene().unread(BOB)).isEqualTo(5);
    assertThat(scene().unread(ANN)).isEqualTo(3);

    assertThat(scene().read(BOB, 2)).isTrue();
    assertThat(scene().unread(BOB)).isEqualTo(3);
    assertThat(scene().read(BOB, 4)).isTrue();
    assertThat(scene().unread(BOB)).isEqualTo(2);
    assertThat(scene().read(BOB, 6)).isTrue();
    assertThat(scene().unread(BOB)).isEqualTo(1);
    assertThat(scene().read(BOB, 8)).isTrue();
    assertThat(scene().unread(BOB)).isZero();
    assertThat(scene().read(ANN, 4)).isTrue();
    assertThat(scene().unread(ANN)).isEqualTo(2);
  }

  @Test
  default void isReadOnceEveryOtherPresentMemberHasReadIt() {
    scene().chat(ANN, BOB, CAT);
    scene().pushes(ANN, 2);
    assertThat(scene().read(BOB, 2)).isTrue();
    assertThat(scene().log(ANN)).noneMatch(Message::isRead);

    assertThat(scene().read(CAT, 1)).isTrue();
    assertThat(scene().log(ANN)).extracting(Message::isRead).containsExactly(true, false);
    scene().chat(ANN, BOB);
    assertThat(scene().log(ANN)).extracting(Message::isRead).containsExactly(true, true);
    scene().chat(ANN, BOB, CAT);
    assertThat(scene().log(ANN)).extracting(Message::isRead).containsExactly(true, true);
  }

  @Test
  default void whoIsAloneHasNobodyToWaitFor() {
    scene().chat(ANN);

    assertThat(scene().push(ANN, "1").isRead()).isTrue();
    assertThat(scene().push(UserId.SYSTEM, "2").isRead()).isFalse();
    assertThat(scene().read(ANN, 2)).isTrue();
    assertThat(scene().log(ANN)).allMatch(Message::isRead);
  }

  @Test
  default void readsAtTheSameMomentAsPushesCount() {
    scene().chat(ANN, BOB);
    var first = scene().store().append(StoreScene.text(CHAT, ANN, "1", null));
    var second = scene().store().append(StoreScene.text(CHAT, ANN, "2", null));
    var own = scene().store().append(StoreScene.text(CHAT, BOB, "3", null));
    var read = scene().store().markRead(CHAT, BOB, new Position.BySeq(1));
    var third = scene().store().append(StoreScene.text(CHAT, ANN, "4", null));
    var readAll = scene().store().markRead(CHAT, ANN, new Position.BySeq(4));

    assertThat(get(read).id()).isEqualTo(get(first).message().id());
    assertThat(get(readAll).id()).isEqualTo(get(third).message().id());
    assertThat(get(second).message().seq()).isEqualTo(2);
    assertThat(get(own).message().seq()).isEqualTo(3);
    assertThat(scene().unread(BOB)).isEqualTo(2);
    assertThat(scene().unread(ANN)).isZero();
  }
}
