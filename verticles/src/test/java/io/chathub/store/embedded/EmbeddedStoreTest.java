package io.chathub.store.embedded;

import static io.chathub.store.StoreScene.ANN;
import static io.chathub.store.StoreScene.BOB;
import static io.chathub.store.StoreScene.CHAT;
import static io.chathub.store.StoreScene.T0;
import static io.chathub.store.StoreScene.done;
import static io.chathub.store.StoreScene.get;
import static io.chathub.store.StoreScene.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chathub.model.Chat;
import io.chathub.model.ChatId;
import io.chathub.model.ChatState;
import io.chathub.model.ErrorCode;
import io.chathub.model.Position;
import io.chathub.model.UserId;
import io.chathub.store.Retention;
import io.chathub.store.Store;
import io.chathub.store.Store.HistoryQuery.Direction;
import io.chathub.store.StoreScene;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedStoreTest {

  @TempDir Path dir;

  private final Vertx vertx = Vertx.vertx();
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private StoreScene scene;

  @BeforeEach
  void open() {
    scene = sceneIn("data");
  }

  @AfterEach
  void close() {
    scene.close();
    done(vertx.close());
  }

  @Test
  void aDirectoryIsUsedByOneAtATime() {
    assertThatThrownBy(() -> sceneIn("data"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(dir.resolve("data").toString())
        .hasMessageContaining("in use by another process");
  }

  @Test
  void backupWhileRunningCanBeOpened() {
    scene.chat(ANN, BOB);
    scene.pushes(ANN, 300);
    Path backup = dir.resolve("backups").resolve("one");

    done(store().backup(backup));

    scene.pushes(ANN, 5);
    StoreScene restored = sceneIn("backups/one");
    assertThat(restored.log(BOB)).isEqualTo(scene.log(BOB).subList(0, 300));
    assertThat(restored.push(BOB, "on").seq()).isEqualTo(301);
    restored.close();
    assertThat(store().backup(backup).toCompletionStage())
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableThat()
        .withCauseInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void whatWasAcknowledgedSurvivesAnEndWithoutClosing() throws IOException {
    scene.chat(ANN, BOB);
    scene.pushes(ANN, 700);
    assertThat(scene.read(BOB, 650)).isTrue();
    scene.pushes(BOB, 3);

    copy(dir.resolve("data"), dir.resolve("copy"));

    StoreScene after = sceneIn("copy");
    assertThat(after.log(BOB)).isEqualTo(scene.log(BOB));
    assertThat(after.unread(BOB)).isEqualTo(50);
    assertThat(after.push(ANN, "on").seq()).isEqualTo(704);
    after.close();
  }

  @Test
  void aLogThatCannotBeReadIsNotTakenForAShortOne() throws IOException {
    scene.chat(ANN, BOB);
    for (int i = 0; i < 60; i++) {
      done(scene.store().append(StoreScene.text(CHAT, ANN, randomText(i), null)));
    }
    scene.reopen(); // puts what was in the write-ahead log into a table
    scene.close();
    damage(largestTable());
    scene.reopen();

    refused(
        ErrorCode.UNAVAILABLE, scene.store().append(StoreScene.text(CHAT, ANN, "over it", null)));
    refused(
        ErrorCode.UNAVAILABLE,
        scene.store().history(BOB, CHAT, StoreScene.page(Direction.LATEST, Position.START, 200)));
  }

  private static String randomText(int seed) {
    byte[] random = new byte[3_000];
    new Random(seed).nextBytes(random);
    return Base64.getEncoder().encodeToString(random);
  }

  private Path largestTable() throws IOException {
    try (Stream<Path> files = Files.list(dir.resolve("data"))) {
      return files
          .filter(file -> file.toString().endsWith(".sst"))
          .max(Comparator.comparingLong(file -> file.toFile().length()))
          .orElseThrow();
    }
  }

  /** Blocks of data come first in a table, what leads to them last. */
  private static void damage(Path table) throws IOException {
    byte[] bytes = Files.readAllBytes(table);
    Arrays.fill(bytes, 0, bytes.length / 2, (byte) 0x5A);
    Files.write(table, bytes);
  }

  @Test
  void cidIsForgottenAfterItsWindow() {
    scene.chat(ANN, BOB);
    assertThat(scene.push(ANN, "1", "c").isDuplicate()).isFalse();
    scene.pass(Store.DUPLICATE_WINDOW_MS);
    done(store().maintain());
    assertThat(scene.push(ANN, "2", "c").isDuplicate()).isTrue();

    scene.pass(1);
    assertThat(scene.push(ANN, "3", "c").isDuplicate()).isFalse();
    scene.pass(5 * Store.DUPLICATE_WINDOW_MS);
    done(store().maintain());
    assertThat(scene.push(ANN, "4", "c").isDuplicate()).isFalse();
    assertThat(scene.push(ANN, "5", "c").isDuplicate()).isTrue();
  }

  @Test
  void aChatInUseIsAnsweredAtOnce() {
    scene.chat(ANN, BOB);

    assertThat(scene.store().chat(CHAT).isComplete()).isTrue();
  }

  @Test
  void aLargeChatIsRebuiltFromItsRecord() {
    List<UserId> users = new ArrayList<>();
    for (int i = 0; i < Chat.MEMBERS_MAX; i++) {
      users.add(new UserId("user-" + i));
    }
    scene.chat(users.toArray(new UserId[0]));
    for (int i = 0; i < 20; i++) {
      assertThat(scene.push(users.get(i), "x").seq()).isEqualTo(i + 1);
    }
    scene.reopen();

    assertThat(scene.unread(users.get(3))).isEqualTo(19);
    assertThat(scene.unread(users.get(400))).isEqualTo(20);
    assertThat(get(scene.store().contacts(users.get(0)))).hasSize(Chat.MEMBERS_MAX - 1);
  }

  @Test
  void maintenanceGoesThroughAllChatsInSlices() {
    scene.reopen(new Retention(Duration.ofDays(1), 10));
    List<Future<?>> made = new ArrayList<>();
    for (int i = 0; i < 1_100; i++) {
      ChatId chat = new ChatId("chat" + i);
      made.add(
          scene
              .store()
              .putChat(chat, Optional.empty(), ChatState.OPEN, StoreScene.members(ANN, BOB)));
      made.add(scene.store().append(StoreScene.text(chat, ANN, "x", null)));
    }
    made.forEach(StoreScene::done);
    scene.pass(Duration.ofDays(2).toMillis());

    done(store().maintain());

    for (int i = 0; i < 1_100; i += 99) {
      var missed = scene.missed(BOB, StoreScene.since(new ChatId("chat" + i), 0));
      assertThat(missed.missed()).isZero();
      assertThat(missed.lastSeq()).isEqualTo(1);
    }
  }

  @Test
  void commitsAreMeasured() {
    scene.chat(ANN, BOB);
    scene.pushes(ANN, 100);

    assertThat(metrics.get("chathub.store.batch").summary().totalAmount()).isEqualTo(101);
    assertThat(metrics.get("chathub.store.commit").timer().count()).isPositive();
    assertThat(metrics.get("chathub.store.queue").gauge().value()).isZero();
    assertThat(scene.now()).isEqualTo(T0);
  }

  private EmbeddedStore store() {
    return (EmbeddedStore) scene.store();
  }

  private StoreScene sceneIn(String name) {
    var config = new EmbeddedStoreConfig(dir.resolve(name), 16L << 20);
    return new StoreScene(
        (clock, retention) -> EmbeddedStore.open(vertx, config, retention, clock, metrics));
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectory(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }
}
