package io.chathub.store.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** The files of a database, as far as they have to be known by name. Blocking. */
final class StoreFiles {

  static final String CURRENT = "CURRENT";

  private static final Pattern OURS =
      Pattern.compile(
          "CURRENT|IDENTITY|LOCK|LOG.*|(MANIFEST|OPTIONS)-\\d+|\\d+\\.(sst|log|dbtmp|blob)|files"
              + "|lost\\+found|chathub\\.(lock|probe)|acknowledged.*");
  private static final int BLOCK = 32 << 10; // RocksDB's log_format.h
  private static final int HEADER = 7;
  private static final int CRC_DELTA = 0xa282ead8;

  private StoreFiles() {}

  /** Whether there is, or was, a database. */
  static boolean areIn(Path dir) {
    return Files.exists(dir.resolve(CURRENT))
        || Files.exists(dir.resolve(Marks.FILE))
        || list(dir).stream()
            .anyMatch(file -> file.getFileName().toString().matches("\\d+\\.(sst|log)"));
  }

  /** Whether nothing but a store is in the directory. */
  static boolean areAlone(Path dir) {
    return list(dir).stream()
        .allMatch(file -> OURS.matcher(file.getFileName().toString()).matches());
  }

  /**
   * Has the newest list of what belongs to the database count, where the file that names it is
   * gone; gives its name, or empty where there is none.
   */
  static Optional<String> pointToNewestManifest(Path dir) {
    Optional<String> newest =
        list(dir).stream()
            .map(file -> file.getFileName().toString())
            .filter(name -> name.startsWith("MANIFEST-"))
            .max(String::compareTo);
    newest.ifPresent(
        name -> {
          try {
            Path made = Files.writeString(dir.resolve(CURRENT + ".dbtmp"), name + "\n");
            Files.move(made, dir.resolve(CURRENT), StandardCopyOption.ATOMIC_MOVE);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    return newest;
  }

  /** Where in which log the first record is that does not fit its checksum; else the newest log. */
  static String whereInLogs(Path dir) {
    List<Path> logs =
        list(dir).stream().filter(file -> file.toString().endsWith(".log")).sorted().toList();
    for (Path log : logs) {
      long damage = damageIn(log);
      if (damage >= 0) {
        return log + ", at byte " + damage;
      }
    }
    return logs.isEmpty()
        ? "no log is in " + dir
        : "every record that is in the logs is good, so one was cut or removed; the newest is "
            + logs.get(logs.size() - 1);
  }

  private static long damageIn(Path log) {
    try {
      byte[] bytes = Files.readAllBytes(log);
      ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      int at = 0;
      while (at + HEADER <= bytes.length) {
        int leftInBlock = BLOCK - at % BLOCK;
        int length = in.getShort(at + 4) & 0xFFFF;
        if (leftInBlock < HEADER || (in.getInt(at) == 0 && length == 0 && bytes[at + 6] == 0)) {
          at += leftInBlock;
        } else if (at + HEADER + length > bytes.length) {
          return length > leftInBlock - HEADER ? at : -1;
        } else if (masked(bytes, at + 6, 1 + length) != in.getInt(at)) {
          return at;
        } else {
          at += HEADER + length;
        }
      }
      return -1;
    } catch (IOException e) {
      return 0;
    }
  }

  private static int masked(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, length);
    int value = (int) crc.getValue();
    return ((value >>> 15) | (value << 17)) + CRC_DELTA;
  }

  private static List<Path> list(Path dir) {
    try (Stream<Path> files = Files.list(dir)) {
      return files.toList();
    } catch (IOException e) {
      throw new UncheckedIOException("store.path: cannot read " + dir.toAbsolutePath(), e);
    }
  }
}
