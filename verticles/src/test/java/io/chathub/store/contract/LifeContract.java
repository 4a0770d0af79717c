package io.chathub.store.contract;

import static io.chathub.store.StoreScene.ANN;
import static io.chathub.store.StoreScene.BOB;
import static io.chathub.store.StoreScene.CHAT;
import static io.chathub.store.StoreScene.done;
import static io.chathub.store.StoreScene.get;
import static io.chathub.store.StoreScene.refused;
import static io.chathub.store.StoreScene.since;
import static io.chathub.store.StoreScene.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.model.ChatId;
import io.chathub.model.ErrorCode;
import io.chathub.model.Message;
import io.chathub.model.Position;
import io.chathub.store.Store.Appended;
import io.chathub.store.StoreScene;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What was accepted lasts, and a closed store says so. */
public interface LifeContract {

  StoreScene scene();

  @Test
  default void everythingIsThereAgain() {
    scene().chat(ANN, BOB);
    scene().chat(new ChatId("second"), ANN, BOB);
    scene().pushes(ANN, 300);
    assertThat(scene().read(BOB, 290)).isTrue();
    scene().pushes(BOB, 3);
    done(scene().store().recall(CHAT, BOB, new Position.BySeq(302)));
    scene().pushes(ANN, 2);
    List<Message> log = scene().log(BOB);
    var missed = scene().missed(BOB, since(CHAT, 288));
    var chats = get(scene().store().chats(BOB, 50, Optional.empty()));

    scene().reopen();

    assertThat(scene().log(BOB)).isEqualTo(log);
    assertThat(scene().missed(BOB, since(CHAT, 288))).isEqualTo(missed);
    assertThat(get(scene().store().chats(BOB, 50, Optional.empty()))).isEqualTo(chats);
    assertThat(missed.unread()).isEqualTo(12);
    assertThat(scene().push(ANN, "next").seq()).isEqualTo(306);
  }

  @Test
  default void closingFinishesWhatWasAccepted() {
    scene().chat(ANN, BOB);
    List<Future<Appended>> pushes = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      pushes.add(scene().store().append(text(CHAT, ANN, "m" + i, "c" + i)));
    }
    Future<Void> closed = scene().store().close();
    pushes.forEach(StoreScene::done);
    done(closed);

    scene().reopen();

    assertThat(scene().log(BOB)).hasSize(500);
  }

  @Test
  default void aClosedStoreIsUnavailable() {
    scene().chat(ANN, BOB);
    done(scene().store().check());
    done(scene().store().close());

    refused(ErrorCode.UNAVAILABLE, scene().store().append(text(CHAT, ANN, "x", null)));
    refused(ErrorCode.UNAVAILABLE, scene().store().chat(CHAT));
    refused(ErrorCode.UNAVAILABLE, scene().store().contacts(ANN));
    refused(ErrorCode.UNAVAILABLE, scene().store().eraseUser(ANN));
    refused(ErrorCode.UNAVAILABLE, scene().store().check());
    done(scene().store().close());
  }
}
