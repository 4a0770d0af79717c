package io.chathub.store.contract;

import static io.chathub.store.StoreScene.ANN;
import static io.chathub.store.StoreScene.BOB;
import static io.chathub.store.StoreScene.CAT;
import static io.chathub.store.StoreScene.CHAT;
import static io.chathub.store.StoreScene.done;
import static io.chathub.store.StoreScene.get;
import static io.chathub.store.StoreScene.members;
import static io.chathub.store.StoreScene.refused;
import static io.chathub.store.StoreScene.since;
import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.model.ChatState;
import io.chathub.model.ErrorCode;
import io.chathub.model.Message;
import io.chathub.model.MessageId;
import io.chathub.model.Position;
import io.chathub.model.RawJson;
import io.chathub.store.Retention;
import io.chathub.store.Store;
import io.chathub.store.Store.Recalled;
import io.chathub.store.StoreScene;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A sender takes a message back. */
public interface RecallContract {

  StoreScene scene();

  @Test
  default void recalledMessageKeepsItsPlaceWithoutContent() {
    scene().chat(ANN, BOB);
    Message message = scene().push(ANN, "oops", "c1").message();
    scene().pass(1_000);

    Recalled recalled = get(scene().store().recall(CHAT, ANN, new Position.ById(message.id())));

    assertThat(recalled.id()).isEqualTo(message.id());
    assertThat(recalled.at()).isEqualTo(scene().now());
    assertThat(recalled.isRepeat()).isFalse();
    assertThat(recalled.chat().id()).isEqualTo(CHAT);
    Message after = scene().log(BOB).get(0);
    assertThat(after.isRecalled()).isTrue();
    assertThat(after.isErased()).isFalse();
    assertThat(after.content()).isEqualTo(RawJson.NULL);
    assertThat(after.id()).isEqualTo(message.id());
    assertThat(after.cid()).contains("c1");
    assertThat(after.type()).isEqualTo("text");
    assertThat(scene().unread(BOB)).isEqualTo(1);
  }

  @Test
  default void repeatGivesTheFirstOutcomeWheneverItComes() {
    scene().chat(ANN, BOB);
    Position position = new Position.ById(scene().push(ANN, "oops").id());
    Recalled first = get(scene().store().recall(CHAT, ANN, position));
    scene().pass(10 * Store.RECALL_WINDOW_MS);

    Recalled again = get(scene().store().recall(CHAT, ANN, position));

    assertThat(again.isRepeat()).isTrue();
    assertThat(again.at()).isEqualTo(first.at());
    assertThat(again.id()).isEqualTo(first.id());
    assertThat(scene().missed(ANN, since(CHAT, 0)).rev()).isEqualTo(1);
    refused(ErrorCode.RECALL_REFUSED, scene().store().recall(CHAT, BOB, position));
  }

  @Test
  default void twoRecallsAtTheSameMomentAreOne() {
    scene().chat(ANN, BOB);
    Position position = new Position.ById(scene().push(ANN, "oops").id());

    var first = scene().store().recall(CHAT, ANN, position);
    var second = scene().store().recall(CHAT, ANN, position);

    assertThat(get(first).isRepeat()).isFalse();
    assertThat(get(second).isRepeat()).isTrue();
    assertThat(scene().missed(ANN, since(CHAT, 0)).rev()).isEqualTo(1);
  }

  @Test
  default void onlyTheSenderWithinTheWindow() {
    scene().chat(ANN, BOB);
    Position position = new Position.BySeq(scene().push(ANN, "1").seq());

    refused(ErrorCode.RECALL_REFUSED, scene().store().recall(CHAT, BOB, position));
    refused(ErrorCode.NOT_A_MEMBER, scene().store().recall(CHAT, CAT, position));
    scene().pass(Store.RECALL_WINDOW_MS + 1);
    refused(ErrorCode.RECALL_REFUSED, scene().store().recall(CHAT, ANN, position));
    scene().pass(-1);
    assertThat(get(scene().store().recall(CHAT, ANN, position)).isRepeat()).isFalse();
  }

  @Test
  default void whatTheLogDoesNotHoldCannotBeRecalled() {
    scene().reopen(new Retention(Duration.ofDays(365), 2));
    scene().chat(ANN, BOB);
    MessageId trimmed = scene().push(ANN, "1").id();
    scene().pushes(ANN, 2);
    List<Position> wrong =
        List.of(
            Position.START,
            new Position.BySeq(1),
            new Position.BySeq(4),
            new Position.Unknown("nonsense"),
            new Position.ById(trimmed),
            new Position.ById(new MessageId(CHAT, 3, trimmed.createdAt() - 1)));

    for (Position position : wrong) {
      refused(ErrorCode.NO_SUCH_MESSAGE, scene().store().recall(CHAT, ANN, position));
    }
  }

  @Test
  default void recallWorksInAClosedChat() {
    scene().chat(ANN, BOB);
    Position position = new Position.BySeq(scene().push(ANN, "1").seq());
    done(scene().store().putChat(CHAT, Optional.empty(), ChatState.CLOSED, members(ANN, BOB)));

    assertThat(get(scene().store().recall(CHAT, ANN, position)).isRepeat()).isFalse();
  }
}
