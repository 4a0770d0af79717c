package io.chathub.library;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where one user's hubs keep the libraries that they load: {@code NAME-CHECKSUM-SIZE/NAME}, each
 * written once, beside its place, and moved there whole. It is this user's and closed to others; a
 * file that is not what the jar holds, or that others could have written, is said and replaced. Of
 * each name the latest {@value #VERSIONS_MAX} stay. A library that another hub is just writing is
 * not waited for. Thread safe. Blocking.
 */
final class LibraryFolder {

  static final int VERSIONS_MAX = 3;

  private static final Logger LOG = LoggerFactory.getLogger(LibraryFolder.class);
  private static final String LOCK = "lock";
  private static final String PART = "part";

  private final Path root;

  private LibraryFolder(Path root) {
    this.root = root;
  }

  /**
   * Opens it, and makes it where it is not there.
   *
   * @throws IOException where it cannot be written, or is not safe from others
   */
  static LibraryFolder open(Path cache) throws IOException {
    Ownership.make(cache);
    Path base = cache.toRealPath();
    if (!Ownership.isSteady(base)) {
      throw new IOException(base + " can be changed by others");
    }
    Path own = base.resolve("chathub");
    Path root = own.resolve("native");
    Ownership.make(own);
    boolean wasOpen = claim(own);
    Ownership.make(root);
    wasOpen |= claim(root);
    if (wasOpen) {
      LOG.warn("{} was open to others: what was in it is not used", root);
      clear(root);
      Ownership.make(root);
    }
    return new LibraryFolder(root);
  }

  /** Whether others could write into it till now. */
  private static boolean claim(Path dir) throws IOException {
    if (!Files.isDirectory(dir, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(dir + " is no directory");
    }
    if (!Ownership.isOurs(dir)) {
      throw new IOException(dir + " belongs to " + Ownership.owner(dir));
    }
    boolean wasOpen = Ownership.isOpen(dir);
    Ownership.close(dir);
    return wasOpen;
  }

  /** The file with the library; empty while another process writes here. */
  synchronized Optional<Path> put(NativeLibrary library, String name) throws IOException {
    Path dir = root.resolve(name + "-" + library.key());
    Path file = dir.resolve(name);
    if (isGood(dir, file, library)) {
      return Optional.of(file);
    }
    try (FileChannel channel =
            FileChannel.open(
                root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock == null) {
        return Optional.empty();
      }
      if (!isGood(dir, file, library)) {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
          LOG.warn("{} is not what the jar holds, or not of this user alone: replaced", file);
        }
        write(library, dir, file);
        forgetOlder(name, dir);
      }
      return Optional.of(file);
    }
  }

  private static boolean isGood(Path dir, Path file, NativeLibrary library) throws IOException {
    if (!Files.isDirectory(dir, LinkOption.NOFOLLOW_LINKS) || !isOursAlone(dir)) {
      return false;
    }
    // A library may be asked for others that lie beside it.
    try (Stream<Path> files = Files.list(dir)) {
      if (!files.toList().equals(List.of(file))) {
        return false;
      }
    }
    return isOursAlone(file) && library.isIn(file);
  }

  private static boolean isOursAlone(Path path) throws IOException {
    return Ownership.isOurs(path) && !Ownership.isOpen(path);
  }

  private static void write(NativeLibrary library, Path dir, Path file) throws IOException {
    clear(dir);
    Ownership.make(dir);
    Path part = dir.resolve(PART);
    library.writeTo(part);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Those that run have theirs loaded; where the system keeps its file from going, it stays. */
  private void forgetOlder(String name, Path latest) throws IOException {
    List<Path> older;
    try (Stream<Path> dirs = Files.list(root)) {
      older =
          dirs.filter(dir -> dir.getFileName().toString().startsWith(name + "-"))
              .filter(dir -> !dir.equals(latest))
              .sorted(Comparator.comparing((Path dir) -> dir.toFile().lastModified()).reversed())
              .skip(VERSIONS_MAX - 1)
              .toList();
    }
    for (Path dir : older) {
      try {
        clear(dir);
      } catch (IOException e) {
        LOG.debug("cannot remove {}", dir, e);
      }
    }
  }

  private static void clear(Path path) throws IOException {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      List<Path> files;
      try (Stream<Path> all = Files.list(path)) {
        files = all.toList();
      }
      for (Path file : files) {
        clear(file);
      }
    }
    var unused = Files.deleteIfExists(path);
  }
}
