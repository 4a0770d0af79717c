package io.chathub.store.embedded;

import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** The database could not do what it was asked to. An outage, not a bug. */
final class DatabaseFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  DatabaseFailure(RocksDBException cause) {
    super(cause.getMessage(), cause);
  }

  DatabaseFailure(String message) {
    super(message);
  }

  DatabaseFailure(String message, Throwable cause) {
    super(message + ": " + cause.getMessage(), cause);
  }

  /** Whether the disk is full: RocksDB goes on by itself where there is room again. */
  boolean isNoSpace() {
    return getCause() instanceof RocksDBException cause
        && cause.getStatus() != null
        && cause.getStatus().getSubCode() == Status.SubCode.NoSpace;
  }

  /** Whether what was to be read is damaged. */
  boolean isCorruption() {
    return getCause() instanceof RocksDBException cause
        && cause.getStatus() != null
        && cause.getStatus().getCode() == Status.Code.Corruption;
  }
}
