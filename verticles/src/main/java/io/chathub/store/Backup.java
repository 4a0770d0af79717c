package io.chathub.store;

import io.vertx.core.Future;
import java.nio.file.Path;

/** A store that can copy itself into a directory while it runs. */
public interface Backup {

  /**
   * Writes everything durable by now into a directory that a store can be opened on. Fails with
   * {@link java.nio.file.FileAlreadyExistsException} where there is something under that name.
   */
  Future<Void> backup(Path dir);
}
