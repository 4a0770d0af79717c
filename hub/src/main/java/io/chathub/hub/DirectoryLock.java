package io.chathub.hub;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** That a directory is of one process; the system lets go of it when that ends, however it does. */
final class DirectoryLock implements AutoCloseable {

  private final FileChannel file;

  private DirectoryLock(FileChannel file) {
    this.file = file;
  }

  /**
   * Makes the directory where it is not there. Empty where another process has it.
   *
   * @throws IllegalStateException where it cannot be written
   */
  static Optional<DirectoryLock> of(Path dir) {
    try {
      Files.createDirectories(dir);
      FileChannel file =
          FileChannel.open(
              dir.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = file.tryLock();
      if (lock == null) {
        file.close();
        return Optional.empty();
      }
      return Optional.of(new DirectoryLock(file));
    } catch (IOException e) {
      throw new IllegalStateException("cannot write to " + dir + ": " + e, e);
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      // The process ends now anyway.
    }
  }
}
