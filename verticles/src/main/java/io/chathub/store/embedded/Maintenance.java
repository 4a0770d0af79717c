package io.chathub.store.embedded;

import io.chathub.model.ChatId;
import io.chathub.model.Refusal;
import io.chathub.model.SessionId;
import io.chathub.store.Retention;
import io.chathub.store.SoundClock;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what is too old: messages, sessions, cids; by the sure time alone. It looks at the
 * database in slices, and hands what it finds to the writer, one change at a time. Not thread safe:
 * owned by the maintenance thread.
 */
final class Maintenance {

  private static final long EVERY_MINUTES = 10;
  private static final long NOTE_EVERY_MINUTES = 1;
  private static final int SLICE = 500;
  private static final long CHANGE_TIMEOUT_S = 30;

  private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);

  private final Database database;
  private final Heads heads;
  private final MessageLog log;
  private final Sessions sessions;
  private final Complaints complaints;
  private final Writer writer;
  private final Retention retention;
  private final SoundClock clock;
  private int cidsKeptSince = Integer.MIN_VALUE; // day

  Maintenance(
      Database database,
      Heads heads,
      MessageLog log,
      Sessions sessions,
      Complaints complaints,
      Writer writer,
      Retention retention,
      SoundClock clock) {
    this.database = database;
    this.heads = heads;
    this.log = log;
    this.sessions = sessions;
    this.complaints = complaints;
    this.writer = writer;
    this.retention = retention;
    this.clock = clock;
  }

  void every(ScheduledExecutorService thread) {
    var unused =
        thread.scheduleWithFixedDelay(this::tryRun, EVERY_MINUTES, EVERY_MINUTES, TimeUnit.MINUTES);
    unused =
        thread.scheduleWithFixedDelay(
            this::noteTime, NOTE_EVERY_MINUTES, NOTE_EVERY_MINUTES, TimeUnit.MINUTES);
  }

  /** The next start goes by it. What fails is made good a minute later. */
  private void noteTime() {
    try {
      var unused =
          database
              .gate()
              .reading(
                  () -> {
                    TimeMark.note(database, clock);
                    return null;
                  });
    } catch (Refusal | DatabaseFailure e) {
      LOG.debug("the time is not noted", e);
    }
  }

  /** One round over everything. Blocking. */
  void run() {
    each(this::trimLogs);
    each(this::expireSessions);
    each(this::forgetCids);
  }

  /** What cannot be read keeps nothing else from being done. */
  private void each(Runnable part) {
    try {
      part.run();
    } catch (DatabaseFailure e) {
      complaints.failed(e);
    }
  }

  private void tryRun() {
    try {
      run();
    } catch (Refusal | DatabaseFailure | IllegalStateException e) {
      LOG.warn("maintenance ended early, it goes on in {} minutes", EVERY_MINUTES, e);
    }
  }

  private void trimLogs() {
    long oldest = clock.sure() - retention.age().toMillis();
    byte[] from = new byte[0];
    while (from != null) {
      List<ChatId> slice = new ArrayList<>();
      byte[] start = from;
      from = database.gate().reading(() -> agedChats(start, oldest, slice));
      for (ChatId chat : slice) {
        trim(chat, oldest);
      }
    }
  }

  /** A chat that cannot be read keeps what it has, and keeps no other from being looked at. */
  private void trim(ChatId chat, long oldest) {
    try {
      long firstSeq = database.gate().reading(() -> firstSince(heads.get(chat), oldest));
      Long trimmed = await(writer.submit(stage -> Trimming.trim(stage, chat, firstSeq)));
      LOG.debug("trimmed by age chat={} messages={}", chat, trimmed);
    } catch (Unreadable e) {
      complaints.unreadable(chat, e);
    } catch (DatabaseFailure e) {
      complaints.failed(e);
    }
  }

  /** Chats that begin with a message from before then; gives where to go on, or null. */
  private byte[] agedChats(byte[] from, long oldest, List<ChatId> aged) {
    try (Entries chats = database.iterate(Column.CHATS);
        Entries messages = database.iterate(Column.MESSAGES)) {
      chats.seek(from);
      for (int i = 0; i < SLICE && chats.isValid(); i++, chats.next()) {
        if (isAged(chats, messages, oldest)) {
          aged.add(new ChatId(Survey.ascii(chats.key())));
        }
      }
      return chats.isValid() ? chats.key() : null;
    }
  }

  private boolean isAged(Entries chats, Entries messages, long oldest) {
    String name = Survey.ascii(chats.key());
    try {
      ChatHead saved = ChatRecord.read(new ChatId(name), chats.value());
      messages.seek(Keys.inChat(saved.chatNo(), saved.firstSeq()));
      return messages.isValid()
          && Keys.chatNo(messages.key()) == saved.chatNo()
          && MessageRecord.createdAtOr(messages.value(), Long.MAX_VALUE) < oldest;
    } catch (Unreadable e) {
      complaints.unreadable(name, e);
    } catch (IllegalArgumentException e) {
      complaints.unreadable(name, new Unreadable("a chat whose name is none"));
    }
    return false;
  }

  /** The first message that is not from before then; one above the last where all are. */
  private long firstSince(ChatHead head, long oldest) {
    long low = head.firstSeq();
    long high = head.lastSeq() + 1;
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (log.createdAt(head, middle) < oldest) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private void expireSessions() {
    long now = clock.sure();
    byte[] from = new byte[0];
    while (from != null) {
      List<SessionId> expired = new ArrayList<>();
      byte[] start = from;
      from = database.gate().reading(() -> expiredSessions(start, now, expired));
      if (!expired.isEmpty()) {
        Integer gone = await(writer.submit(stage -> sessions.expire(stage, expired)));
        LOG.debug("expired sessions={}", gone);
      }
    }
  }

  private byte[] expiredSessions(byte[] from, long now, List<SessionId> expired) {
    try (Entries entries = database.iterate(Column.SESSIONS)) {
      entries.seek(from);
      for (int i = 0; i < SLICE && entries.isValid(); i++, entries.next()) {
        Keys.sessionId(entries.key())
            .filter(
                id -> sessions.read(id, entries.value()).filter(s -> s.isExpired(now)).isPresent())
            .ifPresent(expired::add);
      }
      return entries.isValid() ? entries.key() : null;
    }
  }

  /** Drops whole days; one more than the window is kept, in case the clock goes back. */
  private void forgetCids() {
    int keptSince = Keys.day(clock.sure()) - 2;
    if (keptSince > cidsKeptSince) {
      Integer kept =
          await(
              writer.submit(
                  stage -> {
                    stage.deleteRange(
                        Column.DUPLICATES, Keys.duplicatesOf(0), Keys.duplicatesOf(keptSince));
                    return keptSince;
                  }));
      cidsKeptSince = kept;
    }
  }

  private static <T> T await(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(CHANGE_TIMEOUT_S, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Refusal refusal) {
        throw refusal;
      }
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException("the writer does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the store is closing", e);
    }
  }
}
