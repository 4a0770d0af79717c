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
import static io.chathub.store.StoreScene.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.model.ChatState;
import io.chathub.model.ErrorCode;
import io.chathub.model.Message;
import io.chathub.model.Position;
import io.chathub.model.Session;
import io.chathub.model.SessionId;
import io.chathub.scene.redis.RedisServer;
import io.chathub.store.Retention;
import io.chathub.store.Store.HistoryQuery;
import io.chathub.store.Store.HistoryQuery.Direction;
import io.chathub.store.Store.Revocation;
import io.chathub.store.StoreScene;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server that has no memory left still does what frees some, or takes a right away. */
class FullRedisIT {

  private static final HistoryQuery ALL = new HistoryQuery(Direction.AFTER, Position.START, 1_000);
  private static final Session SESSION =
      new Session(SessionId.ofToken("t"), ANN, "doctor", Optional.empty(), T0 + 86_400_000);

  @TempDir Path dir;
  private final Vertx vertx = Vertx.vertx();
  private final AtomicLong now = new AtomicLong(T0);
  private final List<RedisStore> stores = new ArrayList<>();
  private final List<Revocation> heard = new CopyOnWriteArrayList<>();
  private RedisServer server;
  private RedisStore store;

  /** The server of the build, and that of this machine. */
  enum Which {
    OURS,
    INSTALLED
  }

  private void start(Which which) {
    server =
        which == Which.OURS
            ? RedisServer.start(dir)
            : RedisServer.startInstalled(dir).orElseGet(() -> RedisServer.start(dir));
    store = node();
    done(store.putChat(CHAT, Optional.of("1"), ChatState.OPEN, members(ANN, BOB)));
    done(store.append(text(CHAT, ANN, "x", null)));
    done(store.append(text(CHAT, BOB, "x", null)));
    done(store.createSession(SESSION));
    server.say("CONFIG", "SET", "maxmemory", "1");
    refused(ErrorCode.UNAVAILABLE, store.append(text(CHAT, ANN, "x", null)));
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

  @AfterEach
  void close() {
    stores.forEach(each -> done(each.close()));
    server.close();
    done(vertx.close());
  }

  @ParameterizedTest
  @EnumSource(Which.class)
  void aTokenIsRevokedOnEveryNode(Which which) {
    start(which);
    RedisStore other = node();
    other.onRevoked(heard::add);
    assertThat(get(other.findSession(SESSION.id()))).isPresent();

    assertThat(get(store.revokeSession(SESSION.id()))).contains(SESSION);

    assertThat(get(other.findSession(SESSION.id()))).isEmpty();
    assertThat(get(store.findSession(SESSION.id()))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Which.class)
  void allOfAUserAreRevoked(Which which) {
    start(which);
    assertThat(get(store.revokeSessions(ANN))).isEqualTo(1);
    assertThat(get(store.findSession(SESSION.id()))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Which.class)
  void whatAUserWroteIsErasedAndRecalled(Which which) {
    start(which);
    assertThat(get(store.recall(CHAT, BOB, new Position.BySeq(2))).isRepeat()).isFalse();
    assertThat(get(store.eraseUser(ANN))).hasSize(1);
    Stream<Message> log = get(store.history(BOB, CHAT, ALL)).messages().stream();
    assertThat(log).allMatch(message -> message.isErased() || message.isRecalled());
  }

  @ParameterizedTest
  @EnumSource(Which.class)
  void aChatIsClosedAndAMemberTakenOut(Which which) {
    start(which);
    assertThat(get(store.putChat(CHAT, Optional.of("1"), ChatState.CLOSED, members(BOB))).left())
        .extracting(member -> member.user())
        .containsExactly(ANN);
    refused(ErrorCode.NOT_A_MEMBER, store.history(ANN, CHAT, ALL));
    refused(
        ErrorCode.UNAVAILABLE,
        store.putChat(CHAT, Optional.of("1"), ChatState.OPEN, members(BOB, CAT)));
  }

  @Test
  void oldMessagesAreTrimmedAndANodeStarts() {
    start(Which.OURS);
    now.addAndGet(Duration.ofDays(3).toMillis());
    done(node().maintain());
    assertThat(get(store.history(BOB, CHAT, ALL)).messages()).isEmpty();
  }
}
