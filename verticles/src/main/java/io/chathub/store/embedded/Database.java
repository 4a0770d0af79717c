package io.chathub.store.embedded;

import io.chathub.store.embedded.Format.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Snapshot;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The RocksDB in one directory, with its lock. Thread safe, but for {@link #close}: nobody may be
 * inside a call then. Blocking: call from the store's own threads.
 */
final class Database implements AutoCloseable {

  private static final int NOT_FOUND = RocksDB.NOT_FOUND;

  private final DirectoryLock lock;
  private final DatabaseOptions options;
  private final RocksDB db;
  private final Map<Column, ColumnFamilyHandle> columns;
  private final List<ColumnFamilyHandle> handles;
  private final ReadOptions readOptions = new ReadOptions();
  private final WriteOptions synced = new WriteOptions().setSync(true);
  private final WriteOptions unsynced = new WriteOptions();

  private Database(
      DirectoryLock lock,
      DatabaseOptions options,
      RocksDB db,
      Map<Column, ColumnFamilyHandle> columns,
      List<ColumnFamilyHandle> handles) {
    this.lock = lock;
    this.options = options;
    this.db = db;
    this.columns = columns;
    this.handles = handles;
  }

  /**
   * Opens the directory, and brings what is in it to the format of today.
   *
   * @throws IllegalStateException where the directory is in use, or of a newer format
   */
  static Database open(EmbeddedStoreConfig config, List<Step> steps) {
    DirectoryLock lock = DirectoryLock.take(config.path());
    DatabaseOptions options = new DatabaseOptions(config.memoryBytes());
    try {
      Database database = open(config.path(), lock, options);
      try {
        Format.bringUpToDate(database, steps);
        return database;
      } catch (RuntimeException e) {
        database.closeNative();
        throw e;
      }
    } catch (RuntimeException e) {
      options.close();
      lock.close();
      throw e;
    }
  }

  private static Database open(Path path, DirectoryLock lock, DatabaseOptions options) {
    String dir = path.toString();
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    try {
      var descriptors = options.columns(dir);
      RocksDB db = RocksDB.open(options.db(), dir, descriptors, handles);
      Map<Column, ColumnFamilyHandle> columns = new EnumMap<>(Column.class);
      for (Column column : Column.values()) {
        for (ColumnFamilyHandle handle : handles) {
          if (Arrays.equals(handle.getName(), column.bytes())) {
            columns.put(column, handle);
          }
        }
      }
      return new Database(lock, options, db, columns, handles);
    } catch (RocksDBException e) {
      throw new IllegalStateException(
          "store.path: cannot open the database in " + path.toAbsolutePath(), e);
    }
  }

  /** RocksDB's number of each column. */
  Map<Column, Integer> columnIds() {
    Map<Column, Integer> ids = new EnumMap<>(Column.class);
    columns.forEach((column, handle) -> ids.put(column, handle.getID()));
    return ids;
  }

  /** The value, or null. */
  byte[] get(Column column, byte[] key) {
    try {
      return db.get(handle(column), readOptions, key);
    } catch (RocksDBException e) {
      throw new DatabaseFailure(e);
    }
  }

  /** Whether there is a value; its first bytes go to {@code value}. */
  boolean get(Column column, RecordWriter key, byte[] value) {
    try {
      int length =
          db.get(handle(column), readOptions, key.array(), 0, key.length(), value, 0, value.length);
      return length != NOT_FOUND;
    } catch (RocksDBException e) {
      throw new DatabaseFailure(e);
    }
  }

  /** To be closed by the caller. */
  Entries iterate(Column column) {
    return new Entries(db.newIterator(handle(column), readOptions));
  }

  /** What is in the database now, whatever is written meanwhile. To be closed by the caller. */
  View view() {
    return new View();
  }

  /** Writes one serialized batch, all of it or nothing. */
  void write(byte[] changes, boolean isSynced) {
    try (WriteBatch batch = new WriteBatch(changes)) {
      db.write(isSynced ? synced : unsynced, batch);
    } catch (RocksDBException e) {
      throw new DatabaseFailure(e);
    }
  }

  /**
   * Copies all that is committed into a new directory, mostly by hard links.
   *
   * @throws UncheckedIOException where there is something under that name
   */
  void copyTo(Path dir) {
    try (Checkpoint checkpoint = Checkpoint.create(db)) {
      // RocksDB empties the second one before it writes there.
      for (Path taken : List.of(dir, dir.resolveSibling(dir.getFileName() + ".tmp"))) {
        if (Files.exists(taken)) {
          throw new FileAlreadyExistsException(taken.toString());
        }
      }
      Path parent = dir.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      checkpoint.createCheckpoint(dir.toString());
      DirectoryLock.closeToOthers(dir);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RocksDBException e) {
      throw new DatabaseFailure(e);
    }
  }

  @Override
  public void close() {
    closeNative();
    options.close();
    lock.close();
  }

  private void closeNative() {
    handles.forEach(ColumnFamilyHandle::close);
    db.close();
    readOptions.close();
    synced.close();
    unsynced.close();
  }

  private ColumnFamilyHandle handle(Column column) {
    return columns.get(column);
  }

  /** The database as of one moment. Not thread safe: used by one call. */
  final class View implements AutoCloseable {

    private final Snapshot snapshot = db.getSnapshot();
    private final ReadOptions asOfThen = new ReadOptions().setSnapshot(snapshot);

    /** The value, or null. */
    byte[] get(Column column, byte[] key) {
      try {
        return db.get(handle(column), asOfThen, key);
      } catch (RocksDBException e) {
        throw new DatabaseFailure(e);
      }
    }

    /** To be closed by the caller, before the view. */
    Entries iterate(Column column) {
      return new Entries(db.newIterator(handle(column), asOfThen));
    }

    @Override
    public void close() {
      asOfThen.close();
      db.releaseSnapshot(snapshot);
    }
  }
}
