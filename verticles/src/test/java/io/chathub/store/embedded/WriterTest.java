package io.chathub.store.embedded;

import static io.chathub.store.StoreScene.ANN;
import static io.chathub.store.StoreScene.BOB;
import static io.chathub.store.StoreScene.CHAT;
import static io.chathub.store.StoreScene.T0;
import static io.chathub.store.StoreScene.done;
import static io.chathub.store.StoreScene.get;
import static io.chathub.store.StoreScene.members;
import static io.chathub.store.StoreScene.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chathub.model.ChatState;
import io.chathub.model.ErrorCode;
import io.chathub.store.Retention;
import io.chathub.store.Store.Appended;
import io.chathub.store.StoreScene;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;

final class WriterTest {

  @TempDir Path dir;

  private final Vertx vertx = Vertx.vertx();
  private final List<Boolean> syncs = new ArrayList<>(); // written by the writer alone
  private final AtomicLong nanos = new AtomicLong();
  private volatile boolean isDiskFull;
  private Database database;
  private Heads heads;
  private Appends appends;
  private Writer writer;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final CompletableFuture<String> givenUp = new CompletableFuture<>();
  private final Complaints complaints = new Complaints();
  private final SteeredRepair repair = new SteeredRepair();

  /** What the test says. */
  private static final class SteeredRepair implements Repair {
    private final AtomicInteger attempts = new AtomicInteger();
    private volatile String obstacle;
    private volatile String givenUp;
    private volatile Runnable healing; // null while it is not time

    @Override
    public Optional<String> obstacle() {
      return Optional.ofNullable(obstacle);
    }

    @Override
    public boolean attempt(DatabaseFailure failure) {
      attempts.incrementAndGet();
      if (givenUp != null) {
        throw new GivenUp(givenUp);
      }
      Runnable heals = healing;
      if (heals != null) {
        heals.run();
      }
      return heals != null;
    }
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

  @BeforeEach
  void open() {
    database = Database.open(new EmbeddedStoreConfig(dir, 16L << 20), Format.STEPS);
    heads = new Heads(database);
    appends =
        new Appends(
            database,
            new MessageLog(database, complaints),
            Retention.DEFAULT,
            StoreScene.passing(new AtomicLong(T0)));
    Stage stage = new Stage(heads, database, this::write);
    writer =
        new Writer(
            vertx, stage, repair, complaints, new SimpleMeterRegistry(), nanos::get, new Ends());
    writer.start();
    ChatChanges chats = new ChatChanges(() -> T0);
    done(
        writer.submit(
            s -> chats.put(s, CHAT, Optional.empty(), ChatState.OPEN, members(ANN, BOB))));
  }

  @AfterEach
  void close() throws InterruptedException {
    writer.close();
    ended.await();
    database.close();
    done(vertx.close());
  }

  @Test
  void aFailedCommitChangesNothing() {
    assertThat(get(push("1", "c1")).message().seq()).isEqualTo(1);
    isDiskFull = true;

    refused(ErrorCode.TIMED_OUT, push("2", "c2"));

    assertThat(heads.get(CHAT).lastSeq()).isEqualTo(1);
    refused(ErrorCode.UNAVAILABLE, push("2", "c2"));
    refused(ErrorCode.UNAVAILABLE, writer.check());
    isDiskFull = false;
    done(writer.check());
    Appended again = get(push("2", "c2"));
    assertThat(again.isDuplicate()).isFalse();
    assertThat(again.message().seq()).isEqualTo(2);
    done(writer.check());
  }

  @Test
  void aDatabaseThatDoesNotHealByItselfIsSeenTo() {
    isDiskFull = true;
    refused(ErrorCode.TIMED_OUT, push("1", "c1"));
    refused(ErrorCode.UNAVAILABLE, push("1", "c1"));
    assertThat(repair.attempts.get()).isPositive();

    repair.healing = () -> isDiskFull = false;

    await().until(() -> repair.attempts.get() > 1 && !isDiskFull); // nobody has to ask
    assertThat(get(push("1", "c1")).message().seq()).isEqualTo(1);
    done(writer.check());
  }

  @Test
  void nothingIsWrittenWhileThereIsAnObstacle() {
    repair.obstacle = "the directory is gone";
    int before = syncs.size();

    refused(ErrorCode.UNAVAILABLE, push("1", "c1"));
    assertThat(writer.check().toCompletionStage())
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableThat()
        .withMessageContaining("the directory is gone");
    assertThat(syncs).hasSize(before);

    repair.obstacle = null;
    assertThat(get(push("1", "c1")).message().seq()).isEqualTo(1);
  }

  @Test
  void whatIsGivenUpIsToldAndTakesNoMore() throws Exception {
    isDiskFull = true;
    repair.givenUp = "another directory";
    refused(ErrorCode.TIMED_OUT, push("1", null));
    refused(ErrorCode.UNAVAILABLE, push("1", null));
    isDiskFull = false;

    assertThat(givenUp.get(10, TimeUnit.SECONDS)).isEqualTo("another directory");
    refused(ErrorCode.UNAVAILABLE, push("1", null));
    refused(ErrorCode.UNAVAILABLE, writer.check());
  }

