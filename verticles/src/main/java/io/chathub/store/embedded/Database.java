package io.chathub.store.embedded;

import io.chathub.store.embedded.Format.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.rocksdb.Checkpoint;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Snapshot;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The RocksDB in one directory, with its lock and its {@link Marks}. Thread safe, but for {@link
 * #close}, {@link #closeEngine} and {@link #reopen}: nobody may be inside a call then ({@link
 * #gate}). Blocking: call from the store's own threads.
 */
final class Database implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Database.class);
  private static final int NOT_FOUND = RocksDB.NOT_FOUND;

  private final EmbeddedStoreConfig config;
  private final DirectoryLock lock;
  private final Gate gate = new Gate();
  private final Map<Column, Integer> columnIds = new EnumMap<>(Column.class);
  private volatile Engine engine; // null while it is closed
  private volatile Marks marks; // null until it is open as a whole

  private Database(EmbeddedStoreConfig config, DirectoryLock lock, Engine engine) {
    this.config = config;
    this.lock = lock;
    this.engine = engine;
    engine.columns.forEach((column, handle) -> columnIds.put(column, handle.getID()));
  }

  /**
   * Opens the directory, and brings what is in it to the format of today.
   *
   * @throws DamagedStore where something acknowledged is not in it any more
   * @throws IllegalStateException where the directory is in use, of a newer format, or cannot be
   *     opened
   */
  static Database open(EmbeddedStoreConfig config, List<Step> steps) {
    DirectoryLock lock = DirectoryLock.take(config.path());
    try {
      return new Opening(config, lock, steps).open();
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** One that only looks, or is not whole yet; closing it leaves the lock alone. */
  static Database of(EmbeddedStoreConfig config, DirectoryLock lock, Engine engine) {
    return new Database(config, lock, engine);
  }

  /** Takes the marks that fit what is in it. */
  void complete(Marks fitting) {
    marks = fitting;
  }

  Marks marks() {
    return marks;
  }

  DirectoryLock lock() {
    return lock;
  }

  Gate gate() {
    return gate;
  }

  EmbeddedStoreConfig config() {
    return config;
  }

  /** Closes RocksDB and keeps the directory. */
  void closeEngine() {
    Engine closing = engine;
    engine = null;
    if (closing != null) {
      closing.close();
    }
    Marks old = marks;
    marks = null;
    if (old != null) {
      try {
        old.close();
      } catch (UncheckedIOException e) {
        LOG.warn("cannot write {}: {}", Marks.FILE, e.getMessage());
      }
    }
  }

  /** Leaves a directory that is not there any more, without a trace in what is there now. */
  void abandon() {
    Engine leaving = engine;
    engine = null;
    marks = null;
    if (leaving != null) {
      leaving.abandon();
    }
  }

  /** Opens what is in the directory once more, after {@link #closeEngine}. */
  void reopen(List<Step> steps) {
    EmbeddedStoreConfig strict =
        new EmbeddedStoreConfig(config.path(), config.memoryBytes(), /* acceptsLoss= */ false);
    Database again = new Opening(strict, lock, steps).reopen();
    engine = again.engine;
    marks = again.marks;
  }

  Engine engine() {
    Engine open = engine;
    if (open == null) {
      throw new DatabaseFailure("the database is closed until it can be opened again");
    }
    return open;
  }

  /** RocksDB's number of the last change. */
  long sequence() {
    return engine().db.getLatestSequenceNumber();
  }

  /** RocksDB's number of each column. */
  Map<Column, Integer> columnIds() {
    return columnIds;
  }

  /** The value, or null. */
  byte[] get(Column column, byte[] key) {
    try {
      Engine open = engine();
      return open.db.get(open.columns.get(column), open.readOptions, key);
    } catch (RocksDBException e) {
      throw new DatabaseFailure(e);
    }
  }

  /** The length of the value, or -1 where there is none; its first bytes go to {@code value}. */
  int get(Column column, RecordWriter key, byte[] value) {
    try {
      Engine open = engine();
      int length =
          open.db.get(
              open.columns.get(column),
              open.readOptions,
              key.array(),
              0,
              key.length(),
              value,
              0,
              value.length);
      return length == NOT_FOUND ? -1 : length;
    } catch (RocksDBException e) {
      throw new DatabaseFailure(e);
    }
  }

  /** To be closed by the caller. */
  Entries iterate(Column column) {
    Engine open = engine();
    return new Entries(open.db.newIterator(open.columns.get(column), open.readOptions));
  }

  /** What is in the database now, whatever is written meanwhile. To be closed by the caller. */
  View view() {
    return new View(engine());
  }

  /** Writes one serialized batch, all of it or nothing. */
  void write(byte[] changes, boolean isSynced) {
    Engine open = engine();
    try (WriteBatch batch = new WriteBatch(changes)) {
      open.db.write(isSynced ? open.synced : open.unsynced, batch);
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
    Path marked = dir.resolveSibling(dir.getFileName() + "." + Marks.FILE);
    try (Checkpoint checkpoint = Checkpoint.create(engine().db)) {
      // RocksDB empties the second one before it writes there.
      for (Path taken : List.of(dir, dir.resolveSibling(dir.getFileName() + ".tmp"), marked)) {
        if (Files.exists(taken)) {
          throw new FileAlreadyExistsException(taken.toString());
        }
      }
      Path parent = dir.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      // Taken first: what is in the copy must not be behind its marks.
      marks.copyTo(marked);
      checkpoint.createCheckpoint(dir.toString());
      DirectoryLock.closeToOthers(dir);
      Files.move(marked, dir.resolve(Marks.FILE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RocksDBException e) {
      throw new DatabaseFailure(e);
    }
  }

  @Override
  public void close() {
    closeEngine();
    lock.close();
  }

  /** The database as of one moment. Not thread safe: used by one call. */
  static final class View implements AutoCloseable {

    private final Engine open;
    private final Snapshot snapshot;
    private final ReadOptions asOfThen;

    private View(Engine open) {
      this.open = open;
      snapshot = open.db.getSnapshot();
      asOfThen = new ReadOptions().setSnapshot(snapshot);
    }

    /** The value, or null. */
    byte[] get(Column column, byte[] key) {
      try {
        return open.db.get(open.columns.get(column), asOfThen, key);
      } catch (RocksDBException e) {
        throw new DatabaseFailure(e);
      }
    }

    /** To be closed by the caller, before the view. */
    Entries iterate(Column column) {
      return new Entries(open.db.newIterator(open.columns.get(column), asOfThen));
    }

    @Override
    public void close() {
      asOfThen.close();
      open.db.releaseSnapshot(snapshot);
    }
  }
}
