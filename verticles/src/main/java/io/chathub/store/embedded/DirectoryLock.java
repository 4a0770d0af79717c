package io.chathub.store.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;

/** Holds a store's directory for one process; goes with the process, however that ends. */
final class DirectoryLock implements AutoCloseable {

  private static final String FILE = "chathub.lock";

  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
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
      return new DirectoryLock(channel);
    } catch (IOException e) {
      throw new UncheckedIOException("store.path: cannot use " + dir.toAbsolutePath(), e);
    }
  }

  /** Chats are nobody else's to read, where the file system knows of others. */
  static void closeToOthers(Path dir) throws IOException {
    if (Files.getFileStore(dir).supportsFileAttributeView(PosixFileAttributeView.class)) {
      Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwx------"));
    }
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
