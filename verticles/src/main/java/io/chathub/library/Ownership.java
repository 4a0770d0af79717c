package io.chathub.library;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Whose a file is, and who else can change it, where the file system tells (it does not on Windows,
 * where a user's own folders are closed to others as they are). Links are looked at, not followed.
 */
final class Ownership {

  private static final String NOBODY = "?"; // how Java names a user that the system does not know
  private static final Set<PosixFilePermission> OWNER_ALONE =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE_OF_OWNER =
      PosixFilePermissions.fromString("rw-------");
  private static final int OTHERS_WRITE = 022;
  private static final int STICKY = 01000;

  private Ownership() {}

  /** Whether this user owns it. */
  static boolean isOurs(Path path) throws IOException {
    return !isTold(path) || owner(path).equals(us());
  }

  static String owner(Path path) throws IOException {
    return Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).getName();
  }

  private static String us() throws IOException {
    String name = System.getProperty("user.name", NOBODY);
    if (!name.equals(NOBODY)) {
      return name;
    }
    Path made = Files.createTempFile("chathub", null);
    try {
      return owner(made);
    } finally {
      Files.delete(made);
    }
  }

  /** Whether others may write it, or into it. */
  static boolean isOpen(Path path) throws IOException {
    return isTold(path) && (mode(path) & OTHERS_WRITE) != 0;
  }

  /**
   * Whether nobody but this user and root can put something else in the place of what is in it,
   * here or further up.
   *
   * @param dir without links
   */
  static boolean isSteady(Path dir) throws IOException {
    for (Path each = dir; each != null && isTold(each); each = each.getParent()) {
      boolean isOfRoot = Files.getAttribute(each, "unix:uid").equals(0);
      boolean isWritten = isOpen(each) && (mode(each) & STICKY) == 0;
      if (isWritten || !(isOfRoot || isOurs(each))) {
        return false;
      }
    }
    return true;
  }

  /** Makes the directory and any above it that is missing, for this user alone. */
  static void make(Path dir) throws IOException {
    if (isTold(dir)) {
      Files.createDirectories(dir, PosixFilePermissions.asFileAttribute(OWNER_ALONE));
    } else {
      Files.createDirectories(dir);
    }
  }

  /** Makes the file, which is not there yet, for this user alone. */
  static void makeFile(Path file) throws IOException {
    var unused =
        isTold(file)
            ? Files.createFile(file, PosixFilePermissions.asFileAttribute(FILE_OF_OWNER))
            : Files.createFile(file);
  }

  /** Closes a directory of ours to all others. */
  static void close(Path dir) throws IOException {
    if (isTold(dir) && !Files.getPosixFilePermissions(dir).equals(OWNER_ALONE)) {
      Files.setPosixFilePermissions(dir, OWNER_ALONE);
    }
  }

  private static int mode(Path path) throws IOException {
    return (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean isTold(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("unix");
  }
}
