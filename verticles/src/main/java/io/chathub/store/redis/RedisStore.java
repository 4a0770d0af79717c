package io.chathub.store.redis;

import io.chathub.model.Chat;
import io.chathub.model.ChatId;
import io.chathub.model.ChatPatch;
import io.chathub.model.ChatState;
import io.chathub.model.ErrorCode;
import io.chathub.model.Member;
import io.chathub.model.Position;
import io.chathub.model.Refusal;
import io.chathub.model.Session;
import io.chathub.model.SessionId;
import io.chathub.model.UserId;
import io.chathub.store.Retention;
import io.chathub.store.SoundClock;
import io.chathub.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The store of a hub that may run as many nodes, in Redis. Thread safe. What a future said survives
 * as Redis is configured to keep it. While Redis cannot be reached, everything fails with {@code
 * UNAVAILABLE} or {@code TIMED_OUT}, and goes on by itself afterwards.
 */
public final class RedisStore implements Store {

  private static final long LISTS_EVERY_MS = 1_000;
  private static final long OPEN_AGAIN_MS = 500;
  private static final long PROBE_KEPT_MS = 60_000;

  private final Vertx vertx;
  private final Connection connection;
  private final Keys keys;
  private final Door door;
  private final Damage damage;
  private final ChatLists lists;
  private final Appends appends;
  private final MessageChanges messages;
  private final CatchUps catchUps;
  private final Histories histories;
  private final ChatPages pages;
  private final Chats chats;
  private final Revocations revocations;
  private final Sessions sessions;
  private final SeenTimes lastSeen;
  private final Erasures erasures;
  private final Housekeeping housekeeping;
  private final Promise<Void> opened = Promise.promise();
  private final Promise<Void> closed = Promise.promise();
  private final AtomicBoolean isClosing = new AtomicBoolean();

  /**
   * @param nanos as {@link System#nanoTime}
   */
  RedisStore(
      Vertx vertx,
      Connection connection,
      Scripts scripts,
      String prefix,
      Retention retention,
      SoundClock clock,
      LongSupplier nanos) {
    this.vertx = vertx;
    this.connection = connection;
    this.keys = new Keys(prefix);
    this.door = new Door(vertx);
    this.damage = new Damage();
    Access access =
        new Access(connection.commands, scripts, keys, new Operations(), new KnownChats(), damage);
    this.lists = new ChatLists(access);
    this.appends = new Appends(access, lists, retention, clock);
    this.messages = new MessageChanges(access, clock);
    this.catchUps = new CatchUps(access);
    this.histories = new Histories(access);
    this.pages = new ChatPages(access, lists);
    this.chats = new Chats(access, lists, clock);
    SessionCache sessionCache = new SessionCache(nanos);
    this.revocations = new Revocations(vertx, access, sessionCache, nanos);
    this.sessions = new Sessions(access, sessionCache, revocations, clock);
    this.lastSeen = new SeenTimes(access);
    this.erasures = new Erasures(access, clock);
    this.housekeeping = new Housekeeping(access, sessions, retention, clock);
  }

  /**
   * A way to Redis, which the store closes.
   *
   * @param check whether it is there at the moment
   */
  record Connection(
      Commands commands, Supplier<Future<Void>> check, Supplier<Future<Void>> close) {}

  /**
   * Begins to open the store. Until it is, calls fail with {@code UNAVAILABLE}.
   *
   * @return succeeds once Redis has answered, however long that takes; fails with {@link
   *     IllegalStateException} where the data in it is of a newer format, and then the store never
   *     opens
   */
  public Future<Void> open() {
    vertx.runOnContext(here -> tryOpen());
    return opened.future();
  }

  private void tryOpen() {
    if (isClosing.get()) {
      var unused = opened.tryFail(Refusal.of(ErrorCode.UNAVAILABLE, "the store is closed"));
      return;
    }
    Format.check(connection.commands, keys)
        .onSuccess(
            fits -> {
              door.open();
              revocations.start();
              every(LISTS_EVERY_MS, lists::flush);
              every(housekeeping.everyMs(), housekeeping::runIfDue);
              opened.complete();
            })
        .onFailure(
            failure -> {
              if (failure instanceof Refusal) {
                var unused = vertx.setTimer(OPEN_AGAIN_MS, timer -> tryOpen());
              } else {
                opened.fail(failure);
              }
            });
  }

