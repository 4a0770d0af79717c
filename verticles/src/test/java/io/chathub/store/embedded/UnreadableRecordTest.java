package io.chathub.store.embedded;

import static io.chathub.store.StoreScene.ANN;
import static io.chathub.store.StoreScene.BOB;
import static io.chathub.store.StoreScene.CHAT;
import static io.chathub.store.StoreScene.T0;
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
import io.chathub.model.Session;
import io.chathub.model.SessionId;
import io.chathub.store.Retention;
import io.chathub.store.Store.CatchUp;
import io.chathub.store.Store.CatchUpLimits;
import io.chathub.store.Store.HistoryQuery.Direction;
import io.chathub.store.StoreScene;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A record was cut off, or written by another program: it alone suffers. */
final class UnreadableRecordTest {

  private static final ChatId GOOD = new ChatId("good");
  private static final byte[] FOREIGN = "{\"some\":\"thing\"}".getBytes(StandardCharsets.UTF_8);
  private static final SessionId ID = SessionId.ofToken("a-token");

  @TempDir Path dir;

  private final Vertx vertx = Vertx.vertx();
  private StoreScene scene;

  @BeforeEach
  void open() {
    scene = scene();
    scene.chat(ANN, BOB);
    scene.chat(GOOD, ANN, BOB);
    scene.pushes(ANN, 3);
    scene.pushes(BOB, 2);
    done(scene.store().append(text(GOOD, BOB, "fine", null)));
  }

  @AfterEach
  void close() {
    scene.close();
    done(vertx.close());
  }

  @Test
  void aMessageWhoseContentWasCutKeepsItsPlaceWithoutContent() {
    change(Column.MESSAGES, Keys.inChat(1, 2), value -> Arrays.copyOf(value, value.length - 1));

    assertThatOneIsGone(2);
    Message gone = scene.log(BOB).get(1);
    assertThat(gone.from()).isEqualTo(ANN);
    assertThat(gone.createdAt()).isEqualTo(T0);
  }

  @Test
  void aMessageOfAnotherProgramKeepsItsPlace() {
    for (byte[] foreign : List.of(FOREIGN, new byte[0], new byte[] {0}, new byte[40])) {
      change(Column.MESSAGES, Keys.inChat(1, 3), value -> foreign);
      assertThatOneIsGone(3);
    }
  }

  @Test
  void theLastMessageMayBeTheOne() {
    change(Column.MESSAGES, Keys.inChat(1, 5), value -> FOREIGN);

    assertThatOneIsGone(5);
    assertThat(get(scene.store().chats(BOB, 10, Optional.empty())).chats()).hasSize(2);
  }

  private void assertThatOneIsGone(long seq) {
    List<Message> log = scene.log(BOB);
    assertThat(StoreScene.seqs(log)).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(log).filteredOn(Message::isErased).extracting(Message::seq).containsExactly(seq);
    CatchUp.Missed missed = scene.missed(BOB, since(CHAT, 0));
    assertThat(missed.messages()).isEqualTo(log);
    assertThat(missed.more()).isFalse();
    refused(ErrorCode.UNAVAILABLE, scene.store().recall(CHAT, ANN, new Position.BySeq(seq)));
  }

  @Test
  void whatWasCutIsErasedWithItsSender() {
    change(Column.MESSAGES, Keys.inChat(1, 2), value -> Arrays.copyOf(value, value.length - 1));

    assertThat(get(scene.store().eraseUser(ANN)).get(0).seqs()).containsExactly(1L, 2L, 3L);
    scene.close();
    try (Database database = Database.open(config(), Format.STEPS)) {
      byte[] stored = database.get(Column.MESSAGES, Keys.inChat(1, 2));
      assertThat(MessageRecord.isErased(stored)).isTrue();
    }
    scene = scene();
  }

  @Test
  void aChatThatCannotBeReadIsRefusedAlone() {
    for (byte[] foreign : List.of(FOREIGN, new byte[0], new byte[100])) {
      change(Column.CHATS, Keys.chat(CHAT), value -> foreign);
      assertThatOneChatIsRefused();
    }
  }

  @Test
  void aChatWhoseRecordWasCutIsRefusedAlone() {
    change(Column.CHATS, Keys.chat(CHAT), value -> Arrays.copyOf(value, value.length - 2));

    assertThatOneChatIsRefused();
  }

