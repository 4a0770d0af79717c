package io.chathub.store.contract;

import static io.chathub.store.StoreScene.ANN;
import static io.chathub.store.StoreScene.BOB;
import static io.chathub.store.StoreScene.CHAT;
import static io.chathub.store.StoreScene.get;
import static io.chathub.store.StoreScene.seqs;
import static io.chathub.store.StoreScene.since;
import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.store.Retention;
import io.chathub.store.Store;
import io.chathub.store.StoreScene;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Logs are trimmed by count and by age. */
public interface RetentionContract {

  StoreScene scene();

  void maintain(Store store);

  @Test
  default void theNewestAreKept() {
    scene().reopen(new Retention(Duration.ofDays(365), 4));
    scene().chat(ANN, BOB);
    scene().pushes(ANN, 3); // 1..3
    scene().pushes(BOB, 3); // 4..6
    scene().pushes(ANN, 1); // 7

    assertThat(seqs(scene().log(ANN))).containsExactly(4L, 5L, 6L, 7L);
    assertThat(scene().unread(BOB)).isEqualTo(1);
    assertThat(scene().unread(ANN)).isEqualTo(3);
    assertThat(scene().unread(BOB, since(CHAT, 0), 50).missed()).isEqualTo(1);
    scene().pushes(ANN, 1); // 8
    assertThat(seqs(scene().log(ANN))).containsExactly(5L, 6L, 7L, 8L);
    assertThat(scene().missed(BOB, since(CHAT, 0)).missed()).isEqualTo(4);
  }

  @Test
  default void aSmallerCountTrimsMany() {
    scene().chat(ANN, BOB);
    scene().pushes(ANN, 300);
    scene().reopen(new Retention(Duration.ofDays(365), 10));

    assertThat(scene().push(BOB, "x").seq()).isEqualTo(301);

    assertThat(scene().log(ANN)).hasSize(10);
    assertThat(scene().unread(BOB)).isEqualTo(9);
    scene().reopen(new Retention(Duration.ofDays(365), 10));
    assertThat(scene().log(ANN)).hasSize(10);
    assertThat(scene().unread(BOB)).isEqualTo(9);
  }

  @Test
  default void oldMessagesGo() {
    scene().reopen(new Retention(Duration.ofDays(2), 1_000));
    scene().chat(ANN, BOB);
    scene().pushes(ANN, 3);
    scene().pass(Duration.ofDays(1).toMillis());
    scene().pushes(BOB, 2);
    scene().pass(Duration.ofDays(1).toMillis());
    maintain(scene().store());
    assertThat(scene().log(ANN)).hasSize(5);

    scene().pass(1);
    maintain(scene().store());

    assertThat(seqs(scene().log(ANN))).containsExactly(4L, 5L);
    assertThat(scene().unread(BOB)).isZero();
    assertThat(scene().unread(ANN)).isEqualTo(2);
  }

  @Test
  default void trimmedSeqsNeverComeAgain() {
    scene().reopen(new Retention(Duration.ofDays(2), 1_000));
    scene().chat(ANN, BOB);
    scene().pushes(ANN, 5);
    long last = scene().log(ANN).get(4).createdAt();
    scene().pass(Duration.ofDays(3).toMillis());
    maintain(scene().store());
    assertThat(scene().log(ANN)).isEmpty();
    assertThat(scene().unread(BOB)).isZero();
    assertThat(scene().missed(BOB, since(CHAT, 5)).reset()).isFalse();
    assertThat(scene().missed(BOB, since(CHAT, 0)).lastSeq()).isEqualTo(5);
    var summary = get(scene().store().chats(BOB, 1, Optional.empty())).chats().get(0);
    assertThat(summary.lastMessage()).isEmpty();

    scene().pass(-Duration.ofDays(4).toMillis());
    scene().reopen();

    var next = scene().push(BOB, "x");
    assertThat(next.seq()).isEqualTo(6);
    assertThat(next.createdAt()).isGreaterThanOrEqualTo(last);
    assertThat(seqs(scene().log(ANN))).containsExactly(6L);
    assertThat(scene().unread(ANN)).isEqualTo(1);
  }
}
