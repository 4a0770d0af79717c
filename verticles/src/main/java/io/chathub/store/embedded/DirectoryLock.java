package io.chathub.store.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds a store's directory for one process; goes with the process, however that ends. */
final class DirectoryLock implements AutoCloseable {

  private static final String FILE = "chathub.lock";

  private static final String OURS_ALONE = "rwx------";

  private static final Logger LOG = LoggerFactory.getLogger(DirectoryLock.class);

  private final FileChannel channel;
  private final Path dir;
  private final Object key; // of the file; null where the file system gives none

  private DirectoryLock(FileChannel channel, Path dir) throws IOException {
    this.channel = channel;
    this.dir = dir;
    this.key = key(dir);
  }

  /** What is where the directory was. */
  enum Place {
    OURS,
    /** Nothing that can be looked at: it may come back. */
    GONE,
    /** Another directory. */
    ANOTHERS
  }

  /**
   * Makes the directory where it does not exist.
   *
   * @throws IllegalStateException where another process, or this one, holds it already
   */
  static DirectoryLock take(Path dir) {
    try {
      if (!Files.exists(dir)) {
        Files.createDirectories(dir);
        closeToOthers(dir);
      } else {
        checkClosedToOthers(dir);
      }
      FileChannel channel =
          FileChannel.open(dir.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!isLocked(channel)) {
        channel.close();
        throw new IllegalStateException(
            "store.path: "
                + dir.toAbsolutePath()
                + " is in use by another process; a directory belongs to one at a time");
      }
      return new DirectoryLock(channel, dir);
    } catch (IOException e) {
      throw new UncheckedIOException("store.path: cannot use " + dir.toAbsolutePath(), e);
    }
  }

  /** Chats are nobody else's to read, where the file system knows of others. */
  static void closeToOthers(Path dir) throws IOException {
    if (Files.getFileStore(dir).supportsFileAttributeView(PosixFileAttributeView.class)) {
      Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString(OURS_ALONE));
    }
  }

  /** One that was there before may be of more use than ours: closed where it is a store alone. */
  private static void checkClosedToOthers(Path dir) throws IOException {
    var view = Files.getFileAttributeView(dir, PosixFileAttributeView.class);
    if (view == null) {
      return;
    }
    String before = PosixFilePermissions.toString(view.readAttributes().permissions());
    if (before.endsWith("------")) {
      return;
    }
    try {
      if (StoreFiles.areAlone(dir)) {
        closeToOthers(dir);
        LOG.warn("store.path: {} was open to others ({}): closed", dir.toAbsolutePath(), before);
        return;
      }
    } catch (IOException e) {
      LOG.debug("cannot close the directory to others", e);
    }
    LOG.warn(
        "store.path: others on this machine may look into {} ({}); close it with chmod 700, or give"
            + " the store a directory of its own",
        dir.toAbsolutePath(),
        before);
  }

  /** Whether the directory that was locked is still where it was. Quick: one look at a name. */
  Place place() {
    try {
      return Objects.equals(key, key(dir)) ? Place.OURS : Place.ANOTHERS;
    } catch (IOException e) {
      return Files.isReadable(dir) && !Files.exists(dir.resolve(FILE))
          ? Place.ANOTHERS
          : Place.GONE;
    }
  }

  private static Object key(Path dir) throws IOException {
    return Files.readAttributes(dir.resolve(FILE), BasicFileAttributes.class).fileKey();
  }

  /** Lets the directory go; the file stays, so that nobody locks one that was deleted. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }
}
