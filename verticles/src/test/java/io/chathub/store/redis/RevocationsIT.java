package io.chathub.store.redis;

import static io.chathub.store.StoreScene.ANN;
import static io.chathub.store.StoreScene.T0;
import static io.chathub.store.StoreScene.done;
import static io.chathub.store.StoreScene.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chathub.model.Session;
import io.chathub.model.SessionId;
import io.chathub.scene.redis.RedisServer;
import io.chathub.store.Retention;
import io.chathub.store.Store.Revocation;
import io.chathub.store.StoreScene;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes on one Redis: what one revokes, the other never accepts again. */
final class RevocationsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long LEASE = SessionCache.LEASE_NANOS;

  @TempDir Path dir;
  private final Vertx vertx = Vertx.vertx();
  private final AtomicLong stopped = new AtomicLong();
  private final List<Revocation> heardHere = new CopyOnWriteArrayList<>();
  private final List<Revocation> heardThere = new CopyOnWriteArrayList<>();
  private RedisServer server;
  private HeldCommands commands;
  private RedisStore here;
  private RedisStore there;

  @BeforeEach
  void open() {
    server = RedisServer.start(dir);
    here = store(mine -> mine, 0);
    there =
        store(
            others -> {
              commands = new HeldCommands(others);
              return commands;
            },
            1);
    here.onRevoked(heardHere::add);
    there.onRevoked(heardThere::add);
    done(here.open());
    done(there.open());
    awaitMarks();
  }

  /**
   * @param stops 1 where its clock also counts the time that the process was {@link #stopped}
   */
  private RedisStore store(UnaryOperator<Commands> between, int stops) {
    return new StoreLink(vertx, RedisStoreConfig.of(server.url()))
        .store(
            between,
            "r:",
            Retention.DEFAULT,
            StoreScene.passing(new AtomicLong(T0)),
            () -> System.nanoTime() + stops * stopped.get());
  }

  @AfterEach
  void close() {
    commands.release();
    done(here.close());
    done(there.close());
    server.close();
    done(vertx.close());
  }

  @Test
  void everyNodeIsTold() {
    Session session = signedIn("t1");

    assertThat(get(here.revokeSession(session.id()))).contains(session);

    assertThat(heardHere).contains(new Revocation.Ended(ANN, session.id(), true));
    await()
        .atMost(PATIENCE)
        .until(() -> heardThere.contains(new Revocation.Ended(ANN, session.id(), false)));
  }

  @Test
  void theNodeThatRevokesTellsBeforeItWaits() {
    Session session = signedIn("t1");
    AtomicBoolean hasSucceeded = new AtomicBoolean();
    List<Boolean> atThatTime = new CopyOnWriteArrayList<>();
    here.onRevoked(revocation -> atThatTime.add(hasSucceeded.get()));

    done(here.revokeSession(session.id()).onSuccess(ended -> hasSucceeded.set(true)));

    assertThat(atThatTime.get(0)).isFalse();
  }

  @Test
  void aKnownSessionIsNotLookedUpAgain() {
    Session session = signedIn("t1");
    untilCached(session);
    int before = commands.sent(Command.GET);

    assertThat(get(there.findSession(session.id()))).contains(session);

    assertThat(commands.sent(Command.GET)).isEqualTo(before);
  }

  @Test
  void aNodeThatHearsNothingGoesByNothingItKnows() {
    Session session = signedIn("t1");
    untilCached(session);
    commands.hold(Command.XRANGE);
    await().atMost(PATIENCE).until(() -> commands.held() == 1);

    assertThat(get(here.revokeSession(session.id()))).contains(session);

    assertThat(get(there.findSession(session.id()))).isEmpty();
    assertThat(heardThere).isEmpty();
    commands.release();
    await().atMost(PATIENCE).until(() -> !heardThere.isEmpty());
  }

  @Test
  void aNodeThatWasStoppedGoesByNothingItKnew() {
    Session session = signedIn("t1");
    untilCached(session);
    commands.hold(Command.XRANGE);
    await().atMost(PATIENCE).until(() -> commands.held() == 1);
    int before = commands.sent(Command.GET);

    stopped.addAndGet(LEASE);

    assertThat(get(there.findSession(session.id()))).contains(session);
    assertThat(commands.sent(Command.GET)).isEqualTo(before + 1);
  }

  @Test
  void whatWasLookedUpBeforeARevocationIsNotKeptAfterIt() {
    Session session = signedIn("t1");
    commands.hold(Command.GET);
    Future<Optional<Session>> lookedUp = there.findSession(session.id());
    await().atMost(PATIENCE).until(() -> commands.held() == 1);
    done(here.revokeSession(session.id()));
    await().atMost(PATIENCE).until(() -> !heardThere.isEmpty());

    commands.release();

    assertThat(get(lookedUp)).contains(session);
    assertThat(get(there.findSession(session.id()))).isEmpty();
  }

  @Test
  void aNodeThatMissedRevocationsSaysSoAndHearsTheNext() {
    Session session = signedIn("t1");
    Session other = signedIn("t2");
    untilCached(session);

    server.say("DEL", new Keys("r:").revocations());

    await().atMost(PATIENCE).until(() -> heardThere.contains(new Revocation.Unheard()));
    done(here.revokeSession(other.id()));
    await()
        .atMost(PATIENCE)
        .until(() -> heardThere.contains(new Revocation.Ended(ANN, other.id(), false)));
    assertThat(get(there.findSession(session.id()))).contains(session);
  }

  @Test
  void aNodeSaysThatItMissedSomethingOnceItHearsTheNext() {
    commands.hold(Command.XADD);
    server.say("DEL", new Keys("r:").revocations());
    await().atMost(PATIENCE).until(() -> commands.held() == 1);

    assertThat(heardThere).isEmpty();

    commands.release();
    await().atMost(PATIENCE).until(() -> heardThere.contains(new Revocation.Unheard()));
  }

  @Test
  void anAnnouncementThatRedisLosesIsMadeAgain() {
    Session session = signedIn("t1");
    List<String> announced = new CopyOnWriteArrayList<>();
    String stream = new Keys("r:").revocations();
    RedisStore unlucky =
        store(
            whole ->
                new Commands() {
                  @Override
                  public Future<Response> run(Script script, List<String> keys, List<?> args) {
                    return whole.run(script, keys, args);
                  }

                  @Override
                  public Future<Response> send(String key, Request request, boolean isWrite) {
                    Future<Response> answer = whole.send(key, request, isWrite);
                    return request.command() == Command.XADD
                        ? answer.onSuccess(entry -> lost(entry.toString()))
                        : answer;
                  }

                  private void lost(String entry) {
                    Object added = server.say("XRANGE", stream, entry, entry);
                    if (String.valueOf(added).contains("sessions")) {
                      announced.add(entry);
                      if (announced.size() == 1) {
                        server.say("XDEL", stream, entry);
                      }
                    }
                  }
                },
            0);
    done(unlucky.open());

    assertThat(get(unlucky.revokeSession(session.id()))).contains(session);

    assertThat(announced).hasSize(2);
    assertThat((List<?>) server.say("XRANGE", stream, announced.get(1), announced.get(1)))
        .hasSize(1);
    done(unlucky.close());
  }

  @Test
  void aRepeatedRevocationTellsAgain() {
    Session session = signedIn("t1");
    done(here.revokeSession(session.id()));
    await().atMost(PATIENCE).until(() -> heardThere.size() == 1);

    assertThat(get(here.revokeSession(session.id()))).isEmpty();

    await().atMost(PATIENCE).until(() -> heardThere.size() == 2);
  }

  @Test
  void aSessionMadeAfterARevocationOfAllStays() {
    Session session = signedIn("t1");
    Future<Integer> revoked = here.revokeSessions(ANN);
    await().atMost(PATIENCE).until(() -> !heardHere.isEmpty());
    Session next = signedIn("t2");

    assertThat(get(revoked)).isEqualTo(1);

    await().atMost(PATIENCE).until(() -> !heardThere.isEmpty());
    assertThat(heardThere).containsOnly(new Revocation.Ended(ANN, session.id(), false));
    assertThat(get(there.findSession(next.id()))).contains(next);
    assertThat(get(here.revokeSessions(ANN))).isEqualTo(1);
  }

  @Test
  void aSessionThatIsListedButNotMadeYetStaysInTheList() {
    Session session = signedIn("t1");
    Session next = signedIn("t2");
    server.say("DEL", new Keys("r:").session(next.id()));

    assertThat(get(here.revokeSessions(ANN))).isEqualTo(1);

    String list = new Keys("r:").sessionsOf(ANN);
    assertThat(server.say("ZSCORE", list, session.id().hex())).isNull();
    assertThat(server.say("ZSCORE", list, next.id().hex())).isNotNull();
  }

  @Test
  void noLookUpAfterARevocationFindsTheSession() {
    for (int round = 0; round < 10; round++) {
      Session session = signedIn("round " + round);
      AtomicBoolean isRevoked = new AtomicBoolean();
      List<Future<Boolean>> wrong = new ArrayList<>();
      Future<Optional<Session>> revoked =
          here.revokeSession(session.id()).onSuccess(ended -> isRevoked.set(true));
      boolean isLast = false;
      while (!isLast) {
        isLast = isRevoked.get();
        boolean mustBeGone = isLast;
        Future<Boolean> found =
            there.findSession(session.id()).map(one -> one.isPresent() && mustBeGone);
        wrong.add(found);
        done(found);
      }
      done(revoked);
      assertThat(wrong).noneMatch(Future::result);
      assertThat(wrong.size()).isGreaterThan(10);
    }
  }

  /** Until each has put its mark: it hears of whatever is revoked from then on. */
  private void awaitMarks() {
    String stream = new Keys("r:").revocations();
    await().atMost(PATIENCE).until(() -> server.say("XLEN", stream).equals(2L));
  }

  private Session signedIn(String token) {
    Session session =
        new Session(SessionId.ofToken(token), ANN, "patient", Optional.empty(), T0 + 100_000);
    done(here.createSession(session));
    return session;
  }

  /** Until the other node finds it without asking Redis. */
  private void untilCached(Session session) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              int before = commands.sent(Command.GET);
              assertThat(get(there.findSession(session.id()))).contains(session);
              return commands.sent(Command.GET) == before;
            });
  }
}
