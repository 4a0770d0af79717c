package io.chathub.store.contract;

import static io.chathub.store.StoreScene.ANN;
import static io.chathub.store.StoreScene.BOB;
import static io.chathub.store.StoreScene.CAT;
import static io.chathub.store.StoreScene.CHAT;
import static io.chathub.store.StoreScene.done;
import static io.chathub.store.StoreScene.get;
import static io.chathub.store.StoreScene.since;
import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.model.ChatId;
import io.chathub.model.Message;
import io.chathub.model.Position;
import io.chathub.model.RawJson;
import io.chathub.model.Session;
import io.chathub.model.SessionId;
import io.chathub.model.UserId;
import io.chathub.store.Store;
import io.chathub.store.Store.CatchUpQuery;
import io.chathub.store.Store.Change;
import io.chathub.store.Store.Erased;
import io.chathub.store.Store.LastSeen;
import io.chathub.store.StoreScene;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Sessions, when users were seen, and how they are forgotten. */
public interface UserContract {

  StoreScene scene();

  void maintain(Store store);

  @Test
  default void sessionLastsUntilItExpires() {
    Session session = session("t1", ANN, 1_000);
    done(scene().store().createSession(session));

    assertThat(get(scene().store().findSession(session.id()))).contains(session);
    assertThat(get(scene().store().findSession(SessionId.ofToken("t2")))).isEmpty();
    scene().reopen();
    scene().pass(999);
    assertThat(get(scene().store().findSession(session.id()))).contains(session);
    scene().pass(1);
    assertThat(get(scene().store().findSession(session.id()))).isEmpty();
    maintain(scene().store());
    scene().pass(-500);
    assertThat(get(scene().store().revokeSessions(ANN))).isZero();
  }

  @Test
  default void sessionIsRevoked() {
    Session session = session("t1", ANN, 1_000);
    Session other = session("t2", ANN, 1_000);
    done(scene().store().createSession(session));
    done(scene().store().createSession(other));

    assertThat(get(scene().store().revokeSession(session.id()))).contains(session);
    assertThat(get(scene().store().revokeSession(session.id()))).isEmpty();
    assertThat(get(scene().store().findSession(session.id()))).isEmpty();
    assertThat(get(scene().store().findSession(other.id()))).contains(other);
  }

  @Test
  default void allSessionsOfAUserAreRevoked() {
    var first = scene().store().createSession(session("t1", ANN, 1_000));
    var second = scene().store().createSession(session("t2", ANN, 1_000));
    var similar = scene().store().createSession(session("t3", new UserId("anne"), 1_000));
    var revoked = scene().store().revokeSessions(ANN);
    done(first);
    done(second);
    done(similar);

    assertThat(get(revoked)).isEqualTo(2);
    assertThat(get(scene().store().revokeSessions(ANN))).isZero();
    assertThat(get(scene().store().findSession(SessionId.ofToken("t1")))).isEmpty();
    assertThat(get(scene().store().findSession(SessionId.ofToken("t3")))).isPresent();
  }

  @Test
  default void whoMayKnowOfItStaysAsNoted() {
    done(scene().store().markSeen(ANN, 500));
    done(scene().store().markAnnounced(ANN, true));
    done(scene().store().markAnnounced(BOB, true));
    done(scene().store().markSeen(ANN, 600));
    Set<UserId> users = Set.of(ANN, BOB);
    assertThat(get(scene().store().lastSeen(users)))
        .isEqualTo(Map.of(ANN, new LastSeen(600, true)));
    scene().reopen();
    assertThat(get(scene().store().lastSeen(users)))
        .isEqualTo(Map.of(ANN, new LastSeen(600, true)));

    done(scene().store().markAnnounced(ANN, false));
    assertThat(get(scene().store().lastSeen(users)))
        .isEqualTo(Map.of(ANN, new LastSeen(600, false)));
  }

