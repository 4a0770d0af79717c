package io.chathub.store.embedded;

import io.chathub.model.ChatId;
import io.chathub.store.SoundClock;
import io.chathub.store.SoundClock.Past;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The time as it was noted last, so that a later start knows a clock that is wrong. */
final class TimeMark {

  private TimeMark() {}

  /** Empty where nothing was ever stored. */
  static Optional<Past> read(Database database) {
    byte[] noted = database.get(Column.META, Keys.META_TIME);
    if (noted == null) {
      return newest(database);
    }
    RecordReader in = new RecordReader(noted);
    return Optional.of(new Past(in.u64(), in.u64()));
  }

  /**
   * Once a minute, at the start and at the end. Synced: written beside the writer, it may count in
   * the sequence number by which a start knows that something is missing ({@link Marks}).
   */
  static void note(Database database, SoundClock clock) {
    Past past = clock.past();
    RecordWriter value = new RecordWriter();
    value.u64(past.sure());
    value.u64(past.ranMs());
    Changeset changes = new Changeset(database.columnIds());
    changes.put(Column.META, Keys.META_TIME, value.toBytes());
    database.write(changes.toBytes(), true);
  }

  /** What an older version left: the latest time that a chat knows of. Looks at all of them. */
  private static Optional<Past> newest(Database database) {
    long newest = 0;
    try (Entries chats = database.iterate(Column.CHATS)) {
      for (chats.seek(new byte[0]); chats.isValid(); chats.next()) {
        newest = Math.max(newest, lastAt(chats));
      }
    }
    return newest == 0 ? Optional.empty() : Optional.of(new Past(newest, 0));
  }

  /** 0 where the record is damaged: that is said when the chat is asked for. */
  private static long lastAt(Entries chats) {
    try {
      ChatId id = new ChatId(new String(chats.key(), StandardCharsets.US_ASCII));
      return ChatRecord.read(id, chats.value()).lastAt();
    } catch (RuntimeException e) {
      return 0;
    }
  }
}
