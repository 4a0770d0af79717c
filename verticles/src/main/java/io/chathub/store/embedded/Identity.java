package io.chathub.store.embedded;

import io.chathub.model.ChatId;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The name of a database, made once, which its {@link Marks} bear, too: marks of another one say
 * nothing.
 */
final class Identity {

  private static final Logger LOG = LoggerFactory.getLogger(Identity.class);

  private Identity() {}

  /** Whether they may be compared: a database without a name may have lost it with the rest. */
  static boolean fits(Database database, Marks marks) {
    UUID identity = of(database);
    return identity == null || identity.equals(marks.identity());
  }

  /** Makes marks for a database that has none any more, or never had. */
  static Marks missing(Database database) {
    if (of(database) != null) {
      LOG.warn(
          "{} is gone: it is made anew, of what is in the database; whether something is missing"
              + " cannot be told this time",
          database.config().path().resolve(Marks.FILE).toAbsolutePath());
    }
    return marksOf(database);
  }

  /** Makes marks of what is in the database. */
  static Marks marksOf(Database database) {
    UUID identity = of(database);
    if (identity == null) {
      identity = UUID.randomUUID();
      RecordWriter value = new RecordWriter();
      value.u64(identity.getMostSignificantBits());
      value.u64(identity.getLeastSignificantBits());
      Changeset changes = new Changeset(database.columnIds());
      changes.put(Column.META, Keys.META_IDENTITY, value.toBytes());
      database.write(changes.toBytes(), true);
    }
    return marksOf(database, identity);
  }

  private static Marks marksOf(Database database, UUID identity) {
    Marks marks = Marks.create(database.config().path(), identity);
    marks.room(nextChatNo(database));
    try (Entries chats = database.iterate(Column.CHATS);
        Entries messages = database.iterate(Column.MESSAGES)) {
      for (chats.seek(new byte[0]); chats.isValid(); chats.next()) {
        mark(marks, chats, messages);
      }
    }
    marks.committed(database.sequence());
    marks.publish(database.config().path());
    return marks;
  }

  private static void mark(Marks marks, Entries chats, Entries messages) {
    try {
      ChatHead saved = ChatRecord.read(new ChatId(Survey.ascii(chats.key())), chats.value());
      marks.mark(saved.chatNo(), Survey.lastSeq(messages, saved), saved.rev());
    } catch (Unreadable | IllegalArgumentException e) {
      LOG.debug("a chat that cannot be read gets no mark", e);
    }
  }

  static long nextChatNo(Database database) {
    byte[] next = database.get(Column.META, Keys.META_NEXT_CHAT);
    return next == null ? 1 : new RecordReader(next).u64();
  }

  private static UUID of(Database database) {
    byte[] value = database.get(Column.META, Keys.META_IDENTITY);
    if (value == null) {
      return null;
    }
    RecordReader in = new RecordReader(value);
    return new UUID(in.u64(), in.u64());
  }
}
