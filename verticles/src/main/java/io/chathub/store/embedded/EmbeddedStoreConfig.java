package io.chathub.store.embedded;

import java.nio.file.Path;

/**
 * @param path the directory; made where it does not exist, used by one process at a time
 * @param memoryBytes block cache and memtables together, outside the Java heap
 * @param acceptsLoss whether damage, where there is any, is lived with
 */
public record EmbeddedStoreConfig(Path path, long memoryBytes, boolean acceptsLoss) {

  public static final EmbeddedStoreConfig DEFAULT =
      new EmbeddedStoreConfig(Path.of("data"), 96L * 1024 * 1024, false);

  /** Files that the database keeps open, at most about. */
  public static int openFilesMax() {
    return DatabaseOptions.OPEN_FILES_MAX;
  }

  public EmbeddedStoreConfig(Path path, long memoryBytes) {
    this(path, memoryBytes, false);
  }

  public EmbeddedStoreConfig {
    if (memoryBytes < 16L * 1024 * 1024) {
      throw new IllegalArgumentException("store.memory: must be at least 16MiB");
    }
  }
}
