package io.chathub.store.embedded;

import io.chathub.store.embedded.DirectoryLock.Place;
import io.chathub.store.embedded.Format.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes a database that failed and opens it again, once its cause is gone: after most errors
 * RocksDB takes no write any more, and has no way back in Java. It waits as long as the disk does
 * not take a file of our own; where it does, and the database cannot be opened for {@link
 * #GIVE_UP_NANOS}, or its directory is another one, it gives up. Owned by the writer thread.
 */
final class Reopening implements Repair {

  static final long GIVE_UP_NANOS = TimeUnit.SECONDS.toNanos(60);

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long PAUSE_MIN_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long PAUSE_MAX_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long CALM_NANOS = TimeUnit.MINUTES.toNanos(2);
  private static final long BY_ITSELF_NANOS = TimeUnit.SECONDS.toNanos(3);
  private static final long READERS_MAX_MS = 10_000;
  private static final String PROBE = "chathub.probe";
  private static final int PROBE_BYTES = 64 << 10;
  private static final int PROBE_FILES = 32; // what opening needs, about

  private static final Logger LOG = LoggerFactory.getLogger(Reopening.class);

  private final Database database;
  private final List<Step> steps;
  private final Runnable whenOpen;
  private final LongSupplier nanoTime;
  private long lookedAt;
  private Place place = Place.OURS;
  private long pauseNanos = PAUSE_MIN_NANOS;
  private long triedAt;
  private long fineSince = -1; // the disk takes writes; -1 while it does not
  private long failingSince = -1; // the database cannot be opened; -1 while nothing is known

  /**
   * @param whenOpen has what was read from the database read again
   */
  Reopening(Database database, List<Step> steps, Runnable whenOpen, LongSupplier nanoTime) {
    this.database = database;
    this.steps = steps;
    this.whenOpen = whenOpen;
    this.nanoTime = nanoTime;
    this.lookedAt = nanoTime.getAsLong() - LOOK_NANOS;
    this.triedAt = nanoTime.getAsLong() - CALM_NANOS;
  }

  @Override
  public Optional<String> obstacle() {
    long now = nanoTime.getAsLong();
    if (now - lookedAt >= LOOK_NANOS) {
      lookedAt = now;
      place = database.lock().place();
    }
    Path dir = database.config().path().toAbsolutePath();
    return switch (place) {
      case OURS -> Optional.empty();
      case GONE -> {
        fineSince = -1;
        failingSince = -1;
        yield Optional.of(dir + " is not there, or closed to this process");
      }
      case ANOTHERS -> {
        leave();
        throw new GivenUp(
            dir + " is not the directory any more that this process opened: nothing is written");
      }
    };
  }

  /** RocksDB goes by names: left open, it would write into the other directory. */
  private void leave() {
    try {
      if (!database.gate().alone(database::abandon, READERS_MAX_MS)) {
        LOG.warn("the database is left open: somebody still reads");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean attempt(DatabaseFailure failure) {
    long now = nanoTime.getAsLong();
    if (!doesDiskTakeWrites()) {
      fineSince = -1;
      failingSince = -1;
      return false;
    }
    if (fineSince < 0) {
      fineSince = now;
    }
    boolean isItsOwn = failure.isNoSpace() && now - fineSince < BY_ITSELF_NANOS;
    if (isItsOwn || now - triedAt < pauseNanos) {
      return false;
    }
    pauseNanos =
        now - triedAt > CALM_NANOS ? PAUSE_MIN_NANOS : Math.min(2 * pauseNanos, PAUSE_MAX_NANOS);
    triedAt = now;
    return tryReopen(now);
  }

  private boolean tryReopen(long now) {
    try {
      boolean wasAlone = database.gate().alone(this::reopen, READERS_MAX_MS);
      if (wasAlone) {
        failingSince = -1;
        LOG.info("the database was closed and opened again");
      }
      return wasAlone;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (IllegalStateException | UncheckedIOException | DatabaseFailure | Unreadable e) {
      if (failingSince < 0) {
        failingSince = now;
        pauseNanos = PAUSE_MIN_NANOS;
        LOG.warn("the database cannot be opened again yet: {}", reason(e));
      }
      if (now - failingSince >= GIVE_UP_NANOS) {
        throw new GivenUp("the database cannot be opened again: " + reason(e));
      }
      pauseNanos = Math.min(pauseNanos, GIVE_UP_NANOS / 10);
      return false;
    }
  }

  private void reopen() {
    database.closeEngine();
    database.reopen(steps);
    whenOpen.run();
  }

  private static String reason(RuntimeException e) {
    return e.getCause() == null ? e.getMessage() : e.getMessage() + " (" + e.getCause() + ")";
  }

  private boolean doesDiskTakeWrites() {
    Path probe = database.config().path().resolve(PROBE);
    List<FileChannel> files = new ArrayList<>();
    try {
      FileChannel file =
          FileChannel.open(probe, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      files.add(file);
      ByteBuffer bytes = ByteBuffer.allocate(PROBE_BYTES);
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
      file.force(true);
      while (files.size() < PROBE_FILES) {
        files.add(FileChannel.open(probe, StandardOpenOption.WRITE));
      }
      return true;
    } catch (IOException e) {
      LOG.debug("the disk does not take writes", e);
      return false;
    } finally {
      files.forEach(Reopening::close);
      delete(probe);
    }
  }

  private static void close(FileChannel file) {
    try {
      file.close();
    } catch (IOException e) {
      LOG.debug("cannot close a file", e);
    }
  }

  private static void delete(Path probe) {
    try {
      Files.deleteIfExists(probe);
    } catch (IOException e) {
      LOG.debug("cannot delete {}", probe, e);
    }
  }
}
