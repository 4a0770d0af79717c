package io.chathub.store.embedded;

import io.chathub.model.Chat;
import io.chathub.model.ChatId;
import io.chathub.model.ChatPatch;
import io.chathub.model.ChatState;
import io.chathub.model.Member;
import io.chathub.model.Position;
import io.chathub.model.Session;
import io.chathub.model.SessionId;
import io.chathub.model.UserId;
import io.chathub.store.Backup;
import io.chathub.store.Retention;
import io.chathub.store.SoundClock;
import io.chathub.store.Store;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store of a hub that runs alone, in one directory. Thread safe. Changes go to the {@link
 * Writer}, questions to the {@link ReadPool}; both are bounded, and say {@code UNAVAILABLE} beyond.
 * What a future said survives the end of the process and of the power: every commit is synced.
 */
public final class EmbeddedStore implements Store, Backup {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedStore.class);

  private final Vertx vertx;
  private final Database database;
  private final Complaints complaints = new Complaints();
  private final Heads heads;
  private final MessageLog log;
  private final ReadPool readers;
  private final Writer writer;
  private final Appends appends;
  private final MessageChanges messages;
  private final ChatChanges chats;
  private final Sessions sessions;
  private final CatchUps catchUps;
  private final Pages pages;
  private final SoundClock clock;
  private final Housekeeper housekeeper;
  private final List<Consumer<Revocation>> listeners = new CopyOnWriteArrayList<>();
  private final AtomicBoolean isClosing = new AtomicBoolean();
  private final Promise<Void> closed = Promise.promise();
  private final Promise<String> givenUp = Promise.promise();

  private EmbeddedStore(
      Vertx vertx,
      Database database,
      Retention retention,
      SoundClock clock,
      MeterRegistry metrics) {
    this.vertx = vertx;
    this.database = database;
    this.heads = new Heads(database);
    this.log = new MessageLog(database, complaints);
    this.readers = new ReadPool(vertx, database.gate(), complaints);
    Stage stage = new Stage(heads, database, database::write);
    this.writer =
        new Writer(
            vertx,
            stage,
            new Reopening(database, Format.STEPS, stage::reload, System::nanoTime),
            complaints,
            metrics,
            System::nanoTime,
            new Ends());
    this.clock = clock;
    this.appends = new Appends(database, log, retention, clock);
    this.messages = new MessageChanges(log, clock);
    this.chats = new ChatChanges(clock);
    this.sessions = new Sessions(database, complaints, clock);
    this.catchUps = new CatchUps(database, heads, log, complaints);
    this.pages = new Pages(heads, log, complaints);
    this.housekeeper =
        new Housekeeper(
            vertx,
            database,
            new Maintenance(database, heads, log, sessions, complaints, writer, retention, clock));
  }

  /**
   * Opens the store in a directory, which is made where it does not exist. Blocking: call from a
   * worker or main.
   *
   * @throws IllegalStateException where another process uses the directory, or what is in it is of
   *     a newer format or cannot be opened
   */
  public static EmbeddedStore open(
      Vertx vertx,
      EmbeddedStoreConfig config,
      Retention retention,
      SoundClock clock,
      MeterRegistry metrics) {
    Database database = Database.open(config, Format.STEPS);
    EmbeddedStore store = new EmbeddedStore(vertx, database, retention, clock, metrics);
    TimeMark.read(database).ifPresent(clock::resume);
    store.writer.start();
    TimeMark.note(database, clock);
    store.housekeeper.start();
    return store;
  }

  @Override
  public Future<Appended> append(NewMessage message) {
    return writer.submit(stage -> appends.append(stage, message), message.content().length());
  }

  @Override
  public Future<ReadMark> markRead(ChatId chat, UserId reader, Position upTo) {
    return writer.submit(stage -> messages.markRead(stage, chat, reader, upTo));
  }

  @Override
  public Future<Recalled> recall(ChatId chat, UserId by, Position message) {
    return writer.submit(stage -> messages.recall(stage, chat, by, message));
  }

  @Override
  public Future<List<CatchUp>> missed(
      UserId user, List<CatchUpQuery> queries, CatchUpLimits limits) {
    return readers.read(() -> catchUps.missed(user, queries, limits));
  }

  @Override
  public Future<HistoryPage> history(UserId user, ChatId chat, HistoryQuery query) {
    return readers.read(() -> pages.history(user, chat, query));
  }

  @Override
  public Future<ChatPage> chats(UserId user, ChatLimits limits, Optional<String> cursor) {
    return readers.read(() -> pages.chats(user, limits, cursor));
  }

  @Override
  public Future<ChatPut> putChat(
      ChatId chat, Optional<String> bookingId, ChatState state, List<Member> members) {
    return writer.submit(stage -> chats.put(stage, chat, bookingId, state, members));
  }

  @Override
  public Future<ChatPut> patchChat(ChatId chat, ChatPatch patch) {
    return writer.submit(stage -> chats.patch(stage, chat, patch));
  }

  @Override
  public Future<Chat> systemChat(UserId user, String role) {
    ChatHead head = heads.getIfPresent(ChatId.systemChatOf(user));
    return head != null && !isClosing.get()
        ? Future.succeededFuture(head.chat())
        : writer.submit(stage -> chats.systemChat(stage, user, role));
  }

  @Override
  public Future<Chat> chat(ChatId chat) {
    ChatHead known = heads.getIfPresent(chat);
    if (known != null && !isClosing.get()) {
      return Future.succeededFuture(known.chat());
    }
    return readers.read(
        () -> {
          ChatHead head = heads.get(chat);
          if (head == null) {
            throw Refusals.noSuchChat();
          }
          return head.chat();
        });
  }

  @Override
  public Future<Void> createSession(Session session) {
    return writer.submit(stage -> sessions.create(stage, session));
  }

  @Override
  public Future<Optional<Session>> findSession(SessionId id) {
    return readers.read(() -> sessions.find(id));
  }

  @Override
  public Future<Optional<Session>> revokeSession(SessionId id) {
    return writer
        .submit(stage -> sessions.revoke(stage, id))
        .map(
            ended -> {
              ended.ifPresent(this::tell);
              return ended;
            });
  }

  @Override
  public Future<Integer> revokeSessions(UserId user) {
    return writer
        .submit(stage -> sessions.revokeAll(stage, user))
        .map(
            ended -> {
              ended.forEach(this::tell);
              return ended.size();
            });
  }

  @Override
  public void onRevoked(Consumer<Revocation> listener) {
    listeners.add(listener);
  }

  private void tell(Session ended) {
    Revocation revocation = new Revocation.Ended(ended.user(), ended.id(), true);
    listeners.forEach(listener -> listener.accept(revocation));
  }

  @Override
  public Future<List<Erased>> eraseUser(UserId user) {
    var reading = new UserErasure.Reading(readers, writer, heads, log, pages, complaints);
    return new UserErasure(reading, messages, user).run();
  }

  @Override
  public Future<Void> markSeen(UserId user, long at) {
    return writer.submit(
        stage -> {
          stage.see(user, at);
          return null;
        });
  }

  @Override
  public Future<Void> markAnnounced(UserId user, boolean isAnnounced) {
    return writer.submit(
        stage -> {
          stage.announce(user, isAnnounced);
          return null;
        });
  }

  @Override
  public Future<Map<UserId, LastSeen>> lastSeen(Collection<UserId> users) {
    return readers.read(
        () -> {
          Map<UserId, LastSeen> seen = new HashMap<>();
          for (UserId user : users) {
            LastSeen last = SeenRecord.read(database.get(Column.USERS, Keys.user(user)));
            if (last != null) {
              seen.put(user, last);
            }
          }
          return seen;
        });
  }

  @Override
  public Future<Set<UserId>> contacts(UserId user) {
    return readers.read(() -> pages.contacts(user));
  }

  @Override
  public Future<Void> check() {
    return writer.check();
  }

  @Override
  public Future<Void> backup(Path dir) {
    return housekeeper.backup(dir);
  }

  /** One round of what is otherwise done every few minutes: removes what is too old. */
  Future<Void> maintain() {
    return housekeeper.maintain();
  }

  @Override
  public Future<Void> close() {
    ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
    PromiseInternal<Void> done = context.promise();
    closed.future().onComplete(done);
    if (isClosing.compareAndSet(false, true)) {
      writer.close();
    }
    return done.future();
  }

  /** What the writer says in the end. */
  private final class Ends implements Writer.Ends {

    @Override
    public void closed() {
      end();
    }

    @Override
    public void givenUp(String why) {
      givenUp.tryComplete(why);
    }
  }

  @Override
  public Future<String> givenUp() {
    return givenUp.future();
  }

  private void end() {
    try {
      housekeeper.close();
      readers.close();
      noteTime();
      database.close();
      closed.complete();
    } catch (RuntimeException e) {
      closed.fail(e);
    }
  }

  /** A start that does not find it goes by what was noted within the last minute. */
  private void noteTime() {
    try {
      TimeMark.note(database, clock);
    } catch (DatabaseFailure e) {
      LOG.debug("the time is not noted", e);
    }
  }
}