  @Test
  void aRecordThatCannotBeReadIsRefusedAlone() {
    Future<Appended> before = push("1", null);
    Future<Void> unreadable =
        writer.submit(
            stage -> {
              throw new Unreadable("a chat");
            });
    Future<Appended> after = push("2", null);

    refused(ErrorCode.UNAVAILABLE, unreadable);
    assertThat(get(before).message().seq()).isEqualTo(1);
    assertThat(get(after).message().seq()).isEqualTo(2);
  }

  @Test
  void aChangeThatThrowsFailsAlone() {
    Future<Appended> before = push("1", null);
    Future<Void> broken =
        writer.submit(
            stage -> {
              stage.put(Column.META, new byte[] {1}, new RecordWriter());
              stage.save(stage.head(CHAT).trimmed(100));
              throw new IllegalArgumentException("a bug");
            });
    Future<Appended> after = push("2", null);

    assertThat(broken.toCompletionStage())
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableThat()
        .withCauseInstanceOf(IllegalArgumentException.class);
    assertThat(get(before).message().seq()).isEqualTo(1);
    assertThat(get(after).message().seq()).isEqualTo(2);
    assertThat(heads.get(CHAT).firstSeq()).isEqualTo(1);
    assertThat(database.get(Column.META, new byte[] {1})).isNull();
  }

  @Test
  void messagesAreSyncedAndMereSightingsAreNot() {
    done(push("1", "c1"));
    int before = syncs.size();

    done(
        writer.submit(
            stage -> {
              stage.see(ANN, T0);
              return null;
            }));

    assertThat(syncs.subList(0, before)).isNotEmpty().containsOnly(true);
    assertThat(syncs.subList(before, syncs.size())).containsExactly(false);
  }

  @Test
  void tooManyWaitingAreRefusedAtOnce() throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    Future<Void> slow = keepBusyUntil(go);
    List<Future<Integer>> waiting = new ArrayList<>();
    for (int i = 0; i < Writer.WAITING_MAX; i++) {
      waiting.add(writer.submit(stage -> 1));
    }

    refused(ErrorCode.UNAVAILABLE, push("1", null));
    refused(ErrorCode.UNAVAILABLE, writer.check());

    go.countDown();
    done(slow);
    waiting.forEach(StoreScene::done);
    assertThat(get(push("1", null)).message().seq()).isEqualTo(1);
  }

  @Test
  void whatWaitedTooLongIsNotDone() throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    Future<Void> slow = keepBusyUntil(go);
    // Fills the batch under way, whose time was taken when it began.
    List<Future<Integer>> before = new ArrayList<>();
    for (int i = 0; i < 1_100; i++) {
      before.add(writer.submit(stage -> 1));
    }
    Future<Appended> late = push("1", "c1");
    nanos.addAndGet(Writer.WAIT_MAX_NANOS + 1);

    go.countDown();

    done(slow);
    done(before.get(0));
    refused(ErrorCode.UNAVAILABLE, late);
    Future<Appended> next = push("2", "c1");
    assertThat(get(next).isDuplicate()).isFalse();
    assertThat(get(next).message().seq()).isEqualTo(1);
  }

  @Test
  void aDiskThatHangsIsSeenAndNothingMoreIsTaken() throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    Future<Void> slow = keepBusyUntil(go);
    done(writer.check());
    nanos.addAndGet(Writer.WAIT_MAX_NANOS + 1);

    refused(ErrorCode.UNAVAILABLE, writer.check());
    refused(ErrorCode.UNAVAILABLE, push("1", null));

    go.countDown();
    done(slow);
    assertThat(get(push("2", null)).message().seq()).isEqualTo(1);
    done(writer.check());
  }

  @Test
  void whatWaitsIsBoundedInBytes() throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    Future<Void> slow = keepBusyUntil(go);
    int half = (int) (Writer.WAITING_BYTES_MAX / 2);
    Future<Integer> first = writer.submit(stage -> 1, half);
    Future<Integer> second = writer.submit(stage -> 2, half);

    refused(ErrorCode.UNAVAILABLE, writer.submit(stage -> 3, 1));

    go.countDown();
    done(slow);
    done(first);
    done(second);
    done(writer.submit(stage -> 4, half));
  }

  @Test
  void outcomesComeOnTheVeryContextThatAsked() throws Exception {
    ContextInternal duplicate = ((ContextInternal) vertx.getOrCreateContext()).duplicate();
    CompletableFuture<Context> told = new CompletableFuture<>();

    duplicate.runOnContext(
        go -> push("1", null).onSuccess(stored -> told.complete(Vertx.currentContext())));

    assertThat(told.get(10, TimeUnit.SECONDS)).isSameAs(duplicate);
  }

  private Future<Void> keepBusyUntil(CountDownLatch go) throws InterruptedException {
    CountDownLatch isBusy = new CountDownLatch(1);
    Future<Void> slow =
        writer.submit(
            stage -> {
              isBusy.countDown();
              try {
                go.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return null;
            });
    isBusy.await();
    return slow;
  }

  private Future<Appended> push(String text, String cid) {
    return writer.submit(stage -> appends.append(stage, StoreScene.text(CHAT, ANN, text, cid)));
  }

  private void write(byte[] changes, boolean isSynced) {
    if (isDiskFull) {
      throw new DatabaseFailure(new RocksDBException("No space left on device"));
    }
    syncs.add(isSynced);
    database.write(changes, isSynced);
  }
}
