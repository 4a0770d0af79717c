package io.chathub.store.embedded;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;

/** RocksDB while it is open, with all that goes when it is closed. Owned by a {@link Database}. */
final class Engine implements AutoCloseable {

  final RocksDB db;
  final Map<Column, ColumnFamilyHandle> columns = new EnumMap<>(Column.class);
  final ReadOptions readOptions = new ReadOptions();
  final WriteOptions synced = new WriteOptions().setSync(true);
  final WriteOptions unsynced = new WriteOptions();
  private final List<ColumnFamilyHandle> handles;
  private final DatabaseOptions options;

  /** How to open what is in a directory. */
  enum Mode {
    /** Makes what is not there. */
    NEW,
    /** The same, with logs of an older version, which say nothing of one another. */
    UNMARKED,
    /** What is there has to be whole, but for the end of the last log. */
    WHOLE,
    /** The same, and nothing in the directory is changed. */
    LOOK,
    /** Leaves out of the logs what cannot be read. */
    AS_FAR_AS_POSSIBLE,
    /** The same, and nothing in the directory is changed. */
    LOOK_AS_FAR_AS_POSSIBLE;

    boolean makes() {
      return this == NEW || this == UNMARKED;
    }

    boolean isStrict() {
      return this != AS_FAR_AS_POSSIBLE && this != LOOK_AS_FAR_AS_POSSIBLE;
    }

    private boolean isReadOnly() {
      return this == LOOK || this == LOOK_AS_FAR_AS_POSSIBLE;
    }
  }

  private Engine(RocksDB db, List<ColumnFamilyHandle> handles, DatabaseOptions options)
      throws RocksDBException {
    this.db = db;
    this.handles = handles;
    this.options = options;
    for (Column column : Column.values()) {
      for (ColumnFamilyHandle handle : handles) {
        if (Arrays.equals(handle.getName(), column.bytes())) {
          columns.put(column, handle);
        }
      }
    }
  }

  static Engine open(EmbeddedStoreConfig config, Mode mode) throws RocksDBException {
    Path dir = config.path();
    DatabaseOptions options = new DatabaseOptions(config.memoryBytes(), mode);
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    try {
      var descriptors = options.columns(dir.toString());
      RocksDB db =
          mode.isReadOnly()
              ? RocksDB.openReadOnly(options.db(), dir.toString(), descriptors, handles)
              : RocksDB.open(options.db(), dir.toString(), descriptors, handles);
      return new Engine(db, handles, options);
    } catch (RocksDBException e) {
      options.close();
      throw e;
    }
  }

  /** Stops, and leaves what is open open until the process ends: RocksDB's closing writes files. */
  void abandon() {
    db.cancelAllBackgroundWork(true);
  }

  @Override
  public void close() {
    handles.forEach(ColumnFamilyHandle::close);
    db.close();
    readOptions.close();
    synced.close();
    unsynced.close();
    options.close();
  }
}
