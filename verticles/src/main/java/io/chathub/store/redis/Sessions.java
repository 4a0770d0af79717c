package io.chathub.store.redis;

import io.chathub.model.Session;
import io.chathub.model.SessionId;
import io.chathub.model.UserId;
import io.chathub.store.SoundClock;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is signed in, and until when: by the sure time. Redis is not asked to let a session expire,
 * or a jump of its clock would send everybody away; an index tells {@link #expire} which are over.
 * Thread safe.
 */
final class Sessions {

  /** What was ended stays known for so long beyond its end: clocks differ. */
  private static final long MARGIN_MS = 60_000;

  private static final int EXPIRED_MAX = 500;

  private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

  private final Access access;
  private final SessionCache cache;
  private final Revocations revocations;
  private final SoundClock clock;

  Sessions(Access access, SessionCache cache, Revocations revocations, SoundClock clock) {
    this.access = access;
    this.cache = cache;
    this.revocations = revocations;
    this.clock = clock;
  }

  /** A session that was ended, and by whom. */
  private record Ended(Session session, boolean isByThis) {}

  /**
   * The index and the user's list are written before the session, so that a crash leaves no session
   * that cannot be found, and the list again after it, since a revocation in between has taken it
   * off.
   */
  Future<Void> create(Session session) {
    SessionId id = session.id();
    Future<Response> indexed = index(session);
    return list(session)
        .compose(
            listed ->
                access
                    .commands()
                    .run(
                        access.scripts().signIn,
                        List.of(access.keys().session(id), access.keys().endedSession(id)),
                        List.of(write(session))))
        .compose(kept -> Halfway.unsure(Future.all(list(session), indexed)))
        .mapEmpty();
  }

  Future<Optional<Session>> find(SessionId id) {
    long now = clock.sure();
    Optional<Session> known = cache.get(id);
    if (known.isPresent()) {
      return whileAlive(known.get(), now);
    }
    String key = access.keys().session(id);
    long ticket = cache.ticket();
    return access
        .commands()
        .send(key, Request.cmd(Command.GET).arg(key), false)
        .compose(
            found -> {
              if (found == null) {
                return Future.succeededFuture(Optional.empty());
              }
              Session session = read(id, found);
              cache.put(ticket, session);
              return whileAlive(session, now);
            });
  }

  Future<Optional<Session>> revoke(SessionId id) {
    long now = clock.sure();
    return end(id)
        .compose(
            ended -> {
              Optional<UserId> user = ended.map(known -> known.session.user());
              return Halfway.unsure(tell(user, List.of(id)))
                  .map(
                      told ->
                          ended
                              .filter(Ended::isByThis)
                              .map(Ended::session)
                              .filter(session -> !session.isExpired(now)));
            });
  }

  /** Ends all; those stay in the list until all nodes know, so that a repeat tells them again. */
  Future<Integer> revokeAll(UserId user) {
    long now = clock.sure();
    String key = access.keys().sessionsOf(user);
    return access
        .commands()
        .send(key, Request.cmd(Command.ZRANGE).arg(key).arg(0L).arg(-1L), false)
        .map(found -> found.stream().flatMap(Sessions::id).toList())
        .compose(
            ids ->
                ids.isEmpty()
                    ? Future.succeededFuture(0)
                    : Halfway.unsure(
                        Pipelined.each(ids, Pipelined.WIDTH, this::end)
                            .compose(ended -> tellAll(user, ended, now))));
  }

  /** Of what is listed and not there yet, nothing was ended: it stays in the list. */
  private Future<Integer> tellAll(UserId user, List<Optional<Ended>> ended, long now) {
    List<SessionId> known =
        ended.stream().flatMap(Optional::stream).map(one -> one.session.id()).toList();
    return known.isEmpty()
        ? Future.succeededFuture(0)
        : tell(Optional.of(user), known).map(told -> count(ended, now));
  }

  private Future<Void> tell(Optional<UserId> user, List<SessionId> ended) {
    return revocations
        .announce(user, ended)
        .compose(
            inForce -> user.isPresent() ? unlist(user.get(), ended) : Future.succeededFuture());
  }

  private static int count(List<Optional<Ended>> ended, long now) {
    int count = 0;
    for (Optional<Ended> one : ended) {
      boolean counts = one.isPresent() && one.get().isByThis && !one.get().session.isExpired(now);
      count += counts ? 1 : 0;
    }
    return count;
  }

  private Future<Optional<Ended>> end(SessionId id) {
    return access
        .commands()
        .run(
            access.scripts().revoke,
            List.of(access.keys().session(id), access.keys().endedSession(id)),
            List.of(access.operations().next(), clock.getAsLong(), MARGIN_MS))
        .map(
            answer ->
                answer.size() < 2
                    ? Optional.empty()
                    : Optional.of(
                        new Ended(ended(id, answer.get(1)), answer.get(0).toInteger() == 1)));
  }

  /** One that can't be read is ended all the same; whose it was is not known then. */
  private static Session ended(SessionId id, Response record) {
    try {
      return read(id, record);
    } catch (RuntimeException e) {
      LOG.error("a session that was ended can't be read", e);
      return new Session(id, UserId.SYSTEM, "", Optional.empty(), 0);
    }
  }

  /** What is no name of a session names none. */
  private static Stream<SessionId> id(Response name) {
    try {
      return Stream.of(new SessionId(name.toString()));
    } catch (IllegalArgumentException e) {
      LOG.error("a user's list of sessions holds what is none");
      return Stream.of();
    }
  }

  /** Forgets those that are over: a part of the index, some at a time. */
  Future<Void> expire(int part) {
    String index = access.keys().sessionIndex(part);
    Request over =
        Request.cmd(Command.ZRANGE)
            .arg(index)
            .arg("-inf")
            .arg(clock.sure())
            .arg("BYSCORE")
            .arg("LIMIT")
            .arg(0L)
            .arg(EXPIRED_MAX);
    return access
        .commands()
        .send(index, over, false)
        .compose(
            found -> {
              List<String> entries = found.stream().map(Response::toString).toList();
              return Pipelined.each(entries, Pipelined.WIDTH, entry -> expire(index, entry))
                  .compose(
                      done ->
                          entries.size() < EXPIRED_MAX ? Future.succeededFuture() : expire(part));
            });
  }

  private Future<Response> expire(String index, String entry) {
    Request remove = Request.cmd(Command.ZREM).arg(index).arg(entry);
    SessionId id;
    UserId user;
    try {
      int space = Math.max(0, entry.indexOf(' '));
      id = new SessionId(entry.substring(0, space));
      user = new UserId(entry.substring(space + 1));
    } catch (IllegalArgumentException e) {
      LOG.error("the index of sessions holds what is none: taken out");
      return access.commands().send(index, remove, true);
    }
    String key = access.keys().session(id);
    return access
        .commands()
        .send(key, Request.cmd(Command.DEL).arg(key), true)
        .compose(deleted -> unlist(user, List.of(id)))
        .compose(unlisted -> access.commands().send(index, remove, true));
  }

  private Future<Response> index(Session session) {
    String key = access.keys().sessionIndex(session.id());
    String entry = session.id().hex() + ' ' + session.user().value();
    Request add = Request.cmd(Command.ZADD).arg(key).arg(session.expiresAt()).arg(entry);
    return access.commands().send(key, add, true);
  }

  private Future<Response> list(Session session) {
    return access
        .commands()
        .run(
            access.scripts().enlist,
            List.of(access.keys().sessionsOf(session.user())),
            List.of(session.id().hex(), session.expiresAt()));
  }

  private Future<Void> unlist(UserId user, List<SessionId> ids) {
    String key = access.keys().sessionsOf(user);
    Request remove = Request.cmd(Command.ZREM).arg(key);
    ids.forEach(id -> remove.arg(id.hex()));
    return access.commands().send(key, remove, true).mapEmpty();
  }

  /** What has expired by the sure time is gone, also where a clock goes back. */
  private Future<Optional<Session>> whileAlive(Session session, long now) {
    return session.isExpired(now)
        ? forget(session).map(Optional.empty())
        : Future.succeededFuture(Optional.of(session));
  }

  private Future<Void> forget(Session session) {
    cache.forget(session.id());
    String key = access.keys().session(session.id());
    return access
        .commands()
        .send(key, Request.cmd(Command.DEL).arg(key), true)
        .compose(deleted -> unlist(session.user(), List.of(session.id())));
  }

  private static byte[] write(Session session) {
    PackedWriter out = new PackedWriter();
    out.u48(session.expiresAt());
    out.text(session.user().value());
    out.text(session.role());
    out.optional(session.name());
    return out.toBytes();
  }

  private static Session read(SessionId id, Response record) {
    PackedReader in = new PackedReader(record.toBytes());
    long expiresAt = in.u48();
    UserId user = new UserId(in.text(in.u16()));
    String role = in.text(in.u16());
    Optional<String> name = in.u8() == 1 ? Optional.of(in.text(in.u16())) : Optional.empty();
    return new Session(id, user, role, name, expiresAt);
  }
}
