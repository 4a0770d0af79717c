package io.chathub.store.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * How far everything was acknowledged, in a file beside the database: of each chat its last {@code
 * seq} and {@code rev}, and the database's sequence number after the last synced commit. What the
 * database holds at the next start is compared with it ({@link Survey}); its log alone cannot tell
 * that it was cut. A mark is a store into mapped memory: it outlives the process at once, and the
 * power within about a second; it is never ahead of what is on disk.
 *
 * <p>Written by the writer thread; {@link #force} and {@link #copyTo} may run beside it. Every word
 * carries a check of its own ({@link Word}), so that damage to the marks is not taken for damage to
 * the chats. The file grows by {@value #CHUNK} bytes of real zeros: a hole would be a fault of the
 * process where the disk is full.
 */
final class Marks implements AutoCloseable {

  static final String FILE = "acknowledged";

  private static final long MAGIC = 0x43_48_41_54_4D_41_52_4BL; // CHATMARK
  private static final int VERSION = 1;
  private static final int CHUNK = 256 << 10;
  private static final int HEAD = 4096;
  private static final int VERSION_AT = 8;
  private static final int IDENTITY_AT = 16;
  private static final int SEQUENCE_AT = 32;
  private static final int RUN_AT = 40;
  private static final int COUNT_AT = 48;
  private static final int SLOT = 16;
  private static final int RUNS = 256;

  private final FileChannel file;
  private final List<MappedByteBuffer> chunks = new CopyOnWriteArrayList<>();
  private final UUID identity;
  private long run;

  private Marks(FileChannel file, UUID identity) {
    this.file = file;
    this.identity = identity;
  }

  /** A new file without marks, under a name of its own until {@link #publish}. */
  static Marks create(Path dir, UUID identity) {
    try {
      FileChannel file = channel(dir.resolve(FILE + ".new"), true);
      Marks marks = new Marks(file, identity);
      marks.grow();
      ByteBuffer head = marks.chunks.get(0);
      head.putLong(0, MAGIC).putLong(VERSION_AT, VERSION);
      head.putLong(IDENTITY_AT, identity.getMostSignificantBits());
      head.putLong(IDENTITY_AT + 8, identity.getLeastSignificantBits());
      head.putLong(RUN_AT, Word.of(0, RUN_AT));
      return marks;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + dir.resolve(FILE), e);
    }
  }

  /** Puts what {@link #create} made in the place of the file. */
  void publish(Path dir) {
    try {
      force();
      Files.move(
          dir.resolve(FILE + ".new"), dir.resolve(FILE), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + dir.resolve(FILE), e);
    }
  }

  /**
   * The marks of a directory; empty where it has none.
   *
   * @throws Unreadable where the file is not one of ours
   */
  static Optional<Marks> open(Path dir) {
    if (!Files.exists(dir.resolve(FILE))) {
      return Optional.empty();
    }
    try {
      FileChannel file = channel(dir.resolve(FILE), false);
      try {
        return Optional.of(open(file));
      } catch (Unreadable | IOException e) {
        file.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + dir.resolve(FILE), e);
    }
  }

  private static Marks open(FileChannel file) throws IOException {
    long size = file.size();
    ByteBuffer head = ByteBuffer.allocate(HEAD);
    int got;
    do {
      got = file.read(head, head.position());
    } while (got > 0);
    if (size == 0 || size % CHUNK != 0 || head.getLong(0) != MAGIC) {
      throw new Unreadable("it was cut, or is no such file");
    }
    if (head.getLong(VERSION_AT) != VERSION) {
      throw new Unreadable("it is of another version");
    }
    Marks marks =
        new Marks(file, new UUID(head.getLong(IDENTITY_AT), head.getLong(IDENTITY_AT + 8)));
    for (long at = 0; at < size; at += CHUNK) {
      marks.chunks.add(file.map(MapMode.READ_WRITE, at, CHUNK));
    }
    marks.run = marks.word(RUN_AT);
    if (marks.run < 0 || marks.word(SEQUENCE_AT) < 0 || marks.word(COUNT_AT) < 0) {
      throw new Unreadable("its head is damaged");
    }
    if (marks.word(COUNT_AT) > marks.slots()) {
      throw new Unreadable("it was cut");
    }
    return marks;
  }

  private static FileChannel channel(Path path, boolean isNew) throws IOException {
    return isNew
        ? FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)
        : FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /** Of the database that these belong to. */
  UUID identity() {
    return identity;
  }

  /** RocksDB's sequence number after the last synced commit. */
  long sequence() {
    return word(SEQUENCE_AT);
  }

  /** One above the highest chat number that has a place here. */
  long count() {
    return word(COUNT_AT);
  }

  /** The last acknowledged seq of a chat; 0 where nothing was, -1 where the mark is damaged. */
  long seq(long chatNo) {
    long word = word(at(chatNo));
    return word < 0 ? -1 : word >>> 8;
  }

  /** The last acknowledged rev of a chat; 0 where nothing was, -1 where the mark is damaged. */
  long rev(long chatNo) {
    return word(at(chatNo) + 8);
  }

  /** Whether something was acknowledged in it since the database was last compared with these. */
  boolean isOfThisRun(long chatNo) {
    long word = word(at(chatNo));
    return word > 0 && word % RUNS == run;
  }

  /**
   * Makes room for chats below this number.
   *
   * @throws DatabaseFailure where the disk does not take it
   */
  void room(long count) {
    if (count <= word(COUNT_AT)) {
      return;
    }
    try {
      while (count > slots()) {
        grow();
      }
    } catch (IOException e) {
      throw new DatabaseFailure("cannot write " + FILE, e);
    }
    put(COUNT_AT, count);
  }

  /** Notes what a chat was brought to; after the commit, and before anybody is told. */
  void mark(long chatNo, long seq, long rev) {
    if (chatNo < word(COUNT_AT)) {
      long at = at(chatNo);
      put(at, seq << 8 | run);
      put(at + 8, rev);
    }
  }

  /** Notes a synced commit. */
  void committed(long sequence) {
    put(SEQUENCE_AT, sequence);
  }

  /** From now on only what is acknowledged later may be in the database's log alone. */
  void nextRun() {
    run = (run + 1) % RUNS;
    put(RUN_AT, run);
    force();
  }

  /** Has it all on disk. Blocking. */
  void force() {
    chunks.forEach(MappedByteBuffer::force);
  }

  /** Writes them as they are into another file. Blocking. */
  void copyTo(Path copy) throws IOException {
    try (FileChannel to = channel(copy, true)) {
      for (MappedByteBuffer chunk : chunks) {
        ByteBuffer from = chunk.duplicate().clear();
        while (from.hasRemaining()) {
          to.write(from);
        }
      }
      to.force(true);
    }
  }

  @Override
  public void close() {
    try {
      force();
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void grow() throws IOException {
    long at = (long) chunks.size() * CHUNK;
    ByteBuffer zeros = ByteBuffer.allocate(CHUNK);
    while (zeros.hasRemaining()) {
      file.write(zeros, at + zeros.position());
    }
    chunks.add(file.map(MapMode.READ_WRITE, at, CHUNK));
  }

  private long slots() {
    return ((long) chunks.size() * CHUNK - HEAD) / SLOT;
  }

  private static long at(long chatNo) {
    return HEAD + chatNo * SLOT;
  }

  private long word(long at) {
    return Word.read(chunks.get((int) (at / CHUNK)).getLong((int) (at % CHUNK)), at);
  }

  private void put(long at, long value) {
    chunks.get((int) (at / CHUNK)).putLong((int) (at % CHUNK), Word.of(value, at));
  }
}
