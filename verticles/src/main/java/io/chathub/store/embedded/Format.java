package io.chathub.store.embedded;

import java.util.List;

/**
 * The version of what is on disk. Each {@link Step} leads from one version to the next; a directory
 * is brought up to date when it is opened, and one of a newer version is refused.
 */
final class Format {

  /** In order: the first leads from version 1 to 2. */
  static final List<Step> STEPS = List.of();

  private Format() {}

  /** Leads to the next version. It may be repeated: a crash can come before it is noted. */
  interface Step {
    void apply(Database database);
  }

  /**
   * @throws IllegalStateException where the database is newer than the steps reach
   */
  static void bringUpToDate(Database database, List<Step> steps) {
    int newest = steps.size() + 1;
    byte[] noted = database.get(Column.META, Keys.META_FORMAT);
    if (noted == null) {
      note(database, newest);
      return;
    }
    int version = (int) new RecordReader(noted).varint();
    if (version > newest) {
      throw new IllegalStateException(
          "store.path: the data is of format "
              + version
              + ", this version knows up to "
              + newest
              + ": use the version that wrote it, or a newer one");
    }
    for (; version < newest; version++) {
      steps.get(version - 1).apply(database);
      note(database, version + 1);
    }
  }

  private static void note(Database database, int version) {
    RecordWriter value = new RecordWriter();
    value.varint(version);
    Changeset changes = new Changeset(database.columnIds());
    changes.put(Column.META, Keys.META_FORMAT, value.toBytes());
    database.write(changes.toBytes(), true);
  }
}
