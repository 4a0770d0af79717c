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

import io.chathub.model.ChatId;
import io.chathub.model.ChatState;
import io.chathub.model.ErrorCode;
import io.chathub.model.Message;
import io.chathub.model.Position;
import io.chathub.model.RawJson;
import io.chathub.scene.redis.RedisServer;
import io.chathub.store.Retention;
import io.chathub.store.Store.CatchUp;
import io.chathub.store.Store.CatchUpLimits;
import io.chathub.store.Store.ChatSummary;
import io.chathub.store.Store.HistoryQuery;
import io.chathub.store.Store.HistoryQuery.Direction;
import io.chathub.store.Store.NewMessage;
import io.chathub.store.StoreScene;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Keys that are gone, or hold what nobody of ours wrote: that chat alone is refused. */
class DamagedRedisIT {

  private static final ChatId OTHER = new ChatId("other");
  private static final int MESSAGES = 140; // beyond the first mark
  private static final HistoryQuery ALL = new HistoryQuery(Direction.AFTER, Position.START, 1_000);
  private static final CatchUpLimits LIMITS = new CatchUpLimits(false, 50, 1 << 20, m -> 1);

  @TempDir Path dir;
  private final Vertx vertx = Vertx.vertx();
  private final AtomicLong now = new AtomicLong(T0);
  private final List<RedisStore> stores = new ArrayList<>();
  private final Keys.OfChat keys = new Keys("x:").chat(CHAT);
  private RedisServer server;
  private RedisStore store;

  /** What may happen to a chat. */
  enum Loss {
    HEAD {
      @Override
      void to(RedisServer server, Keys.OfChat keys) {
        server.say("DEL", keys.head());
      }
    },
    LOG {
      @Override
      void to(RedisServer server, Keys.OfChat keys) {
        server.say("DEL", keys.log());
      }
    },
    OLDEST {
      @Override
      void to(RedisServer server, Keys.OfChat keys) {
        server.say("LTRIM", keys.log(), "1", "-1");
      }
    },
    NEWEST {
      @Override
      void to(RedisServer server, Keys.OfChat keys) {
        server.say("RPOP", keys.log());
      }
    },
    MARKS {
      @Override
      void to(RedisServer server, Keys.OfChat keys) {
        server.say("DEL", keys.marks());
      }
    },
    CURSORS {
      @Override
      void to(RedisServer server, Keys.OfChat keys) {
        server.say("DEL", keys.cursors());
      }
    },
    RECORD {
      @Override
      void to(RedisServer server, Keys.OfChat keys) {
        server.say("DEL", keys.chat());
      }
    },
    HEAD_OF_ANOTHER_TYPE {
      @Override
      void to(RedisServer server, Keys.OfChat keys) {
        server.say("SET", keys.head(), "x");
      }
    },
    LOG_OF_ANOTHER_TYPE {
      @Override
      void to(RedisServer server, Keys.OfChat keys) {
        server.say("SET", keys.log(), "x");
      }
    },
    LAST_SEQ_THAT_IS_NONE {
      @Override
      void to(RedisServer server, Keys.OfChat keys) {
        server.say("HSET", keys.head(), "ls", "many");
      }
    };

    abstract void to(RedisServer server, Keys.OfChat keys);
  }

  @BeforeEach
  void talk() {
    server = RedisServer.start(dir);
    store = node();
    for (ChatId chat : List.of(CHAT, OTHER)) {
      done(store.putChat(chat, Optional.of("1"), ChatState.OPEN, members(ANN, BOB)));
      List<Future<?>> pushes = new ArrayList<>();
      for (int i = 0; i < MESSAGES; i++) {
        pushes.add(store.append(text(chat, BOB, "x", "c" + i)));
      }
      done(Future.all(pushes));
    }
  }

  @AfterEach
  void close() {
    stores.forEach(each -> done(each.close()));
    server.close();
    done(vertx.close());
  }

  private RedisStore node() {
    RedisStore node =
        new StoreLink(vertx, RedisStoreConfig.of(server.url()))
            .store(
                whole -> whole,
                "x:",
                new Retention(Duration.ofDays(2), 10_000),
                StoreScene.passing(now),
                System::nanoTime);
    stores.add(node);
    done(node.open());
    return node;
  }

  private List<String> everything() {
    List<String> all = new ArrayList<>();
    for (String key : List.of(keys.head(), keys.log(), keys.marks(), keys.cursors(), keys.chat())) {
      all.add(String.valueOf(server.say("TYPE", key)));
    }
    all.add(String.valueOf(server.say("KEYS", "x:c:*")));
    return all;
  }

