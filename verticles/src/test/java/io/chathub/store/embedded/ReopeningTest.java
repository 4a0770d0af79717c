package io.chathub.store.embedded;

import static io.chathub.store.StoreScene.ANN;
import static io.chathub.store.StoreScene.BOB;
import static io.chathub.store.StoreScene.CHAT;
import static io.chathub.store.StoreScene.T0;
import static io.chathub.store.StoreScene.done;
import static io.chathub.store.StoreScene.get;
import static io.chathub.store.StoreScene.members;
import static io.chathub.store.StoreScene.refused;
import static io.chathub.store.StoreScene.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chathub.model.ChatState;
import io.chathub.model.ErrorCode;
import io.chathub.store.Retention;
import io.chathub.store.Store.Appended;
import io.chathub.store.StoreScene;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** A database that fails, on a real directory. */
final class ReopeningTest {

  @TempDir Path dir;

  private final Vertx vertx = Vertx.vertx();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final CompletableFuture<String> givenUp = new CompletableFuture<>();
  private volatile Engine failing; // every write to it fails, as RocksDB's do after an error
  private Database database;
  private Heads heads;
  private Appends appends;
  private Writer writer;

  @BeforeEach
  void open() {
    database = Database.open(new EmbeddedStoreConfig(data(), 16L << 20), Format.STEPS);
    heads = new Heads(database);
    Complaints complaints = new Complaints();
    appends =
        new Appends(
            database,
            new MessageLog(database, complaints),
            Retention.DEFAULT,
            StoreScene.passing(new AtomicLong(T0)));
    Stage stage = new Stage(heads, database, this::write);
    writer =
        new Writer(
            vertx,
            stage,
            new Reopening(database, Format.STEPS, stage::reload, System::nanoTime),
            complaints,
            new SimpleMeterRegistry(),
            System::nanoTime,
            new Ends());
    writer.start();
    ChatChanges chats = new ChatChanges(() -> T0);
    done(
        writer.submit(
            s -> chats.put(s, CHAT, Optional.empty(), ChatState.OPEN, members(ANN, BOB))));
  }

  private final class Ends implements Writer.Ends {
    @Override
    public void closed() {
      ended.countDown();
    }

    @Override
    public void givenUp(String why) {
      givenUp.complete(why);
    }
  }

  @AfterEach
  void close() throws InterruptedException {
    writer.close();
    ended.await();
    database.close();
    done(vertx.close());
  }

  @Test
  void aDatabaseThatTakesNoWritesAnyMoreIsOpenedAgain() {
    assertThat(get(push("1")).message().seq()).isEqualTo(1);
    failing = database.engine();

    refused(ErrorCode.TIMED_OUT, push("2"));

    awaitHealed();
    assertThat(database.engine()).isNotSameAs(failing);
    assertThat(get(push("3")).message().seq()).isEqualTo(2);
    assertThat(heads.get(CHAT).lastSeq()).isEqualTo(2);
  }

  @Test
  void whatMayHaveBeenStoredIsSeenAfterwards() {
    assertThat(get(push("1")).message().seq()).isEqualTo(1);
    isWrittenAllTheSame = true;
    failing = database.engine();

    refused(ErrorCode.TIMED_OUT, push("2"));

    awaitHealed();
    assertThat(heads.get(CHAT).lastSeq()).isEqualTo(2);
    assertThat(get(push("3")).message().seq()).isEqualTo(3);
  }

  private volatile boolean isWrittenAllTheSame;

  @Test
  void nothingIsWrittenWhileTheDirectoryIsAwayAndAllIsThereWhenItIsBack() throws IOException {
    assertThat(get(push("1")).message().seq()).isEqualTo(1);
    Files.move(data(), dir.resolve("away"));
    await().until(() -> !takesWrites());

    refused(ErrorCode.UNAVAILABLE, push("2"));
    assertThat(get(writer.check().map("").otherwise(Throwable::getMessage)))
        .contains(data().toString(), "is not there");
    assertThat(heads.get(CHAT).lastSeq()).isEqualTo(1);

    Files.move(dir.resolve("away"), data());
    awaitHealed();
    assertThat(get(push("2")).message().seq()).isEqualTo(2);
    assertThat(givenUp).isNotDone();
  }

  @Test
  void anotherDirectoryInItsPlaceIsLeftAlone() throws Exception {
    Files.move(data(), dir.resolve("away"));
    Files.createDirectory(data());

    assertThat(givenUp.get(10, TimeUnit.SECONDS))
        .contains(data().toString(), "not the directory any more");

    refused(ErrorCode.UNAVAILABLE, push("1"));
    assertThat(data()).isEmptyDirectory();
  }

  @Test
  void aFullDiskIsLeftToRocksDbAtFirst() {
    var status = new Status(Status.Code.IOError, Status.SubCode.NoSpace, null);
    var full = new DatabaseFailure(new RocksDBException("full", status));
    long[] nanos = {0};
    Reopening reopening = new Reopening(database, Format.STEPS, () -> {}, () -> nanos[0]);
    Engine before = database.engine();

    assertThat(reopening.attempt(full)).isFalse();
    assertThat(database.engine()).isSameAs(before);
    nanos[0] += Duration.ofSeconds(11).toNanos();
    assertThat(reopening.attempt(full)).isTrue();
    assertThat(database.engine()).isNotSameAs(before);
  }

  @Test
  void whatCannotBeOpenedAgainIsGivenUpAfterAWhile() throws IOException {
    long[] nanos = {0};
    Reopening reopening = new Reopening(database, Format.STEPS, () -> {}, () -> nanos[0]);
    var failure = new DatabaseFailure("some error");
    Path current = Files.move(data().resolve("CURRENT"), dir.resolve("CURRENT"));

    assertThat(reopening.attempt(failure)).isFalse();
    nanos[0] += Reopening.GIVE_UP_NANOS / 2;
    assertThat(reopening.attempt(failure)).isFalse();
    nanos[0] += Reopening.GIVE_UP_NANOS;

    assertThatThrownBy(() -> reopening.attempt(failure))
        .isInstanceOf(Repair.GivenUp.class)
        .hasMessageContaining("CURRENT");
    var unused = Files.move(current, data().resolve("CURRENT"));
  }

  @Test
  void aStoreThatIsOpenToOthersIsClosedAndWhatIsMoreIsNot() throws IOException {
    Path ours = Files.createDirectory(dir.resolve("ours"));
    Files.setPosixFilePermissions(ours, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path shared = Files.createDirectory(dir.resolve("shared"));
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-xr-x"));
    var other = Files.createFile(shared.resolve("letter.txt"));

    DirectoryLock.take(ours).close();
    DirectoryLock.take(shared).close();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(ours)))
        .isEqualTo("rwx------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(shared)))
        .isEqualTo("rwxr-xr-x");
    assertThat(other).exists();
  }

  private void awaitHealed() {
    await().atMost(Duration.ofSeconds(30)).until(this::takesWrites);
  }

  private boolean takesWrites() {
    return get(writer.check().map(true).otherwise(false));
  }

  private Future<Appended> push(String text) {
    return writer.submit(stage -> appends.append(stage, text(CHAT, ANN, text, null)));
  }

  private void write(byte[] changes, boolean isSynced) {
    boolean fails = database.engine() == failing;
    if (!fails || isWrittenAllTheSame) {
      database.write(changes, isSynced);
    }
    if (fails) {
      isWrittenAllTheSame = false;
      throw new DatabaseFailure(new RocksDBException("Too many open files"));
    }
  }

  private Path data() {
    return dir.resolve("data");
  }
}
