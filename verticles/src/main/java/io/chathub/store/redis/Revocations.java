package io.chathub.store.redis;

import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.chathub.model.Session;
import io.chathub.model.SessionId;
import io.chathub.model.UserId;
import io.chathub.store.Store.Revocation;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sessions ended by any node, as a stream in Redis that every node reads on from where it was. An
 * announcement succeeds only once no node can go by anything older. {@link #announce} and {@link
 * #listen} are thread safe; the reading is owned by the context that started it.
 */
final class Revocations {

  private static final long POLL_MS = 250;

  /** More than the lease of a cache, and than what clocks differ within it. */
  private static final long IN_FORCE_MS = SessionCache.LEASE_NANOS / 1_000_000 + 50;

  /** How often it is announced where Redis loses it again, as in a fail-over. */
  private static final int ATTEMPTS = 5;

  private static final long KEPT = 100_000;
  private static final long READ_MAX = 200;
  private static final int NAMED_MAX = 500;
  private static final String USER = "user";
  private static final String SESSIONS = "sessions";
  private static final String NODE = "node";
  private static final String SEPARATOR = " ";

  private static final Logger LOG = LoggerFactory.getLogger(Revocations.class);

  private final Vertx vertx;
  private final Access access;
  private final Commands commands;
  private final String key;
  private final Operations operations;
  private final SessionCache cache;
  private final LongSupplier nanos;
  private final List<Consumer<Revocation>> listeners = new CopyOnWriteArrayList<>();
  private String last; // null until this node has put its own mark
  private boolean isUnheard; // to be told, once what is revoked from then on is heard
  private boolean isHearing = true;
  private volatile boolean isStopped;

  Revocations(Vertx vertx, Access access, SessionCache cache, LongSupplier nanos) {
    this.vertx = vertx;
    this.access = access;
    this.commands = access.commands();
    this.key = access.keys().revocations();
    this.operations = access.operations();
    this.cache = cache;
    this.nanos = nanos;
  }

  void listen(Consumer<Revocation> listener) {
    listeners.add(listener);
  }

  /** Reads on from now on, on the context of the caller. */
  void start() {
    poll();
  }

  void stop() {
    isStopped = true;
    cache.clear();
  }

  /** Succeeds when no node accepts these sessions any more; they have been deleted before. */
  Future<Void> announce(Optional<UserId> user, List<SessionId> sessions) {
    List<List<SessionId>> slices = new ArrayList<>();
    for (int i = 0; i < sessions.size(); i += NAMED_MAX) {
      slices.add(sessions.subList(i, Math.min(sessions.size(), i + NAMED_MAX)));
    }
    return Pipelined.each(slices, 1, slice -> add(user, slice))
        .compose(
            entries -> {
              tell(user, sessions, /* isOwn= */ true);
              return inForce(user, slices, entries, ATTEMPTS);
            });
  }

  /** Waits until all nodes have seen the entries; where Redis lost one meanwhile, adds it again. */
  private Future<Void> inForce(
      Optional<UserId> user, List<List<SessionId>> slices, List<String> entries, int attempts) {
    return vertx
        .timer(IN_FORCE_MS, TimeUnit.MILLISECONDS)
        .compose(waited -> Pipelined.each(entries, 1, this::isThere))
        .compose(
            there -> {
              List<List<SessionId>> lost = new ArrayList<>();
              for (int i = 0; i < slices.size(); i++) {
                if (!there.get(i)) {
                  lost.add(slices.get(i));
                }
              }
              if (lost.isEmpty()) {
                return Future.succeededFuture();
              }
              if (attempts == 1) {
                return Future.failedFuture(
                    Refusal.of(ErrorCode.TIMED_OUT, "the store loses what it is told"));
              }
              return Pipelined.each(lost, 1, slice -> add(user, slice))
                  .compose(added -> inForce(user, lost, added, attempts - 1));
            });
  }

  private Future<String> add(Optional<UserId> user, List<SessionId> sessions) {
    String names = String.join(SEPARATOR, sessions.stream().map(SessionId::hex).toList());
    return user.map(known -> xadd(USER, known.value(), SESSIONS, names))
        .orElseGet(() -> xadd(SESSIONS, names))
        .map(Response::toString);
  }

  private Future<Boolean> isThere(String entry) {
    Request range = Request.cmd(Command.XRANGE).arg(key).arg(entry).arg(entry);
    return commands.send(key, range, false).map(found -> found.size() > 0);
  }

  /** What was not done since Redis is full goes in all the same: it must not wait. */
  private Future<Response> xadd(String... fields) {
    List<String> words = new ArrayList<>(List.of("MAXLEN", "~", Long.toString(KEPT), "*"));
    words.addAll(List.of(fields));
    Request add = Request.cmd(Command.XADD).arg(key);
    words.forEach(add::arg);
    words.add(0, "XADD");
    return commands
        .send(key, add, true)
        .recover(
            failure ->
                failure instanceof Refusal refusal && refusal.code() == ErrorCode.UNAVAILABLE
                    ? access.evenFull(key, words.toArray(String[]::new))
                    : Future.failedFuture(failure));
  }

  private void poll() {
    if (!isStopped) {
      Future<Long> pause = last == null ? begin() : look();
      pause
          .onFailure(
              failure -> {
                boolean isNew = isHearing && !(failure instanceof Refusal);
                isHearing &= !isNew;
                if (isNew) {
                  LOG.error("revocations by other nodes can't be read", failure);
                } else {
                  LOG.debug("revocations are looked at again in {} ms", POLL_MS, failure);
                }
              })
          .onSuccess(done -> isHearing = true)
          .otherwise(POLL_MS)
          .onSuccess(this::again);
    }
  }

  private void again(long pauseMs) {
    if (pauseMs == 0) {
      poll();
    } else {
      var unused = vertx.setTimer(pauseMs, timer -> poll());
    }
  }

  private Future<Long> begin() {
    return xadd(NODE, operations.next()).map(this::begin);
  }

  private Future<Long> look() {
    long started = nanos.getAsLong();
    Request range =
        Request.cmd(Command.XRANGE).arg(key).arg(last).arg("+").arg("COUNT").arg(READ_MAX);
    return commands.send(key, range, false).map(entries -> seen(started, entries));
  }

  /** What was looked up before there was a mark to read on from does not count. */
  private long begin(Response mark) {
    cache.clear();
    last = mark.toString();
    if (isUnheard) {
      isUnheard = false;
      tell(new Revocation.Unheard());
    }
    return 0;
  }

  /**
   * Takes the entries from the last one seen on. Where that is gone, so may be others behind it:
   * the node was away for too long, or Redis lost its newest data.
   */
  private long seen(long started, Response entries) {
    if (entries.size() == 0 || !entries.get(0).get(0).toString().equals(last)) {
      LOG.warn("revocations may have been missed: all sessions are looked up again");
      last = null;
      cache.clear();
      isUnheard = true;
      return 0;
    }
    for (int i = 1; i < entries.size(); i++) {
      Response entry = entries.get(i);
      try {
        take(entry.get(1));
      } catch (RuntimeException e) {
        LOG.error("a revocation can't be read: {} ends nobody's session here", entry, e);
      }
    }
    last = entries.get(entries.size() - 1).get(0).toString();
    if (entries.size() >= READ_MAX) {
      return 0;
    }
    cache.heard(started);
    return POLL_MS;
  }

  private void take(Response fields) {
    Optional<UserId> user = Optional.empty();
    List<SessionId> sessions = List.of();
    for (int i = 0; i < fields.size(); i += 2) {
      String value = fields.get(i + 1).toString();
      switch (fields.get(i).toString()) {
        case USER -> user = Optional.of(new UserId(value));
        case SESSIONS ->
            sessions = List.of(value.split(SEPARATOR, -1)).stream().map(SessionId::new).toList();
        default -> LOG.trace("passed over {}", value);
      }
    }
    if (!sessions.isEmpty()) {
      tell(user, sessions, /* isOwn= */ false);
    }
  }

  private void tell(Optional<UserId> user, List<SessionId> sessions, boolean isOwn) {
    Map<SessionId, UserId> users = new HashMap<>();
    for (Session known : cache.revoke(sessions)) {
      users.put(known.id(), known.user());
    }
    for (SessionId session : sessions) {
      user.or(() -> Optional.ofNullable(users.get(session)))
          .ifPresent(known -> tell(new Revocation.Ended(known, session, isOwn)));
    }
  }

  private void tell(Revocation revocation) {
    for (Consumer<Revocation> listener : listeners) {
      try {
        listener.accept(revocation);
      } catch (RuntimeException e) {
        LOG.error("who listens to revocations failed", e);
      }
    }
  }
}
