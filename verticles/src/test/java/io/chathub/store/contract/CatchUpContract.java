package io.chathub.store.contract;

import static io.chathub.store.StoreScene.ANN;
import static io.chathub.store.StoreScene.BOB;
import static io.chathub.store.StoreScene.CAT;
import static io.chathub.store.StoreScene.CHAT;
import static io.chathub.store.StoreScene.done;
import static io.chathub.store.StoreScene.get;
import static io.chathub.store.StoreScene.seqs;
import static io.chathub.store.StoreScene.since;
import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.model.ChatId;
import io.chathub.model.ErrorCode;
import io.chathub.model.MessageId;
import io.chathub.model.Position;
import io.chathub.model.UserId;
import io.chathub.store.Retention;
import io.chathub.store.Store;
import io.chathub.store.Store.Appended;
import io.chathub.store.Store.CatchUp;
import io.chathub.store.Store.CatchUp.Missed;
import io.chathub.store.Store.CatchUpLimits;
import io.chathub.store.Store.CatchUpQuery;
import io.chathub.store.Store.Change;
import io.chathub.store.StoreScene;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A client that was away gets what it missed. */
public interface CatchUpContract {

  StoreScene scene();

  @Test
  default void everythingAfterTheIndexOldestFirst() {
    scene().chat(ANN, BOB);
    scene().pushes(ANN, 2);
    scene().pushes(BOB, 2);

    Missed missed = scene().missed(BOB, since(CHAT, 1));

    assertThat(seqs(missed.messages())).containsExactly(2L, 3L, 4L);
    assertThat(missed.messages()).isEqualTo(scene().log(BOB).subList(1, 4));
    assertThat(missed.missed()).isEqualTo(3);
    assertThat(missed.more()).isFalse();
    assertThat(missed.lastSeq()).isEqualTo(4);
    assertThat(missed.unread()).isEqualTo(2);
    assertThat(missed.rev()).isZero();
    assertThat(missed.changed()).isEmpty();
    assertThat(missed.reset()).isFalse();
    assertThat(scene().missed(BOB, since(CHAT, 4)).messages()).isEmpty();
  }

  @Test
  default void anEmptyChatMissesNothing() {
    scene().chat(ANN, BOB);

    Missed missed = scene().missed(BOB, since(CHAT, 0));

    assertThat(missed.messages()).isEmpty();
    assertThat(missed.missed()).isZero();
    assertThat(missed.lastSeq()).isZero();
    assertThat(missed.reset()).isFalse();
  }

  @Test
  default void limitKeepsTheNewest() {
    scene().chat(ANN, BOB);
    scene().pushes(ANN, 10);

    Missed missed = scene().missed(BOB, since(CHAT, 2), 3);

    assertThat(seqs(missed.messages())).containsExactly(8L, 9L, 10L);
    assertThat(missed.missed()).isEqualTo(8);
    assertThat(missed.more()).isTrue();
    assertThat(scene().missed(BOB, since(CHAT, 7), 3).more()).isFalse();
  }

  @Test
  default void unreadOnlyLeavesOutTheOwnAndTheRead() {
    scene().chat(ANN, BOB);
    scene().pushes(ANN, 3); // 1..3
    scene().pushes(BOB, 1); // 4
    scene().pushes(ANN, 2); // 5, 6
    scene().pushes(BOB, 1); // 7
    assertThat(scene().read(BOB, 2)).isTrue();

    Missed all = scene().unread(BOB, since(CHAT, 0), 50);
    Missed two = scene().unread(BOB, since(CHAT, 0), 2);
    Missed some = scene().unread(BOB, since(CHAT, 4), 50);

    assertThat(seqs(all.messages())).containsExactly(3L, 5L, 6L);
    assertThat(all.missed()).isEqualTo(3);
    assertThat(all.more()).isFalse();
    assertThat(seqs(two.messages())).containsExactly(5L, 6L);
    assertThat(two.missed()).isEqualTo(3);
    assertThat(two.more()).isTrue();
    assertThat(seqs(some.messages())).containsExactly(5L, 6L);
    assertThat(some.missed()).isEqualTo(2);
    assertThat(some.unread()).isEqualTo(3);
    assertThat(scene().unread(BOB, since(CHAT, 6), 50).missed()).isZero();
  }

