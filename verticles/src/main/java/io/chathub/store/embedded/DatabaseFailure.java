package io.chathub.store.embedded;

import org.rocksdb.RocksDBException;

/** RocksDB could not do what it was asked to. An outage, not a bug. */
final class DatabaseFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  DatabaseFailure(RocksDBException cause) {
    super(cause.getMessage(), cause);
  }
}
