package io.chathub.store.embedded;

import io.chathub.library.NativeLibraries;
import java.util.List;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

/**
 * Loads RocksDB's native library. Left to itself, RocksDB writes a copy into the temporary
 * directory at each start, which stays there when the process is killed.
 */
final class RocksLibrary {

  private static boolean isLoaded;

  private RocksLibrary() {}

  /**
   * Does nothing where it is loaded. Blocking.
   *
   * @throws IllegalStateException where it cannot be; says why
   */
  static synchronized void load() {
    if (isLoaded) {
      return;
    }
    String resource = Environment.getJniLibraryFileName("rocksdb");
    // RocksDB looks into a directory for another name than it has in its jar.
    String name = Environment.getJniLibraryFileName("rocksdbjni");
    boolean isInJar =
        NativeLibraries.ofUser()
            .load(
                resource, name, file -> RocksDB.loadLibrary(List.of(file.getParent().toString())));
    if (!isInJar) {
      loadInstalled(resource);
    }
    isLoaded = true;
  }

  private static void loadInstalled(String name) {
    try {
      RocksDB.loadLibrary();
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          "the jar holds no RocksDB for this platform, "
              + name
              + ": put that file into a directory that -Djava.library.path names, or use"
              + " store.kind: redis",
          e);
    }
  }
}
