package io.chathub.store.embedded;

import io.chathub.store.embedded.Engine.Mode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBufferManager;

/**
 * How RocksDB is set up. Its memory is bounded: blocks, filters and memtables are charged to one
 * cache. Owns the native options; they live as long as the database.
 */
final class DatabaseOptions implements AutoCloseable {

  private static final long WAL_BYTES_MAX = 64L << 20;
  private static final long LOG_BYTES_MAX = 1L << 20;

  /** Tables kept open. */
  static final int OPEN_FILES_MAX = 256;

  private static final int BLOOM_BITS = 10;

  private final LRUCache cache;
  private final WriteBufferManager memtables;
  private final BloomFilter bloom;
  private final DBOptions db;
  private final ColumnFamilyOptions scanned;
  private final ColumnFamilyOptions lookedUp;

  DatabaseOptions(long memoryBytes, Mode mode) {
    RocksLibrary.load();
    bloom = new BloomFilter(BLOOM_BITS);
    cache = new LRUCache(memoryBytes);
    memtables = new WriteBufferManager(memoryBytes / 2, cache);
    db =
        checked(mode)
            .setCreateIfMissing(mode.makes())
            .setCreateMissingColumnFamilies(mode.makes())
            .setWriteBufferManager(memtables)
            .setMaxTotalWalSize(WAL_BYTES_MAX)
            .setMaxOpenFiles(OPEN_FILES_MAX)
            .setMaxBackgroundJobs(2)
            .setAvoidFlushDuringShutdown(true)
            .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
            .setMaxLogFileSize(LOG_BYTES_MAX)
            .setKeepLogFileNum(4)
            .setStatsDumpPeriodSec(0)
            .setStatsPersistPeriodSec(0);
    scanned = column(memoryBytes);
    lookedUp =
        column(memoryBytes)
            .setMemtablePrefixBloomSizeRatio(0.05)
            .setMemtableWholeKeyFiltering(true);
  }

  /**
   * How the logs are read: a record that does not fit its checksum, and a log that is not what the
   * next one says of it, keep the database from being opened; an end that was not written in full
   * does not. The chain of the logs has no setter in Java.
   */
  private static DBOptions checked(Mode mode) {
    Properties chain = new Properties();
    chain.setProperty(
        "track_and_verify_wals", Boolean.toString(mode.isStrict() && mode != Mode.UNMARKED));
    return DBOptions.getDBOptionsFromProps(chain)
        .setWalRecoveryMode(
            mode.isStrict()
                ? WALRecoveryMode.TolerateCorruptedTailRecords
                : WALRecoveryMode.SkipAnyCorruptedRecords);
  }

  DBOptions db() {
    return db;
  }

  /** Ours, and any that a newer version made: RocksDB opens all or none. */
  List<ColumnFamilyDescriptor> columns(String dir) throws RocksDBException {
    List<ColumnFamilyDescriptor> columns = new ArrayList<>();
    columns.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, scanned));
    for (Column column : Column.values()) {
      ColumnFamilyOptions options = column.isLookedUp() ? lookedUp : scanned;
      columns.add(new ColumnFamilyDescriptor(column.bytes(), options));
    }
    if (Files.exists(Path.of(dir, "CURRENT"))) {
      try (Options any = new Options()) {
        for (byte[] name : RocksDB.listColumnFamilies(any, dir)) {
          if (columns.stream().noneMatch(known -> Arrays.equals(known.getName(), name))) {
            columns.add(new ColumnFamilyDescriptor(name, scanned));
          }
        }
      }
    }
    return columns;
  }

  @Override
  public void close() {
    db.close();
    scanned.close();
    lookedUp.close();
    bloom.close();
    memtables.close();
    cache.close();
  }

  private ColumnFamilyOptions column(long memoryBytes) {
    return new ColumnFamilyOptions()
        .setWriteBufferSize(memoryBytes / 8)
        .setCompressionType(CompressionType.LZ4_COMPRESSION)
        .setTableFormatConfig(
            new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setFilterPolicy(bloom)
                .setCacheIndexAndFilterBlocks(true)
                .setPinL0FilterAndIndexBlocksInCache(true));
  }
}
