package io.chathub.library;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads libraries of the jar from the user's cache, where each is written once however often a hub
 * is killed. Where that cannot be, from a private temporary directory, which is gone as soon as the
 * library is loaded. Thread safe. Blocking.
 */
public final class NativeLibraries {

  private static final Logger LOG = LoggerFactory.getLogger(NativeLibraries.class);

  private static final String EACH_TIME =
      "native libraries are extracted at each start: {}; XDG_CACHE_HOME can name a place for them";

  private static NativeLibraries ofUser; // null until it is asked for

  private final Optional<LibraryFolder> cache;

  private NativeLibraries(Optional<LibraryFolder> cache) {
    this.cache = cache;
  }

  /** Those of this process's user. */
  public static synchronized NativeLibraries ofUser() {
    if (ofUser == null) {
      ofUser =
          in(
              CacheHome.of(
                  System.getProperty("os.name", ""),
                  System.getenv(),
                  System.getProperty("user.home", "")));
    }
    return ofUser;
  }

  /** Kept there; empty or unfit, nothing is kept. */
  static NativeLibraries in(Optional<Path> cacheHome) {
    try {
      if (cacheHome.isPresent()) {
        return new NativeLibraries(Optional.of(LibraryFolder.open(cacheHome.get())));
      }
      LOG.info(EACH_TIME, "there is no home directory");
    } catch (FileSystemException e) {
      LOG.info(EACH_TIME, reason(e));
    } catch (IOException e) {
      LOG.warn(EACH_TIME, reason(e));
    }
    return new NativeLibraries(Optional.empty());
  }

  /**
   * Loads one.
   *
   * @param resource in the jar
   * @param name of the file
   * @param load given the file
   * @return false where it is not in the jar
   * @throws IllegalStateException where it cannot be loaded; says why, and what to do
   */
  public boolean load(String resource, String name, Consumer<Path> load) {
    List<String> reasons = new ArrayList<>();
    try {
      Optional<NativeLibrary> library = NativeLibrary.inJar(resource);
      if (library.isEmpty()) {
        return false;
      }
      if (isLoadedFromCache(library.get(), name, load, reasons)
          || isLoadedFromTemp(library.get(), name, load, reasons)) {
        return true;
      }
    } catch (IOException e) {
      reasons.add(reason(e));
    }
    throw new IllegalStateException(
        "cannot load the native library "
            + name
            + ": "
            + String.join("; ", reasons)
            + ". Have XDG_CACHE_HOME, or -Djava.io.tmpdir, name a directory that this user can"
            + " write, on a file system that is not mounted noexec");
  }

  private boolean isLoadedFromCache(
      NativeLibrary library, String name, Consumer<Path> load, List<String> reasons) {
    try {
      Optional<Path> file = cache.isPresent() ? cache.get().put(library, name) : Optional.empty();
      file.ifPresent(load);
      return file.isPresent();
    } catch (IOException e) {
      reasons.add(reason(e));
    } catch (UnsatisfiedLinkError e) {
      reasons.add(reason(e));
    }
    return false;
  }

  private static boolean isLoadedFromTemp(
      NativeLibrary library, String name, Consumer<Path> load, List<String> reasons) {
    try {
      Path dir = Files.createTempDirectory("chathub-native-");
      Path file = dir.resolve(name);
      try {
        library.writeTo(file);
        load.accept(file);
        if (!reasons.isEmpty()) {
          LOG.info("{} is loaded from a temporary directory: {}", name, reasons.get(0));
        }
        return true;
      } finally {
        remove(file);
        remove(dir);
      }
    } catch (IOException e) {
      reasons.add(reason(e));
    } catch (UnsatisfiedLinkError e) {
      reasons.add(reason(e));
    }
    return false;
  }

  /** Windows keeps the file of what is loaded: it goes with the process. */
  private static void remove(Path path) {
    try {
      var unused = Files.deleteIfExists(path);
    } catch (IOException e) {
      path.toFile().deleteOnExit();
    }
  }

  /** Java names the file twice. */
  private static String reason(UnsatisfiedLinkError failure) {
    return String.valueOf(failure.getMessage()).replaceFirst("^(.+: )\\1", "$1");
  }

  private static String reason(IOException failure) {
    return failure instanceof AccessDeniedException
        ? "no access to " + failure.getMessage()
        : failure.getMessage();
  }
}