  private void assertThatOneChatIsRefused() {
    var store = scene.store();
    refused(ErrorCode.UNAVAILABLE, store.append(text(CHAT, ANN, "x", "c")));
    refused(ErrorCode.UNAVAILABLE, store.chat(CHAT));
    refused(
        ErrorCode.UNAVAILABLE,
        store.history(ANN, CHAT, StoreScene.page(Direction.LATEST, Position.START, 10)));
    var limits = new CatchUpLimits(false, 10, 1 << 20, message -> 100);
    List<CatchUp> answers = get(store.missed(BOB, List.of(since(CHAT, 0), since(GOOD, 0)), limits));
    assertThat(answers.get(0)).isInstanceOf(CatchUp.Refused.class);
    assertThat(((CatchUp.Missed) answers.get(1)).messages()).isNotEmpty();
    assertThat(get(store.contacts(ANN))).contains(BOB);
    refused(ErrorCode.UNAVAILABLE, store.eraseUser(BOB)); // of the good chat all is gone
    assertThat(scene.missed(ANN, since(GOOD, 0)).messages())
        .filteredOn(message -> message.from().equals(BOB))
        .allMatch(Message::isErased);
    done(store.append(text(GOOD, BOB, "on", null)));
  }

  @Test
  void maintenanceGoesOnBehindWhatCannotBeRead() {
    change(Column.CHATS, Keys.chat(CHAT), value -> FOREIGN);
    change(Column.SESSIONS, new byte[] {1, 2, 3}, value -> FOREIGN);
    scene.reopen(new Retention(Duration.ofDays(1), 1_000));
    Session session = new Session(ID, ANN, "patient", Optional.empty(), scene.now() + 1_000);
    done(scene.store().createSession(session));
    scene.pass(Duration.ofDays(2).toMillis());

    done(((EmbeddedStore) scene.store()).maintain());

    assertThat(scene.missed(BOB, since(GOOD, 0)).missed()).isZero();
    scene.close();
    try (Database database = Database.open(config(), Format.STEPS)) {
      assertThat(database.get(Column.SESSIONS, Keys.session(ID))).isNull();
    }
    scene = scene();
  }

  @Test
  void aSessionThatCannotBeReadOpensNothing() {
    Session session = new Session(ID, ANN, "patient", Optional.empty(), Long.MAX_VALUE);
    done(scene.store().createSession(session));
    change(Column.SESSIONS, Keys.session(ID), value -> Arrays.copyOf(value, 3));

    assertThat(get(scene.store().findSession(ID))).isEmpty();
    assertThat(get(scene.store().revokeSessions(ANN))).isZero();
  }

  @Test
  void keysOfOthersAreStrangersInALog() {
    byte[] key = Arrays.copyOf(Keys.inChat(1, 3), 20);
    change(Column.MESSAGES, key, value -> FOREIGN);

    assertThat(StoreScene.seqs(scene.log(BOB))).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(scene.missed(BOB, since(CHAT, 0)).messages()).hasSize(5);
    assertThat(scene.push(ANN, "on").seq()).isEqualTo(6);
  }

  @Test
  void aCidThatLeadsNowhereRefusesItsMessageAlone() {
    assertThat(scene.push(ANN, "1", "c").isDuplicate()).isFalse();
    RecordWriter key = new RecordWriter();
    Keys.duplicate(key, Keys.day(T0), 1, ANN, "c");
    change(Column.DUPLICATES, key.toBytes(), value -> new byte[0]);

    refused(ErrorCode.UNAVAILABLE, scene.store().append(text(CHAT, ANN, "1", "c")));
    assertThat(scene.push(ANN, "2", "d").isDuplicate()).isFalse();
  }

  private interface Changing {
    byte[] apply(byte[] value);
  }

  private void change(Column column, byte[] key, Changing changing) {
    scene.close();
    try (Database database = Database.open(config(), Format.STEPS)) {
      Changeset changes = new Changeset(database.columnIds());
      changes.put(column, key, changing.apply(database.get(column, key)));
      database.write(changes.toBytes(), true);
    }
    scene = scene();
  }

  private EmbeddedStoreConfig config() {
    return new EmbeddedStoreConfig(dir.resolve("data"), 16L << 20);
  }

  private StoreScene scene() {
    return new StoreScene(
        (clock, retention) ->
            EmbeddedStore.open(vertx, config(), retention, clock, new SimpleMeterRegistry()));
  }
}
