package io.chathub.store.contract;

import static io.chathub.store.StoreScene.ANN;
import static io.chathub.store.StoreScene.BOB;
import static io.chathub.store.StoreScene.CHAT;
import static io.chathub.store.StoreScene.T0;
import static io.chathub.store.StoreScene.done;
import static io.chathub.store.StoreScene.get;
import static io.chathub.store.StoreScene.refused;
import static io.chathub.store.StoreScene.seqs;
import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.model.ErrorCode;
import io.chathub.model.Message;
import io.chathub.model.Position;
import io.chathub.model.Session;
import io.chathub.model.SessionId;
import io.chathub.store.Retention;
import io.chathub.store.Store;
import io.chathub.store.StoreScene;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A wall clock that is wrong does no harm, and what it did is over with it. */
public interface ClockContract {

  long FAR = Duration.ofDays(400).toMillis();

  StoreScene scene();

  void maintain(Store store);

  @ParameterizedTest
  @ValueSource(longs = {400, 1, -1, -400, -20_454}) // days; the last leads to 1970
  default void aJumpOfTheClockTrimsNothingAndDatesNothing(long days) {
    scene().reopen(new Retention(Duration.ofHours(12), 1_000));
    scene().chat(ANN, BOB);
    scene().pushes(ANN, 40);
    long jump = Duration.ofDays(days).toMillis();

    scene().jump(jump);
    scene().pass(3_000);
    Message during = scene().push(BOB, "during");
    maintain(scene().store());
    scene().jump(-jump);
    scene().pass(1_000);
    Message after = scene().push(BOB, "after");
    maintain(scene().store());

    assertThat(during.createdAt()).isEqualTo(T0 + 3_000);
    assertThat(after.createdAt()).isEqualTo(T0 + 4_000);
    assertThat(scene().log(ANN)).hasSize(42);
    scene().pass(Duration.ofHours(12).toMillis() - 3_000);
    maintain(scene().store());
    assertThat(seqs(scene().log(ANN))).as("age still trims").containsExactly(41L, 42L);
  }

  @ParameterizedTest
  @ValueSource(longs = {400, 1, -1, -400})
  default void sessionsAndCidsOutliveAJumpOfTheClock(long days) {
    long jump = Duration.ofDays(days).toMillis();
    Session session = session("t1");
    done(scene().store().createSession(session));
    scene().chat(ANN, BOB);
    Message before = scene().push(ANN, "before", "c1").message();

    scene().jump(jump);
    assertThat(get(scene().store().findSession(session.id()))).contains(session);
    maintain(scene().store());
    assertThat(scene().push(ANN, "again", "c1").message()).isEqualTo(before);
    Message during = scene().push(ANN, "during", "c2").message();
    scene().jump(-jump);

    assertThat(get(scene().store().findSession(session.id()))).contains(session);
    maintain(scene().store());
    assertThat(scene().push(ANN, "again", "c1").message()).isEqualTo(before);
    assertThat(scene().push(ANN, "again", "c2").message()).isEqualTo(during);
    scene().pass(Duration.ofHours(24).toMillis());
    assertThat(get(scene().store().findSession(session.id()))).as("it does end").isEmpty();
  }

  @Test
  default void aStartWithAClockThatIsAheadIsMadeGood() {
    Session session = session("t1");
    done(scene().store().createSession(session));
    scene().chat(ANN, BOB);
    Message before = scene().push(ANN, "before", "c1").message();

    scene().jump(FAR);
    scene().reopen(new Retention(Duration.ofDays(3_650), 1_000));
    assertThat(scene().push(ANN, "again", "c1").message().id()).isEqualTo(before.id());
    Message during = scene().push(ANN, "during", "c2").message();
    scene().jump(-FAR);
    scene().reopen(new Retention(Duration.ofDays(3_650), 1_000));
    scene().pass(5_000);

    assertThat(scene().push(BOB, "after").createdAt()).isEqualTo(T0 + 5_000);
    scene().pass(1_000);
    assertThat(scene().push(BOB, "later").createdAt()).isEqualTo(T0 + 6_000);
    assertThat(seqs(scene().log(ANN))).containsExactly(1L, 2L, 3L, 4L);
    assertThat(scene().push(ANN, "again", "c1").message().id()).isEqualTo(before.id());
    assertThat(scene().push(ANN, "again", "c2").message().id()).isEqualTo(during.id());
    scene().pass(Store.RECALL_WINDOW_MS);
    refused(
        ErrorCode.RECALL_REFUSED,
        scene().store().recall(CHAT, ANN, new Position.ById(during.id())));
  }

  @Test
  default void recallKeepsItsLimitInAJump() {
    scene().chat(ANN, BOB);
    scene().jump(FAR);
    Position early = new Position.ById(scene().push(ANN, "1").id());
    Position late = new Position.ById(scene().push(ANN, "2").id());
    scene().pass(Store.RECALL_WINDOW_MS);
    assertThat(get(scene().store().recall(CHAT, ANN, early)).isRepeat()).isFalse();
    scene().jump(-FAR);
    scene().pass(1);

    refused(ErrorCode.RECALL_REFUSED, scene().store().recall(CHAT, ANN, late));
  }

  private Session session(String token) {
    return new Session(
        SessionId.ofToken(token),
        ANN,
        "patient",
        Optional.empty(),
        scene().now() + Duration.ofHours(24).toMillis());
  }
}