  @Test
  default void answersComeInTheOrderAskedAndRefusalsSpoilNoOther() {
    ChatId second = new ChatId("second");
    ChatId foreign = new ChatId("foreign");
    scene().chat(ANN, BOB);
    scene().chat(second, ANN, BOB);
    scene().chat(foreign, ANN, CAT);
    done(scene().store().append(StoreScene.text(second, ANN, "x", null)));

    List<CatchUp> answers =
        get(
            scene()
                .store()
                .missed(
                    BOB,
                    List.of(
                        since(new ChatId("none"), 0),
                        since(second, 0),
                        since(foreign, 0),
                        since(CHAT, 0)),
                    new CatchUpLimits(false, 50, 1000, message -> 100)));

    assertThat(answers)
        .extracting(CatchUp::chat)
        .containsExactly(new ChatId("none"), second, foreign, CHAT);
    assertThat(((CatchUp.Refused) answers.get(0)).why().code()).isEqualTo(ErrorCode.NOT_A_MEMBER);
    assertThat(((Missed) answers.get(1)).messages()).hasSize(1);
    assertThat(((CatchUp.Refused) answers.get(2)).why().code()).isEqualTo(ErrorCode.NOT_A_MEMBER);
    assertThat(((Missed) answers.get(3)).messages()).isEmpty();
  }

  @Test
  default void bytesAreSpentChatByChatNewestFirst() {
    ChatId second = new ChatId("second");
    scene().chat(ANN, BOB);
    scene().chat(second, ANN, BOB);
    for (int i = 0; i < 4; i++) {
      done(scene().store().append(StoreScene.text(CHAT, ANN, "x", null)));
      done(scene().store().append(StoreScene.text(second, ANN, "x", null)));
    }

    List<CatchUp> answers =
        get(
            scene()
                .store()
                .missed(
                    BOB,
                    List.of(since(CHAT, 1), since(second, 0)),
                    new CatchUpLimits(false, 50, 599, message -> 100)));

    Missed first = (Missed) answers.get(0);
    Missed next = (Missed) answers.get(1);
    assertThat(seqs(first.messages())).containsExactly(2L, 3L, 4L);
    assertThat(first.more()).isFalse();
    assertThat(seqs(next.messages())).containsExactly(3L, 4L);
    assertThat(next.missed()).isEqualTo(4);
    assertThat(next.more()).isTrue();
  }

  @Test
  default void resetWhereTheLogDoesNotHoldTheIndex() {
    scene().chat(ANN, BOB);
    scene().pushes(ANN, 3);
    MessageId last = scene().log(ANN).get(2).id();
    List<Position> wrong =
        List.of(
            new Position.BySeq(4),
            new Position.Unknown("nonsense"),
            new Position.ById(new MessageId(CHAT, 4, last.createdAt())),
            new Position.ById(new MessageId(CHAT, 2, last.createdAt() + 5)),
            new Position.ById(new MessageId(new ChatId("other"), 2, last.createdAt())));

    for (Position position : wrong) {
      Missed missed = scene().missed(BOB, new CatchUpQuery(CHAT, position, OptionalLong.of(0)));
      assertThat(missed.reset()).isTrue();
      assertThat(missed.missed()).isEqualTo(3);
      assertThat(missed.messages()).hasSize(3);
      assertThat(missed.changed()).isEmpty();
    }
    Missed right =
        scene().missed(BOB, new CatchUpQuery(CHAT, new Position.ById(last), OptionalLong.empty()));
    assertThat(right.reset()).isFalse();
    assertThat(right.missed()).isZero();
  }

  @Test
  default void trimmedIndexIsNoReset() {
    scene().reopen(new Retention(Duration.ofDays(365), 3));
    scene().chat(ANN, BOB);
    MessageId first = scene().push(ANN, "1").id();
    scene().pushes(ANN, 9);

    Missed byId =
        scene().missed(BOB, new CatchUpQuery(CHAT, new Position.ById(first), OptionalLong.empty()));
    Missed bySeq = scene().missed(BOB, since(CHAT, 4));

    assertThat(byId.reset()).isFalse();
    assertThat(seqs(byId.messages())).containsExactly(8L, 9L, 10L);
    assertThat(byId.missed()).isEqualTo(3);
    assertThat(byId.more()).isFalse();
    assertThat(bySeq.reset()).isFalse();
    assertThat(bySeq.missed()).isEqualTo(3);
  }

