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

  static LastSeen read(byte[] record) {
    RecordReader in = new RecordReader(record);
    return new LastSeen(in.u64(), record.length > AT_BYTES && in.u8() == 1);
  }
}