  @ParameterizedTest
  @EnumSource(Loss.class)
  void aChatThatLacksSomethingIsRefusedWholeAndNoOtherIs(Loss loss) {
    loss.to(server, keys);
    List<String> before = everything();
    RedisStore fresh = node();

    for (RedisStore each : List.of(store, fresh)) {
      refused(ErrorCode.UNAVAILABLE, each.append(text(CHAT, BOB, "x", "new")));
      refused(ErrorCode.UNAVAILABLE, each.append(text(CHAT, BOB, "x", "c3")));
      refused(ErrorCode.UNAVAILABLE, each.markRead(CHAT, ANN, new Position.BySeq(3)));
      refused(ErrorCode.UNAVAILABLE, each.recall(CHAT, BOB, new Position.BySeq(3)));
      refused(ErrorCode.UNAVAILABLE, each.history(ANN, CHAT, ALL));
      refused(
          ErrorCode.UNAVAILABLE,
          each.putChat(CHAT, Optional.of("1"), ChatState.CLOSED, members(ANN, BOB)));
      List<CatchUp> missed =
          get(each.missed(ANN, List.of(since(CHAT, 0), since(OTHER, 0)), LIMITS));
      assertThat(((CatchUp.Refused) missed.get(0)).why().code()).isEqualTo(ErrorCode.UNAVAILABLE);
      assertThat(((CatchUp.Missed) missed.get(1)).messages()).hasSize(50);
      List<ChatSummary> chats = get(each.chats(ANN, 10, Optional.empty())).chats();
      assertThat(chats).extracting(ChatSummary::unread).contains((long) MESSAGES);
      assertThat(chats)
          .filteredOn(entry -> entry.refusal().isPresent())
          .extracting(entry -> entry.chat().id())
          .containsExactly(CHAT);
      assertThat(get(each.contacts(ANN))).containsExactly(BOB);
    }
    assertThat(everything()).isEqualTo(before);
    assertThat(store.damagedChats()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = Loss.class,
      names = {"HEAD", "LOG", "CURSORS", "LOG_OF_ANOTHER_TYPE"})
  void housekeepingAndErasurePassByADamagedChat(Loss loss) {
    loss.to(server, keys);
    server.say("ZADD", new Keys("x:").index(3), "1", "{no chat}");

    refused(ErrorCode.TIMED_OUT, store.eraseUser(BOB));
    assertThat(get(store.history(ANN, OTHER, ALL)).messages()).allMatch(Message::isErased);

    now.addAndGet(Duration.ofDays(3).toMillis());
    done(store.maintain());
    assertThat(get(store.history(ANN, OTHER, ALL)).messages()).isEmpty();
    done(store.maintain());
  }

  @Test
  void cursorsOfAnotherTypeKeepNoMessageFromBeingStored() {
    server.say("SET", keys.cursors(), "x");
    refused(ErrorCode.UNAVAILABLE, store.markRead(CHAT, ANN, new Position.BySeq(3)));
    refused(ErrorCode.UNAVAILABLE, store.history(ANN, CHAT, ALL));
    assertThat(get(store.append(text(CHAT, BOB, "x", null))).message().seq())
        .isEqualTo(MESSAGES + 1);
  }

  @Test
  void whoIsNoMemberIsToldNothingOfTheDamage() {
    server.say("DEL", keys.head());
    refused(ErrorCode.NOT_A_MEMBER, store.append(text(CHAT, CAT, "x", null)));
    refused(ErrorCode.NOT_A_MEMBER, store.history(CAT, CHAT, ALL));
  }

  @Test
  void aMessageThatCannotBeReadKeepsItsPlaceAndEveryOtherIsThere() {
    server.say("LSET", keys.log(), "1", "nonsense");
    server.say("LSET", keys.log(), "2", "");

    List<Message> log = get(store.history(ANN, CHAT, ALL)).messages();

    assertThat(log).hasSize(MESSAGES);
    for (Message message : log) {
      boolean isLost = message.seq() == 2 || message.seq() == 3;
      assertThat(message.isErased()).isEqualTo(isLost);
      assertThat(message.content().equals(RawJson.NULL)).isEqualTo(isLost);
      assertThat(message.createdAt()).isEqualTo(T0);
    }
    var missed = (CatchUp.Missed) get(store.missed(ANN, List.of(since(CHAT, 0)), LIMITS)).get(0);
    assertThat(missed.missed()).isEqualTo(MESSAGES);
    refused(ErrorCode.UNAVAILABLE, store.recall(CHAT, BOB, new Position.BySeq(2)));
    assertThat(get(store.append(text(CHAT, BOB, "x", "c1"))).message().isErased()).isTrue();
    assertThat(get(store.append(text(CHAT, BOB, "x", null))).message().seq())
        .isEqualTo(MESSAGES + 1);
  }

  @Test
  void contentThatWasCutDoesNotGoOut() {
    done(
        store.append(
            new NewMessage(
                CHAT, BOB, "text", RawJson.of("{\"some\":\"words\"}"), Optional.of("cut"))));
    server.say(
        "EVAL",
        "local r = redis.call('LINDEX', KEYS[1], -1) "
            + "redis.call('LSET', KEYS[1], -1, string.sub(r, 1, -4))",
        "1",
        keys.log());

    List<Message> log = get(store.history(ANN, CHAT, ALL)).messages();

    Message last = log.get(log.size() - 1);
    assertThat(last.content()).isEqualTo(RawJson.NULL);
    assertThat(last.isErased()).isTrue();
    assertThat(last.from()).isEqualTo(BOB);
    assertThat(get(store.chats(ANN, 1, Optional.empty())).chats().get(0).refusal()).isEmpty();
  }

  @Test
  void aChatAndAListOfOthersMakingSpoilNothingElse() {
    server.say("SET", keys.chat(), "x");
    server.say("HSET", keys.head(), "v", "another");
    server.say("ZADD", new Keys("x:").chatsOf(ANN), "-1", "{no chat}");

    refused(ErrorCode.UNAVAILABLE, store.append(text(CHAT, BOB, "x", null)));
    assertThat(get(store.chats(ANN, 10, Optional.empty())).chats()).hasSize(2);
    assertThat(get(store.contacts(ANN))).containsExactly(BOB);

    server.say("SET", new Keys("x:").chatsOf(BOB), "x");
    assertThat(get(store.append(text(OTHER, BOB, "x", null))).message().seq())
        .isEqualTo(MESSAGES + 1);
  }

  @Test
  void aHeadOfAnOlderVersionLearnsWhereItsLogBegins() {
    server.say("HDEL", keys.head(), "fs");
    assertThat(get(store.history(ANN, CHAT, ALL)).messages()).hasSize(MESSAGES);
    done(store.append(text(CHAT, BOB, "x", null)));
    server.say("LTRIM", keys.log(), "1", "-1");
    refused(ErrorCode.UNAVAILABLE, store.history(ANN, CHAT, ALL));

    server.say("HSET", keys.head(), "fs", "2"); // as OPERATIONS.md says to accept the loss

    assertThat(get(store.history(ANN, CHAT, ALL)).messages()).hasSize(MESSAGES);
    assertThat(get(store.append(text(CHAT, BOB, "x", null))).message().seq())
        .isEqualTo(MESSAGES + 2);
  }

  @Test
  void aLossThatIsAcceptedAsTheDocumentSaysIsOver() {
    server.say("LTRIM", keys.log(), "135", "-1");
    server.say("HSET", keys.head(), "fs", "136");
    assertThat(get(store.history(ANN, CHAT, ALL)).messages())
        .extracting(Message::seq)
        .startsWith(136L)
        .endsWith((long) MESSAGES);
    assertThat(get(store.append(text(CHAT, BOB, "x", null))).message().seq())
        .isEqualTo(MESSAGES + 1);

    server.say("DEL", keys.log());
    server.say("DEL", keys.marks());
    refused(ErrorCode.UNAVAILABLE, store.history(ANN, CHAT, ALL));
    server.say("HSET", keys.head(), "fs", String.valueOf(MESSAGES + 2));
    assertThat(get(store.history(ANN, CHAT, ALL)).messages()).isEmpty();
    assertThat(get(store.append(text(CHAT, BOB, "x", null))).message().seq())
        .isEqualTo(MESSAGES + 2);

    server.say("DEL", keys.cursors());
    server.say("DEL", keys.head(), keys.log(), keys.chat());
    done(store.putChat(CHAT, Optional.of("1"), ChatState.OPEN, members(ANN, BOB)));
    assertThat(get(store.append(text(CHAT, BOB, "x", null))).message().seq()).isEqualTo(1);
  }

  @Test
  void marksThatAreGoneAreNoticed() {
    Marks marks =
        new Marks(
            new StoreLink(vertx, RedisStoreConfig.of(server.url())).commands(),
            new Scripts(),
            new Keys("x:"),
            /* isCluster= */ true);
    assertThat(get(marks.look())).isEmpty();
    assertThat(get(marks.look())).isEmpty();
    server.say("HINCRBY", new Keys("x:").mark(7), "looks", "-1");
    assertThat(get(marks.look()).orElseThrow()).contains("earlier state");
    server.say("FLUSHALL");
    assertThat(get(marks.look()).orElseThrow()).contains("gone");
    assertThat(get(marks.look())).isEmpty();
  }
}
