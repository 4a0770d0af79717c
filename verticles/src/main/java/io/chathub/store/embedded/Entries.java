package io.chathub.store.embedded;

import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * Walks through a column. Where RocksDB cannot read on, its iterator looks as if it were at the
 * end; this one throws, since an end that is none would let acknowledged messages be written over.
 * Not thread safe: used by one call, and closed by it.
 */
final class Entries implements AutoCloseable {

  private final RocksIterator iterator;

  Entries(RocksIterator iterator) {
    this.iterator = iterator;
  }

  /** Goes to the first entry from the key on. */
  void seek(byte[] key) {
    iterator.seek(key);
  }

  /** Goes to the last entry up to the key. */
  void seekForPrev(byte[] key) {
    iterator.seekForPrev(key);
  }

  void next() {
    iterator.next();
  }

  void prev() {
    iterator.prev();
  }

  /**
   * Whether there is an entry here.
   *
   * @throws DatabaseFailure where that cannot be read
   */
  boolean isValid() {
    if (iterator.isValid()) {
      return true;
    }
    try {
      iterator.status();
    } catch (RocksDBException e) {
      throw new DatabaseFailure(e);
    }
    return false;
  }

  byte[] key() {
    return iterator.key();
  }

  byte[] value() {
    return iterator.value();
  }

  @Override
  public void close() {
    iterator.close();
  }
}
