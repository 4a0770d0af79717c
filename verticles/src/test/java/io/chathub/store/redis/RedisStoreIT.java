package io.chathub.store.redis;

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
import static io.chathub.store.StoreScene.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chathub.model.ChatId;
import io.chathub.model.ChatState;
import io.chathub.model.ErrorCode;
import io.chathub.model.Message;
import io.chathub.model.Position;
import io.chathub.model.Refusal;
import io.chathub.model.Session;
import io.chathub.model.SessionId;
import io.chathub.model.UserId;
import io.chathub.scene.redis.RedisServer;
import io.chathub.store.Retention;
import io.chathub.store.SoundClock;
import io.chathub.store.Store.Appended;
import io.chathub.store.Store.CatchUp;
import io.chathub.store.Store.CatchUpLimits;
import io.chathub.store.Store.ChatPage;
import io.chathub.store.Store.HistoryQuery;
import io.chathub.store.Store.HistoryQuery.Direction;
import io.chathub.store.StoreScene;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What several nodes on one Redis do to one another, and what a lost one leaves. */
final class RedisStoreIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final HistoryQuery ALL = new HistoryQuery(Direction.AFTER, Position.START, 10_000);

  @TempDir Path dir;
  private final Vertx vertx = Vertx.vertx();
  private final AtomicLong now = new AtomicLong(T0);
  private final List<RedisStore> stores = new ArrayList<>();
  private RedisServer server;

  /** Fails everything, as a connection does that is not there, while it is to. */
  private static final class Cut implements Commands {

    private volatile Commands commands;
    private volatile boolean isCut;
    private volatile String scriptCut = "";

    Commands of(Commands whole) {
      commands = whole;
      return this;
    }

    @Override
    public Future<Response> run(Script script, List<String> keys, List<?> args) {
      return isCut || script.name().equals(scriptCut) ? cut() : commands.run(script, keys, args);
    }

    @Override
    public Future<Response> send(String key, Request request, boolean isWrite) {
      return isCut ? cut() : commands.send(key, request, isWrite);
    }

    private static Future<Response> cut() {
      return Future.failedFuture(Refusal.of(ErrorCode.UNAVAILABLE, "cut"));
    }
  }

  /** A script as it was called. */
  private record Call(Commands commands, Script script, List<String> keys, List<?> args) {

    Future<Response> repeat() {
      return commands.run(script, keys, args);
    }
  }

  @BeforeEach
  void startServer() {
    server = RedisServer.start(dir);
  }

  @AfterEach
  void close() {
    stores.forEach(store -> done(store.close()));
    server.close();
    done(vertx.close());
  }

  private RedisStore store(Retention retention, UnaryOperator<Commands> between) {
    RedisStore store =
        new StoreLink(vertx, RedisStoreConfig.of(server.url()))
            .store(between, "x:", retention, StoreScene.passing(now), System::nanoTime);
    stores.add(store);
    return store;
  }

  private RedisStore over(Cut cut) {
    return store(Retention.DEFAULT, cut::of);
  }

  private RedisStore node(Retention retention) {
    RedisStore store = store(retention, commands -> commands);
    done(store.open());
    return store;
  }

  private RedisStore node() {
    return node(Retention.DEFAULT);
  }

  private RedisStore recording(List<Call> calls) {
    RedisStore store =
        store(
            Retention.DEFAULT,
            whole ->
                new Commands() {
                  @Override
                  public Future<Response> run(Script script, List<String> keys, List<?> args) {
                    calls.add(new Call(whole, script, keys, args));
                    return whole.run(script, keys, args);
                  }

                  @Override
                  public Future<Response> send(String key, Request request, boolean isWrite) {
                    return whole.send(key, request, isWrite);
                  }
                });
    done(store.open());
    return store;
  }

  private static Call last(List<Call> calls, String script) {
    return calls.stream()
        .filter(call -> call.script.name().equals(script))
        .reduce((one, next) -> next)
        .orElseThrow();
  }

  private static void put(RedisStore store, ChatId chat, UserId... users) {
    done(store.putChat(chat, Optional.of("1"), ChatState.OPEN, members(users)));
  }

  private static Appended push(RedisStore store, ChatId chat, UserId from, String cid) {
    return get(store.append(text(chat, from, "x", cid)));
  }

  @Test
  void nodesSeeWhatTheOtherDid() {
    RedisStore one = node();
    RedisStore other = node();
    put(one, CHAT, ANN, BOB);
    assertThat(push(other, CHAT, ANN, "c1").message().seq()).isEqualTo(1);
    assertThat(push(one, CHAT, ANN, "c1").isDuplicate()).isTrue();
    assertThat(push(one, CHAT, BOB, "c1").message().seq()).isEqualTo(2);
    assertThat(get(one.chat(CHAT)).users()).containsExactly(ANN, BOB);

    put(other, CHAT, BOB, CAT);

    assertThat(get(one.chat(CHAT)).users()).containsExactly(BOB, CAT);
    assertThat(push(one, CHAT, BOB, null).chat().users()).containsExactly(BOB, CAT);
    refused(ErrorCode.NOT_A_MEMBER, one.append(text(CHAT, ANN, "x", null)));
    assertThat(get(one.contacts(BOB))).isEqualTo(Set.of(CAT));
    assertThat(get(one.history(CAT, CHAT, ALL))).isEqualTo(get(other.history(CAT, CHAT, ALL)));
  }

  @Test
  void aFullServerTellsARepeatWhatWasStoredAndRefusesTheRest() {
    List<Call> calls = new CopyOnWriteArrayList<>();
    RedisStore store = recording(calls);
    put(store, CHAT, ANN, BOB);
    assertThat(push(store, CHAT, ANN, "c1").message().seq()).isEqualTo(1);
    Call stored = last(calls, "append");
    server.say("CONFIG", "SET", "maxmemory", "1");

    assertThat(get(stored.repeat()).get(0).toInteger()).isEqualTo(1);
    refused(ErrorCode.UNAVAILABLE, store.append(text(CHAT, ANN, "x", "c2")));

    server.say("CONFIG", "SET", "maxmemory", "0");
    assertThat(push(store, CHAT, ANN, "c2").message().seq()).isEqualTo(2);
  }

  @Test
  void clocksThatDifferMakeNoTimeGoBack() {
    RedisStore one = node();
    put(one, CHAT, ANN, BOB);
    now.addAndGet(5_000);
    long first = push(one, CHAT, ANN, null).message().createdAt();
    now.addAndGet(-3_000);

    assertThat(push(node(), CHAT, BOB, null).message().createdAt()).isEqualTo(first);
  }

  @Test
  void aNodeWhoseClockIsADayAheadMakesNoDuplicates() {
    RedisStore store = node();
    put(store, CHAT, ANN, BOB);
    var unused = push(store, CHAT, ANN, "c1");
    now.addAndGet(Duration.ofHours(25).toMillis());
    unused = push(node(), CHAT, BOB, "c2");
    now.addAndGet(-Duration.ofHours(25).toMillis());

    assertThat(push(store, CHAT, ANN, "c1").isDuplicate()).isTrue();
  }

  @Test
  void aRedisWhoseClockJumpedHasForgottenNamesAndTheLogTells() {
    SoundClock clock = StoreScene.passing(now);
    RedisStore store =
        new StoreLink(vertx, RedisStoreConfig.of(server.url()))
            .store(commands -> commands, "x:", Retention.DEFAULT, clock, System::nanoTime);
    stores.add(store);
    done(store.open());
    put(store, CHAT, ANN, BOB);
    for (int i = 0; i < 70; i++) {
      assertThat(push(store, CHAT, ANN, "c" + i).isDuplicate()).isFalse();
    }
    for (int i = 0; i < 70; i += 2) {
      server.say("DEL", new Keys("x:").chat(CHAT).named(ANN, "c" + i)); // as it expires
    }

    clock.witness("Redis", T0, 0);
    clock.witness("Redis", T0 + Duration.ofDays(400).toMillis(), 0);

    for (int i = 0; i < 70; i++) {
      Appended again = push(store, CHAT, ANN, "c" + i);
      assertThat(again.isDuplicate()).isTrue();
      assertThat(again.message().seq()).isEqualTo(i + 1);
    }
    assertThat(push(store, CHAT, BOB, "c0").isDuplicate()).isFalse();
    assertThat(push(store, CHAT, BOB, "c0").isDuplicate()).isTrue();
  }

  @Test
  void sessionsThatAreOverAreForgottenByWhicheverNodeKeepsHouse() {
    RedisStore store = node();
    Session session =
        new Session(SessionId.ofToken("t"), ANN, "doctor", Optional.empty(), T0 + 1_000);
    done(store.createSession(session));
    String key = new Keys("x:").session(session.id());
    assertThat(server.say("TTL", key)).isEqualTo(-1L);
    now.addAndGet(999);
    done(store.maintain());
    assertThat(server.say("EXISTS", key)).isEqualTo(1L);

    now.addAndGet(1);
    done(store.maintain());

    assertThat(server.say("EXISTS", key)).isEqualTo(0L);
    assertThat(server.say("EXISTS", new Keys("x:").sessionsOf(ANN))).isEqualTo(0L);
    assertThat(server.say("EXISTS", new Keys("x:").sessionIndex(session.id()))).isEqualTo(0L);
  }

  @Test
  void aPutThatBrokeOffLeavesNothingThatShows() {
    Cut cut = new Cut();
    RedisStore store = over(cut);
    done(store.open());
    cut.scriptCut = "put";

    refused(
        ErrorCode.UNAVAILABLE,
        store.putChat(CHAT, Optional.empty(), ChatState.OPEN, members(ANN, BOB)));

    assertThat(get(store.chats(ANN, 10, Optional.empty())).chats()).isEmpty();
    assertThat(get(store.contacts(ANN))).isEmpty();
    assertThat(get(store.eraseUser(ANN))).isEmpty();
    done(store.maintain());
    cut.scriptCut = "";
    put(store, CHAT, ANN, BOB);
    assertThat(get(store.chats(ANN, 10, Optional.empty())).chats()).hasSize(1);
    assertThat(get(store.contacts(ANN))).containsExactly(BOB);
  }

  @Test
  void aPutThatChangedNothingIsNotDoneLaterAfterAll() {
    List<Call> calls = new CopyOnWriteArrayList<>();
    RedisStore store = recording(calls);
    put(store, CHAT, ANN, BOB);
    put(store, CHAT, ANN, BOB);
    Call unchanging = last(calls, "put");
    put(store, CHAT, ANN, CAT);

    var unused = get(unchanging.repeat());

    assertThat(get(node().chat(CHAT)).users()).containsExactly(ANN, CAT);
  }

  @Test
  void aLongListIsPagedWholeAndWhatANodeLeftBehindIsRepaired() {
    int count = ChatPages.EXACT_MAX + 30;
    RedisStore store = node();
    for (int i = 0; i < count; i++) {
      put(store, new ChatId("chat" + i), ANN, BOB);
      now.incrementAndGet();
    }
    put(store, new ChatId("left"), ANN, BOB);
    put(store, new ChatId("left"), BOB);
    Cut cut = new Cut();
    RedisStore lost = over(cut);
    done(lost.open());
    now.addAndGet(1_000);
    assertThat(push(lost, new ChatId("chat7"), BOB, null).message().seq()).isEqualTo(1);
    cut.isCut = true; // before it wrote the lists

    List<String> listed = all(store, 50);

    assertThat(listed).hasSize(count).doesNotHaveDuplicates().doesNotContain("left");
    await().atMost(PATIENCE).until(() -> all(store, 50).get(0).equals("chat7"));
  }

  @Test
  void aLongListFollowsWhatIsSaid() {
    RedisStore store = node();
    for (int i = 0; i <= ChatPages.EXACT_MAX; i++) {
      put(store, new ChatId("chat" + i), ANN, BOB);
      now.incrementAndGet();
    }

    var unused = push(store, new ChatId("chat7"), BOB, null);

    await()
        .atMost(PATIENCE)
        .until(
            () ->
                get(store.chats(ANN, 1, Optional.empty()))
                    .chats()
                    .get(0)
                    .chat()
                    .id()
                    .value()
                    .equals("chat7"));
  }

  @Test
  void unreadIsExactInALongLog() {
    RedisStore store = node(new Retention(Duration.ofDays(1), 900));
    List<UserId> users = List.of(ANN, BOB, CAT);
    Random random = new Random(7);
    put(store, CHAT, ANN, BOB, CAT);
    for (int round = 0; round < 60; round++) {
      UserId writer = users.get(random.nextInt(random.nextInt(3) + 1));
      for (int i = random.nextInt(60); i >= 0; i--) {
        done(store.append(text(CHAT, writer, "x", null)));
      }
      List<Message> log = get(store.history(ANN, CHAT, ALL)).messages();
      UserId reader = users.get(random.nextInt(3));
      long last = log.get(log.size() - 1).seq();
      done(store.markRead(CHAT, reader, new Position.BySeq(1 + random.nextLong(last))));
      for (UserId user : users) {
        long index = random.nextLong(last + 1);
        var limits = new CatchUpLimits(true, 50, 1 << 20, message -> 1);
        var missed =
            (CatchUp.Missed) get(store.missed(user, List.of(since(CHAT, index)), limits)).get(0);
        long cursor = missed.read().orElseThrow().get(user);
        assertThat(missed.unread()).isEqualTo(othersAfter(log, user, cursor));
        assertThat(missed.missed()).isEqualTo(othersAfter(log, user, Math.max(index, cursor)));
      }
    }
  }

  @Test
  void whatAUserSaidSinceDoesNotHideWhatItHasNotRead() {
    RedisStore store = node();
    put(store, CHAT, ANN, BOB);
    pushMany(store, BOB, 1);
    pushMany(store, ANN, 5_000);
    pushMany(store, BOB, 1);

    CatchUp.Missed missed = unread(store);

    assertThat(missed.messages()).extracting(Message::seq).containsExactly(1L, 5_002L);
    assertThat(missed.more()).isFalse();
  }

  @Test
  void aLongLogOfTheUsersOwnMessagesIsNotReadThroughAtOnce() {
    RedisStore store = node();
    put(store, CHAT, ANN, BOB);
    for (int i = 0; i < 50; i++) {
      pushMany(store, BOB, 1);
      pushMany(store, ANN, 100);
    }

    CatchUp.Missed missed = unread(store);

    assertThat(missed.missed()).isEqualTo(50);
    assertThat(missed.messages()).hasSizeBetween(20, 22);
    assertThat(missed.more()).isTrue();
  }

  private static void pushMany(RedisStore store, UserId from, int count) {
    List<Future<Appended>> pushes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pushes.add(store.append(text(CHAT, from, "x", null)));
    }
    done(Future.all(pushes));
  }

  /** What others sent and Ann has not read. */
  private static CatchUp.Missed unread(RedisStore store) {
    var limits = new CatchUpLimits(true, 50, 1 << 20, message -> 1);
    return (CatchUp.Missed) get(store.missed(ANN, List.of(since(CHAT, 0)), limits)).get(0);
  }

  @Test
  void newerDataIsNotTouched() {
    server.say("SET", new Keys("x:").format(), "2");
    RedisStore store = store(Retention.DEFAULT, commands -> commands);

    assertThatThrownBy(() -> done(store.open()))
        .hasRootCauseInstanceOf(IllegalStateException.class)
        .hasMessageContaining("format 2")
        .hasMessageContaining("up to 1");
    refused(ErrorCode.UNAVAILABLE, store.check());
  }

  @Test
  void aStoreThatCannotBeReachedOpensWhenItCan() {
    Cut cut = new Cut();
    cut.isCut = true;
    RedisStore store = over(cut);
    Future<Void> opened = store.open();
    refused(ErrorCode.UNAVAILABLE, store.check());

    cut.isCut = false;

    done(opened);
    done(store.check());
  }

  @Test
  void anIdleChatIsTrimmedByWhicheverNodeKeepsHouse() {
    RedisStore store = node(new Retention(Duration.ofDays(2), 10_000));
    put(store, CHAT, ANN, BOB);
    List<Future<Appended>> pushes = new ArrayList<>();
    for (int i = 0; i < 1_300; i++) {
      pushes.add(store.append(text(CHAT, ANN, "x", null)));
    }
    done(Future.all(pushes));
    now.addAndGet(Duration.ofDays(3).toMillis());

    done(store.maintain());

    assertThat(get(store.history(ANN, CHAT, ALL)).messages()).isEmpty();
    assertThat(push(store, CHAT, BOB, null).message().seq()).isEqualTo(1_301);
    assertThat(server.say("EXISTS", new Keys("x:").chat(CHAT).marks())).isEqualTo(0L);
  }

  private static long othersAfter(List<Message> log, UserId user, long seq) {
    return log.stream().filter(m -> m.seq() > seq && !m.from().equals(user)).count();
  }

  private static List<String> all(RedisStore store, int limit) {
    List<String> listed = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      ChatPage page = get(store.chats(ANN, limit, cursor));
      page.chats().forEach(chat -> listed.add(chat.chat().id().value()));
      cursor = page.cursor();
    } while (cursor.isPresent());
    return listed;
  }
}