  @Test
  default void changesSinceTheRevThatTheClientKnew() {
    scene().chat(ANN, BOB);
    scene().pushes(ANN, 3);
    List<MessageId> ids = scene().log(ANN).stream().map(message -> message.id()).toList();
    done(scene().store().recall(CHAT, ANN, new Position.BySeq(2)));
    done(scene().store().recall(CHAT, ANN, new Position.BySeq(1)));

    assertThat(changed(0)).containsExactly(recalled(ids.get(1)), recalled(ids.get(0)));
    assertThat(changed(1)).containsExactly(recalled(ids.get(0)));
    assertThat(changed(2)).isEmpty();
    Missed tooNew = scene().missed(BOB, new CatchUpQuery(CHAT, pos(3), OptionalLong.of(3)));
    assertThat(tooNew.reset()).isTrue();
    assertThat(tooNew.changed()).isEmpty();
    assertThat(tooNew.missed()).isEqualTo(3);
    assertThat(tooNew.rev()).isEqualTo(2);
    scene().reopen();
    assertThat(changed(0)).containsExactly(recalled(ids.get(1)), recalled(ids.get(0)));
  }

  @Test
  default void tooManyChangesReset() {
    scene().chat(ANN, BOB);
    scene().pushes(ANN, Store.CHANGES_MAX + 1);
    for (long seq = 1; seq <= Store.CHANGES_MAX; seq++) {
      done(scene().store().recall(CHAT, ANN, pos(seq)));
    }
    List<Long> all = LongStream.rangeClosed(1, Store.CHANGES_MAX).boxed().toList();
    assertThat(changed(0)).extracting(change -> change.id().seq()).isEqualTo(all);

    done(scene().store().recall(CHAT, ANN, pos(Store.CHANGES_MAX + 1)));

    Missed missed = scene().missed(BOB, new CatchUpQuery(CHAT, pos(5), OptionalLong.of(0)));
    assertThat(missed.reset()).isTrue();
    assertThat(missed.missed()).isEqualTo(Store.CHANGES_MAX + 1);
    assertThat(changed(1)).hasSize(Store.CHANGES_MAX);
  }

  @Test
  default void cursorsAreGivenForSmallChatsOnly() {
    List<UserId> users = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      users.add(new UserId("u" + i));
    }
    scene().chat(users.toArray(new UserId[0]));
    assertThat(scene().missed(users.get(0), since(CHAT, 0)).read().orElseThrow())
        .containsOnlyKeys(users);
    users.add(new UserId("u20"));
    scene().chat(users.toArray(new UserId[0]));

    assertThat(scene().missed(users.get(0), since(CHAT, 0)).read()).isEmpty();
  }

  @Test
  default void answersBelongTogetherWhileTheLogGrowsAndIsTrimmed() {
    scene().reopen(new Retention(Duration.ofDays(365), 40));
    scene().chat(ANN, BOB);
    List<Future<Appended>> pushes = new ArrayList<>();
    List<Future<List<CatchUp>>> answers = new ArrayList<>();
    CatchUpLimits limits = new CatchUpLimits(false, 30, 1 << 20, message -> 100);
    for (int i = 0; i < 2_000; i++) {
      pushes.add(scene().store().append(StoreScene.text(CHAT, ANN, "m" + i, "c" + i)));
      if (i % 10 == 0) {
        answers.add(scene().store().missed(BOB, List.of(since(CHAT, 0)), limits));
      }
    }

    for (Future<List<CatchUp>> answer : answers) {
      Missed missed = (Missed) get(answer).get(0);
      List<Long> seqs = seqs(missed.messages());
      long first = missed.lastSeq() - seqs.size() + 1;
      assertThat(seqs).isEqualTo(LongStream.rangeClosed(first, missed.lastSeq()).boxed().toList());
      assertThat(missed.unread()).isEqualTo(missed.missed()).isLessThanOrEqualTo(40);
    }
    pushes.forEach(StoreScene::done);
    assertThat(scene().missed(BOB, since(CHAT, 0)).lastSeq()).isEqualTo(2_000);
  }

  private List<Change> changed(long rev) {
    Missed missed = scene().missed(BOB, new CatchUpQuery(CHAT, pos(3), OptionalLong.of(rev)));
    assertThat(missed.reset()).isFalse();
    return missed.changed().orElseThrow();
  }

  private static Change recalled(MessageId id) {
    return new Change(id, true, false);
  }

  private static Position pos(long seq) {
    return new Position.BySeq(seq);
  }
}
