package io.chathub.store.embedded;

import io.chathub.model.ChatId;
import io.chathub.model.Refusal;
import io.chathub.model.SessionId;
import io.chathub.store.Retention;
import io.chathub.store.SoundClock;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
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
  private final Writer writer;
  private final Retention retention;
  private final SoundClock clock;
  private int cidsKeptSince = Integer.MIN_VALUE; // day

  Maintenance(
      Database database,
      Heads heads,
      MessageLog log,
      Sessions sessions,
      Writer writer,
      Retention retention,
      SoundClock clock) {
    this.database = database;
    this.heads = heads;
    this.log = log;
    this.sessions = sessions;
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
      TimeMark.note(database, clock);
    } catch (DatabaseFailure e) {
      LOG.debug("the time is not noted", e);
    }
  }

  /** One round over everything. Blocking. */
  void run() {
    trimLogs();
    expireSessions();
    forgetCids();
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
      from = agedChats(from, oldest, slice);
      for (ChatId chat : slice) {
        ChatHead head = heads.get(chat);
        long firstSeq = firstSince(head, oldest);
        Long trimmed = await(writer.submit(stage -> Trimming.trim(stage, chat, firstSeq)));
        LOG.debug("trimmed by age chat={} messages={}", chat, trimmed);
      }
    }
  }

  /** Chats that begin with a message from before then; gives where to go on, or null. */
  private byte[] agedChats(byte[] from, long oldest, List<ChatId> aged) {
    try (Entries chats = database.iterate(Column.CHATS);
        Entries messages = database.iterate(Column.MESSAGES)) {
      chats.seek(from);
      for (int i = 0; i < SLICE && chats.isValid(); i++, chats.next()) {
        ChatId id = new ChatId(new String(chats.key(), StandardCharsets.US_ASCII));
        ChatHead saved = ChatRecord.read(id, chats.value());
        messages.seek(Keys.inChat(saved.chatNo(), saved.firstSeq()));
        if (messages.isValid()
            && Keys.chatNo(messages.key()) == saved.chatNo()
            && MessageRecord.createdAt(messages.value()) < oldest) {
          aged.add(id);
        }
      }
      return chats.isValid() ? chats.key() : null;
    }
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
      from = expiredSessions(from, now, expired);
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
        SessionId id = new SessionId(HexFormat.of().formatHex(entries.key()));
        if (Sessions.read(id, entries.value()).isExpired(now)) {
          expired.add(id);
        }
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
