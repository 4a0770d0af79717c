package io.chathub.store.embedded;

import io.chathub.store.embedded.Loss.OfChat;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a database that lost something, and whose loss is accepted, to where it can go on. A
 * message that is missing between others keeps its place, as if erased; the {@code rev} of each
 * chat that was hit goes up by so much that every client which knows an older one is told {@code
 * reset}. Blocking; used once.
 */
final class Mending {

  /** More than any chat had since: nobody who knows a rev from before gets a list of changes. */
  static final long REVS = 1_000_000;

  private static final Logger LOG = LoggerFactory.getLogger(Mending.class);
  private static final int LINES_MAX = 100;
  private static final int CHANGES_MAX = 10_000;

  private final Database database;
  private final RecordWriter value = new RecordWriter();
  private Changeset changes;

  Mending(Database database) {
    this.database = database;
    this.changes = new Changeset(database.columnIds());
  }

  /** Says what is gone, mends the chats that were hit, and makes the marks anew. */
  void acceptLoss(Optional<Marks> marks) {
    Loss loss = Loss.NONE;
    if (marks.isPresent() && Identity.fits(database, marks.get())) {
      loss = new Survey(database, marks.get()).loss();
      LOG.error("lost for good: {}", loss.describe());
    } else {
      LOG.error("how much is lost cannot be told: the marks of what was acknowledged do not fit");
    }
    int lines = 0;
    for (OfChat chat : loss.chats()) {
      if (lines++ < LINES_MAX) {
        LOG.error("lost for good: {}", chat);
      }
      mend(chat);
    }
    if (loss.chats().size() > LINES_MAX) {
      LOG.error("lost for good: parts of {} more chats", loss.chats().size() - LINES_MAX);
    }
    long next = marks.map(Marks::count).orElse(0L);
    if (next > Identity.nextChatNo(database)) { // numbers of chats that are gone stay theirs
      value.clear();
      value.u64(next);
      changes.put(Column.META, Keys.META_NEXT_CHAT, value.toBytes());
    }
    write();
    Identity.marksOf(database).close();
  }

  private void mend(OfChat lost) {
    byte[] key = Keys.chat(lost.chat());
    ChatHead saved = ChatRecord.read(lost.chat(), database.get(Column.CHATS, key));
    fill(saved);
    ChatRecord.write(saved.changed((int) (REVS + lost.revs())), value);
    changes.put(Column.CHATS, key, value.toBytes());
    if (changes.count() > CHANGES_MAX) {
      write();
    }
  }

  /** Puts something in the place of what is missing between others. */
  private void fill(ChatHead saved) {
    try (Entries messages = database.iterate(Column.MESSAGES)) {
      long before = -1;
      long at = saved.chat().createdAt();
      messages.seek(Keys.inChat(saved.chatNo(), saved.firstSeq()));
      for (; messages.isValid() && Keys.chatNo(messages.key()) == saved.chatNo(); messages.next()) {
        long seq = Keys.number(messages.key());
        fill(saved, before, seq, at);
        before = seq;
        at = Math.max(at, MessageRecord.createdAtOr(messages.value(), at));
      }
      fill(saved, before < 0 ? saved.firstSeq() - 1 : before, saved.lastSeq() + 1, at);
    }
  }

  private void fill(ChatHead saved, long before, long next, long at) {
    for (long seq = before + 1; before >= 0 && seq < next; seq++) {
      MessageRecord.gone(saved, seq, at).write(value);
      changes.put(Column.MESSAGES, Keys.inChat(saved.chatNo(), seq), value.toBytes());
    }
  }

  private void write() {
    database.write(changes.toBytes(), true);
    changes.clear();
  }
}