  @Test
  default void lastSeenKeepsTheLatest() {
    List<UserId> users = List.of(ANN, BOB, CAT);
    done(scene().store().markSeen(ANN, 500));
    done(scene().store().markSeen(ANN, 300));
    done(scene().store().markSeen(BOB, 7));
    var first = scene().store().markSeen(BOB, 9);
    var second = scene().store().markSeen(BOB, 8);
    done(first);
    done(second);

    assertThat(get(scene().store().lastSeen(users)))
        .isEqualTo(Map.of(ANN, new LastSeen(500, false), BOB, new LastSeen(9, false)));
    scene().reopen();
    assertThat(get(scene().store().lastSeen(users)))
        .isEqualTo(Map.of(ANN, new LastSeen(500, false), BOB, new LastSeen(9, false)));
    assertThat(get(scene().store().lastSeen(List.of()))).isEmpty();
  }

  @Test
  default void erasingTakesTheContentOfAllThatTheUserSaid() {
    ChatId left = new ChatId("left");
    ChatId silent = new ChatId("silent");
    scene().chat(ANN, BOB);
    scene().chat(left, ANN, BOB);
    scene().chat(silent, ANN, BOB);
    Message recalled = scene().push(ANN, "1", "c1").message();
    Message kept = scene().push(BOB, "2");
    Message said = scene().push(ANN, "3");
    Message elsewhere = scene().push(left, ANN, "x");
    scene().chat(left, BOB, CAT);
    done(scene().store().recall(CHAT, ANN, new Position.ById(recalled.id())));
    scene().pass(50);

    List<Erased> erased = get(scene().store().eraseUser(ANN));

    assertThat(erased).extracting(e -> e.chat().id()).containsExactlyInAnyOrder(CHAT, left);
    for (Erased of : erased) {
      assertThat(of.at()).isEqualTo(scene().now());
      List<Long> expected = of.chat().id().equals(left) ? List.of(1L) : List.of(1L, 3L);
      assertThat(of.seqs()).isEqualTo(expected);
    }
    List<Message> log = scene().log(BOB);
    assertThat(log).extracting(Message::isErased).containsExactly(true, false, true);
    assertThat(log).extracting(Message::isRecalled).containsExactly(true, false, false);
    assertThat(log.get(0).content()).isEqualTo(RawJson.NULL);
    assertThat(log.get(1)).isEqualTo(kept);
    assertThat(log.get(2).content()).isEqualTo(RawJson.NULL);
    assertThat(log.get(2).id()).isEqualTo(said.id());
    var there = scene().missed(BOB, new CatchUpQuery(left, Position.START, OptionalLong.of(0)));
    assertThat(there.changed()).contains(List.of(new Change(elsewhere.id(), false, true)));
    assertThat(scene().missed(BOB, since(CHAT, 0)).rev()).isEqualTo(3);
    assertThat(scene().unread(BOB)).isEqualTo(2);
    assertThat(get(scene().store().eraseUser(ANN))).isEmpty();
    assertThat(get(scene().store().eraseUser(new UserId("nobody")))).isEmpty();
  }

  @Test
  default void erasingManyMessagesIsOneEntryAChat() {
    scene().chat(ANN, BOB);
    for (int i = 0; i < 3; i++) {
      scene().pushes(ANN, 400);
      scene().pushes(BOB, 10);
    }

    List<Erased> erased = get(scene().store().eraseUser(ANN));

    assertThat(erased).hasSize(1);
    assertThat(erased.get(0).seqs()).hasSize(1_200).isSorted().doesNotHaveDuplicates();
    assertThat(scene().log(BOB))
        .allMatch(message -> message.isErased() == message.from().equals(ANN));
    assertThat(scene().unread(BOB)).isEqualTo(1_200);
  }

  private Session session(String token, UserId user, long ttl) {
    return new Session(
        SessionId.ofToken(token), user, "patient", Optional.of("\u674e"), scene().now() + ttl);
  }
}
