package io.chathub.store.embedded;

import io.chathub.store.Store.LastSeen;

/** When a user was last seen, and after it a 1 where everybody may know. */
final class SeenRecord {

  private static final int AT_BYTES = Long.BYTES;

  private SeenRecord() {}

  static void write(RecordWriter out, LastSeen seen) {
    out.clear();
    out.u64(seen.at());
    if (seen.isAnnounced()) {
      out.u8(1);
    }
  }

  /** What is known, or null where nothing is: there is no record, or it is none of ours. */
  static LastSeen read(byte[] record) {
    if (record == null || record.length < AT_BYTES) {
      return null;
    }
    RecordReader in = new RecordReader(record);
    return new LastSeen(in.u64(), in.left() > 0 && in.u8() == 1);
  }
}
