package io.chathub.store.embedded;

import java.util.Arrays;
import java.util.Map;

/**
 * The changes of one commit, in RocksDB's own serialized form of a write batch (its {@code
 * write_batch.cc}): built on the Java side, it crosses into native code once, and what an operation
 * added can be taken back by cutting it off. Not thread safe: owned by the writer thread.
 */
final class Changeset {

  private static final int HEADER = 12;
  private static final int COUNT_AT = 8;
  private static final int TAG_DELETE = 0x4;
  private static final int TAG_PUT = 0x5;
  private static final int TAG_DELETE_RANGE = 0xE;
  private static final int KEEP_MAX = 1 << 20;

  private final Map<Column, Integer> columnIds;
  private byte[] bytes = new byte[64 * 1024];
  private int length = HEADER;
  private int count;

  /**
   * @param columnIds RocksDB's number of each {@link Column}
   */
  Changeset(Map<Column, Integer> columnIds) {
    this.columnIds = columnIds;
  }

  void clear() {
    length = HEADER;
    count = 0;
    if (bytes.length > KEEP_MAX) {
      bytes = new byte[KEEP_MAX];
    }
  }

  int length() {
    return length;
  }

  int count() {
    return count;
  }

  /** Takes back what was added since the length and count were these. */
  void cut(int toLength, int toCount) {
    length = toLength;
    count = toCount;
  }

  void put(Column column, byte[] key, byte[] value) {
    put(column, key, key.length, value, value.length);
  }

  void put(Column column, byte[] key, int keyLength, byte[] value, int valueLength) {
    entry(TAG_PUT, column, keyLength + valueLength);
    slice(key, keyLength);
    slice(value, valueLength);
  }

  void delete(Column column, byte[] key) {
    entry(TAG_DELETE, column, key.length);
    slice(key, key.length);
  }

  /** Deletes from the first key, included, to the last, excluded. */
  void deleteRange(Column column, byte[] from, byte[] to) {
    entry(TAG_DELETE_RANGE, column, from.length + to.length);
    slice(from, from.length);
    slice(to, to.length);
  }

  byte[] toBytes() {
    byte[] batch = Arrays.copyOf(bytes, length);
    Arrays.fill(batch, 0, COUNT_AT, (byte) 0);
    for (int i = 0; i < 4; i++) {
      batch[COUNT_AT + i] = (byte) (count >>> (8 * i));
    }
    return batch;
  }

  private void entry(int tag, Column column, int dataLength) {
    int needed = length + dataLength + 16;
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, needed));
    }
    bytes[length++] = (byte) tag;
    varint(columnIds.get(column));
    count++;
  }

  private void slice(byte[] data, int dataLength) {
    varint(dataLength);
    System.arraycopy(data, 0, bytes, length, dataLength);
    length += dataLength;
  }

  private void varint(int value) {
    int rest = value;
    while ((rest & ~0x7F) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
  }
}
