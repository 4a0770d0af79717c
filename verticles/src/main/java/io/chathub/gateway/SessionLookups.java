package io.chathub.gateway;

import io.chathub.bus.Reply;
import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.chathub.model.Session;
import io.chathub.model.SessionId;
import io.chathub.store.Store;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Finds whose a token is, for all instances. One that the node knows to be good is looked up at
 * once, whoever comes with it and from where; one that it knows to be none is not; the others are
 * looked up as fast as {@link SlowLane} lets their address. Thread safe.
 */
final class SessionLookups {

  private final Store store;
  private final FailedSignIns failures;
  private final TokenMemory memory = new TokenMemory(System::nanoTime);
  private final SlowLane lane = new SlowLane(System::nanoTime);

  SessionLookups(Store store, FailedSignIns failures) {
    this.store = store;
    this.failures = failures;
  }

  /**
   * What was found.
   *
   * @param askedNanos since when what ended the session may have been missed
   */
  record Found(Optional<Session> session, long askedNanos) {}

  /**
   * Completes on the asker's context. Fails where the store cannot say, and as {@code TOO_FAST}
   * where it would take too long until it was asked.
   *
   * @param isGone whether nobody waits for it any more; asked on that context
   */
  Future<Found> find(Instance asker, String token, IpAddress address, BooleanSupplier isGone) {
    IpAddress client = address.client();
    if (!SessionTokens.isWellFormed(token)) {
      return none(client);
    }
    SessionId id = SessionId.ofToken(token);
    if (memory.isRefused(id)) {
      return none(client);
    }
    if (memory.isGood(id)) {
      return lookUp(asker, id, client);
    }
    Waiting waiting = new Waiting(asker, id, client, isGone, Promise.promise());
    lane.enter(client, waiting);
    return waiting.promise.future();
  }

  /** A connection of that session is there. */
  void noteUsed(SessionId id) {
    memory.noteGood(id);
  }

  /** Time has passed. To be called several times a second. */
  void tick() {
    lane.tick();
  }

  private Future<Found> none(IpAddress client) {
    failures.note(client);
    return Future.succeededFuture(new Found(Optional.empty(), System.nanoTime()));
  }

  private Future<Found> lookUp(Instance asker, SessionId id, IpAddress client) {
    long now = System.nanoTime();
    Reply<Optional<Session>> reply = new Reply<>(asker.context());
    asker.deadlines().add(reply, now);
    reply.follow(store.findSession(id));
    return reply
        .future()
        .map(
            session -> {
              if (session.isPresent()) {
                memory.noteGood(id);
              } else {
                memory.noteRefused(id);
                failures.note(client);
              }
              return new Found(session, now);
            });
  }

  /** One that has to wait for its turn. */
  private final class Waiting implements SlowLane.Turn {

    private final Instance asker;
    private final SessionId id;
    private final IpAddress client;
    private final BooleanSupplier isGone;
    private final Promise<Found> promise;

    Waiting(
        Instance asker,
        SessionId id,
        IpAddress client,
        BooleanSupplier isGone,
        Promise<Found> promise) {
      this.asker = asker;
      this.id = id;
      this.client = client;
      this.isGone = isGone;
      this.promise = promise;
    }

    @Override
    public void start() {
      ((ContextInternal) asker.context()).emit(this, Waiting::begin);
    }

    private void begin() {
      if (isGone.getAsBoolean()) {
        lane.done(client, SlowLane.Outcome.UNKNOWN);
        promise.fail(Refusal.of(ErrorCode.TOO_FAST, "gone"));
        return;
      }
      if (memory.isRefused(id)) {
        // By somebody who came with the same.
        lane.done(client, SlowLane.Outcome.UNKNOWN);
        none(client).onComplete(promise);
        return;
      }
      lookUp(asker, id, client)
          .onComplete(
              found -> {
                lane.done(client, outcome(found));
                promise.handle(found);
              });
    }

    @Override
    public void refuse(Refusal why) {
      ((ContextInternal) asker.context()).emit(why, promise::fail);
    }
  }

  private static SlowLane.Outcome outcome(AsyncResult<Found> found) {
    if (found.failed()) {
      return SlowLane.Outcome.UNKNOWN;
    }
    return found.result().session().isPresent() ? SlowLane.Outcome.GOOD : SlowLane.Outcome.NONE;
  }
}