  @Override
  public Future<Appended> append(NewMessage message) {
    return door.pass(() -> appends.append(message));
  }

  @Override
  public Future<ReadMark> markRead(ChatId chat, UserId reader, Position upTo) {
    return door.pass(() -> messages.markRead(chat, reader, upTo));
  }

  @Override
  public Future<Recalled> recall(ChatId chat, UserId by, Position message) {
    return door.pass(() -> messages.recall(chat, by, message));
  }

  @Override
  public Future<List<CatchUp>> missed(
      UserId user, List<CatchUpQuery> queries, CatchUpLimits limits) {
    return door.pass(() -> catchUps.missed(user, queries, limits));
  }

  @Override
  public Future<HistoryPage> history(UserId user, ChatId chat, HistoryQuery query) {
    return door.pass(() -> histories.page(user, chat, query));
  }

  @Override
  public Future<ChatPage> chats(UserId user, ChatLimits limits, Optional<String> cursor) {
    return door.pass(() -> pages.page(user, limits, cursor));
  }

  @Override
  public Future<ChatPut> putChat(
      ChatId chat, Optional<String> bookingId, ChatState state, List<Member> members) {
    return door.pass(() -> chats.put(chat, bookingId, state, members));
  }

  @Override
  public Future<ChatPut> patchChat(ChatId chat, ChatPatch patch) {
    return door.pass(() -> chats.patch(chat, patch));
  }

  @Override
  public Future<Chat> systemChat(UserId user, String role) {
    return door.pass(() -> chats.systemChat(user, role));
  }

  @Override
  public Future<Chat> chat(ChatId chat) {
    return door.pass(() -> chats.get(chat));
  }

  @Override
  public Future<Void> createSession(Session session) {
    return door.pass(() -> sessions.create(session));
  }

  @Override
  public Future<Optional<Session>> findSession(SessionId id) {
    return door.pass(() -> sessions.find(id));
  }

  @Override
  public Future<Optional<Session>> revokeSession(SessionId id) {
    return door.pass(() -> sessions.revoke(id));
  }

  @Override
  public Future<Integer> revokeSessions(UserId user) {
    return door.pass(() -> sessions.revokeAll(user));
  }

  @Override
  public void onRevoked(Consumer<Revocation> listener) {
    revocations.listen(listener);
  }

  @Override
  public Future<List<Erased>> eraseUser(UserId user) {
    return door.pass(() -> erasures.erase(user));
  }

  @Override
  public Future<Void> markSeen(UserId user, long at) {
    return door.pass(() -> lastSeen.mark(user, at));
  }

  @Override
  public Future<Void> markAnnounced(UserId user, boolean isAnnounced) {
    return door.pass(() -> lastSeen.announce(user, isAnnounced));
  }

  @Override
  public Future<Map<UserId, LastSeen>> lastSeen(Collection<UserId> users) {
    return door.pass(() -> lastSeen.of(users));
  }

  @Override
  public Future<Set<UserId>> contacts(UserId user) {
    return door.pass(() -> pages.contacts(user, chats));
  }

  @Override
  public Future<Void> check() {
    Request write = Request.cmd(Command.SET).arg(keys.probe()).arg(1L).arg("PX").arg(PROBE_KEPT_MS);
    return door.pass(
        () ->
            connection
                .check
                .get()
                .compose(there -> connection.commands.send(keys.probe(), write, true))
                .mapEmpty());
  }

  /** Chats found damaged in the last minute. */
  long damagedChats() {
    return damage.chats();
  }

  /** One round of what one node otherwise does every few minutes. */
  Future<Void> maintain() {
    return door.pass(housekeeping::run);
  }

  @Override
  public Future<Void> close() {
    ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
    Promise<Void> done = context.promise();
    closed.future().onComplete(done);
    if (isClosing.compareAndSet(false, true)) {
      context.runOnContext(
          here -> {
            revocations.stop();
            door.close()
                .compose(left -> lists.flush())
                .eventually(connection.close)
                .onComplete(closed);
          });
    }
    return done.future();
  }

  private void every(long ms, Supplier<Future<Void>> work) {
    var unused = vertx.setPeriodic(ms, timer -> turn(timer, work));
  }

  private void turn(long timer, Supplier<Future<Void>> work) {
    if (isClosing.get()) {
      var unused = vertx.cancelTimer(timer);
    } else {
      var unused = work.get();
    }
  }
}
