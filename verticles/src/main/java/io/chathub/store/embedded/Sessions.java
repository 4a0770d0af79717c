package io.chathub.store.embedded;

import io.chathub.model.Session;
import io.chathub.model.SessionId;
import io.chathub.model.UserId;
import io.chathub.store.SoundClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who is signed in, and until when: by the sure time, or a wrong clock would send everybody away.
 * {@link #find} is thread safe, the rest the writer thread's.
 */
final class Sessions {

  private final Database database;
  private final Complaints complaints;
  private final SoundClock clock;
  private final RecordWriter value = new RecordWriter();
  private final RecordWriter nothing = new RecordWriter();

  Sessions(Database database, Complaints complaints, SoundClock clock) {
    this.database = database;
    this.complaints = complaints;
    this.clock = clock;
  }

  /** The session where it is alive. Blocking. */
  Optional<Session> find(SessionId id) {
    return stored(id).filter(session -> !session.isExpired(clock.sure()));
  }

  Void create(Stage stage, Session session) {
    value.clear();
    value.text(session.user().value());
    value.text(session.role());
    value.varint(session.expiresAt());
    value.u8(session.name().isPresent() ? 1 : 0);
    session.name().ifPresent(value::text);
    stage.rewrite(Column.SESSIONS, Keys.session(session.id()), value);
    stage.put(Column.USER_SESSIONS, Keys.userSession(session.user(), session.id()), nothing);
    return null;
  }

  Optional<Session> revoke(Stage stage, SessionId id) {
    stage.requireCommitted(Column.SESSIONS);
    Optional<Session> session = stored(id);
    session.ifPresent(known -> delete(stage, known));
    return session.filter(known -> !known.isExpired(clock.sure()));
  }

  /** Ends all sessions of a user; gives those that were alive. */
  List<Session> revokeAll(Stage stage, UserId user) {
    stage.requireCommitted(Column.SESSIONS);
    long now = clock.sure();
    List<Session> ended = new ArrayList<>();
    for (SessionId id : of(user)) {
      Optional<Session> session = stored(id);
      if (session.isPresent() && session.get().user().equals(user)) {
        delete(stage, session.get());
        session.filter(known -> !known.isExpired(now)).ifPresent(ended::add);
      }
    }
    return ended;
  }

  /** Forgets those of these that have expired; gives how many. */
  Integer expire(Stage stage, List<SessionId> ids) {
    stage.requireCommitted(Column.SESSIONS);
    long now = clock.sure();
    int gone = 0;
    for (SessionId id : ids) {
      Optional<Session> session = stored(id).filter(known -> known.isExpired(now));
      session.ifPresent(known -> delete(stage, known));
      gone += session.isPresent() ? 1 : 0;
    }
    return gone;
  }

  /** The session; empty where it cannot be read, which opens nothing to anybody. */
  Optional<Session> read(SessionId id, byte[] value) {
    try {
      RecordReader in = new RecordReader(value);
      UserId user = new UserId(in.text());
      String role = in.text();
      long expiresAt = in.varint();
      Optional<String> name = in.flag() ? Optional.of(in.text()) : Optional.empty();
      in.end();
      return Optional.of(new Session(id, user, role, name, expiresAt));
    } catch (Unreadable e) {
      complaints.unreadable(Column.SESSIONS, new Unreadable("a session", e));
    } catch (IllegalArgumentException e) {
      complaints.unreadable(Column.SESSIONS, new Unreadable("a session: " + e.getMessage()));
    }
    return Optional.empty();
  }

  private Optional<Session> stored(SessionId id) {
    byte[] record = database.get(Column.SESSIONS, Keys.session(id));
    return record == null ? Optional.empty() : read(id, record);
  }

  private List<SessionId> of(UserId user) {
    List<SessionId> ids = new ArrayList<>();
    byte[] prefix = Keys.ofUser(user);
    try (Entries sessions = database.iterate(Column.USER_SESSIONS)) {
      sessions.seek(prefix);
      for (; sessions.isValid() && Keys.startsWith(sessions.key(), prefix); sessions.next()) {
        Keys.sessionOf(sessions.key()).ifPresent(ids::add);
      }
    }
    return ids;
  }

  private static void delete(Stage stage, Session session) {
    stage.delete(Column.SESSIONS, Keys.session(session.id()));
    stage.delete(Column.USER_SESSIONS, Keys.userSession(session.user(), session.id()));
  }
}
