package io.chathub.store.embedded;

import static io.chathub.store.StoreScene.ANN;
import static io.chathub.store.StoreScene.BOB;
import static io.chathub.store.StoreScene.CHAT;
import static io.chathub.store.StoreScene.done;
import static io.chathub.store.StoreScene.since;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chathub.model.ChatId;
import io.chathub.model.Message;
import io.chathub.model.Position;
import io.chathub.model.UserId;
import io.chathub.store.Store.CatchUp;
import io.chathub.store.Store.CatchUpQuery;
import io.chathub.store.StoreScene;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process was killed, and something happened to its files before the next one came. */
final class DamageTest {

  private static final ChatId OTHER = new ChatId("b2048");
  private static final int SENT = 300;

  @TempDir Path dir;

  private final Vertx vertx = Vertx.vertx();
  private List<Message> sent;
  private byte[] logOfOneMore;

  @BeforeEach
  void fillAndKill() {
    StoreScene scene = open("before", false);
    scene.chat(ANN, BOB);
    for (int i = 0; i < SENT; i++) { // one commit each, so that each is a record of the log
      say(scene, CHAT, ANN, "message " + i + " ".repeat(400));
    }
    scene.chat(OTHER, ANN, BOB);
    say(scene, OTHER, BOB, "the last one");
    sent = scene.log(BOB);
    copy(dir.resolve("before"), data());
    say(scene, CHAT, ANN, "one more");
    logOfOneMore = read(dir.resolve("before").resolve(log().getFileName()));
    scene.close();
    copy(data(), dir.resolve("before"));
  }

  @AfterEach
  void close() {
    done(vertx.close());
  }

  @Test
  void aDirectoryThatNothingHappenedToOpensWhole() {
    assertThatAllIsThere();
  }

  @Test
  void anEndOfTheLogThatWasNotWrittenInFullIsNotDamage() {
    change(log(), bytes -> Arrays.copyOf(bytes, bytes.length + 5_000)); // zeros
    assertThatAllIsThere();

    recreate();
    byte[] rubbish = new byte[5_000];
    new Random(1).nextBytes(rubbish);
    change(log(), bytes -> concat(bytes, rubbish));
    assertThatAllIsThere();

    recreate(); // what was never acknowledged: half a record behind the last
    change(log(), bytes -> Arrays.copyOf(logOfOneMore, logOfOneMore.length - 10));
    assertThatAllIsThere();
  }

  @Test
  void aFlippedBitInTheLogStopsTheStart() {
    for (int part = 1; part < 10; part += 2) {
      recreate();
      int at = part;
      change(log(), bytes -> flipped(bytes, bytes.length / 10 * at));
      assertStopped(log().toString(), "at byte", "acknowledged messages of");
    }
  }

  @Test
  void aLogThatWasCutStopsTheStart() {
    change(log(), bytes -> Arrays.copyOf(bytes, bytes.length / 2));

    assertStopped(log().toString(), "cut or removed", "acknowledged messages of 2 chats");
  }

  @Test
  void aLogThatLostItsLastMessageStopsTheStart() {
    change(log(), bytes -> Arrays.copyOf(bytes, bytes.length - 20));

    assertStopped("1 acknowledged messages of 1 chats are missing (b2048: 1)");
  }

  @Test
  void aLogThatIsGoneStopsTheStart() {
    delete(log());

    assertStopped("no WAL files", "301 acknowledged messages");
  }

  @Test
  void anEmptyLogStopsTheStart() {
    change(log(), bytes -> new byte[0]);

    assertStopped("cut or removed");
  }

  @Test
  void aLogInTheMiddleThatIsGoneOrCutStopsTheStart() {
    Path first = intoSeveralLogs();
    byte[] before = read(first);

    write(first, Arrays.copyOf(before, before.length / 2));
    assertStopped("Mismatched last sequence number");

    write(first, before);
    delete(first);
    assertStopped("Missing WAL");
  }

  @Test
  void aTableThatIsGoneStopsTheStartAndOnlyABackupHelps() {
    open("data", false).close();
    delete(table());

    assertStopped(".sst", "copy a backup");
    assertThatThrownBy(() -> open("data", true))
        .isInstanceOf(DamagedStore.class)
        .hasMessageContaining("Only a backup helps");
  }

  @Test
  void aManifestThatIsGoneOrFlippedStopsTheStart() {
    byte[] before = read(manifest());
    change(manifest(), bytes -> flipped(bytes, bytes.length / 2));
    assertStopped("MANIFEST");

    write(manifest(), before);
    delete(manifest());
    assertStopped("MANIFEST");
  }

  @Test
  void whereTheNameOfTheManifestIsGoneTheNewestIsTakenOnDemand() {
    delete(data().resolve("CURRENT"));
    assertStopped("CURRENT", "accept-loss");

    open("data", true).close();

    assertThatAllIsThere();
  }

  @Test
  void optionsThatAreGoneAreNoLoss() {
    for (Path file : files("OPTIONS.*")) {
      delete(file);
    }

    assertThatAllIsThere();
  }

  @Test
  void marksOfAnotherDatabaseStopTheStart() {
    open("foreign", false).close();
    copy(dir.resolve("foreign").resolve(Marks.FILE), data().resolve(Marks.FILE));

    assertStopped(Marks.FILE, "another database");
  }

  @Test
  void marksThatAreGoneOrDamagedAreMadeAnew() {
    delete(data().resolve(Marks.FILE));
    assertThatAllIsThere();

    recreate();
    change(data().resolve(Marks.FILE), bytes -> Arrays.copyOf(bytes, 100));
    assertThatAllIsThere();
    recreate();
    change(data().resolve(Marks.FILE), bytes -> flipped(bytes, 3));
    assertThatAllIsThere();
  }

  @Test
  void aBackupOfAnOlderVersionHasNeitherMarksNorLogs() {
    open("data", false).close();
    delete(log());
    delete(data().resolve(Marks.FILE));

    assertThatAllIsThere();
  }

  @Test
  void aFlippedBitInAMarkIsNotALoss() {
    for (int at = 4096 + 16; at < 4096 + 32; at += 5) { // the first chat's
      recreate();
      int flip = at;
      change(data().resolve(Marks.FILE), bytes -> flipped(bytes, flip));
      assertThatAllIsThere();
    }
  }

  @Test
  void aStartThatIsRefusedChangesNothing() {
    change(log(), bytes -> flipped(bytes, bytes.length / 3));
    List<String> before = contents();

    assertStopped("at byte");

    assertThat(contents()).isEqualTo(before);
  }

  @Test
  void anAcceptedLossIsAsSmallAsItCanBeAndClientsAreToldToStartAfresh() {
    change(log(), bytes -> flipped(bytes, bytes.length / 3));
    assertStopped("accept-loss");

    StoreScene scene = open("data", true);
    List<Message> left = scene.log(BOB);

    assertThat(StoreScene.seqs(left)).isEqualTo(StoreScene.seqs(sent)); // without holes
    long gone = left.stream().filter(Message::isErased).count();
    assertThat(gone).isBetween(1L, SENT - 1L);
    assertThat(left.stream().filter(message -> !message.isErased())).isSubsetOf(sent);
    CatchUp.Missed answer =
        scene.missed(BOB, new CatchUpQuery(CHAT, new Position.BySeq(SENT), OptionalLong.of(0)), 10);
    assertThat(answer.reset()).isTrue();
    assertThat(answer.lastSeq()).isEqualTo(SENT);
    assertThat(scene.push(ANN, "goes on").seq()).isEqualTo(SENT + 1);
    scene.close();
    open("data", false).close(); // whole from now on
  }

  @Test
  void wherePartOfTheEndIsLostWhoHoldsItIsToldToStartAfreshForGood() {
    change(log(), bytes -> Arrays.copyOf(bytes, bytes.length / 2));
    StoreScene scene = open("data", true);
    int left = scene.log(BOB).size();
    assertThat(left).isBetween(1, SENT - 1);
    assertThat(scene.missed(BOB, since(CHAT, SENT)).reset()).isTrue();
    assertThat(StoreScene.seqs(scene.log(BOB))).last().isEqualTo((long) left);

    scene.pushes(ANN, SENT); // the lost numbers are given to others

    var query = new CatchUpQuery(CHAT, new Position.BySeq(SENT), OptionalLong.of(0));
    assertThat(scene.missed(BOB, query, 10).reset()).isTrue();
    scene.close();
    open("data", false).close();
  }

  @Test
  void aBackupCarriesMarksThatFit() {
    StoreScene scene = open("data", false);
    scene.pushes(ANN, 10);
    done(((EmbeddedStore) scene.store()).backup(dir.resolve("backup")));
    scene.pushes(ANN, 10);
    scene.close();
    assertThat(dir.resolve("backup").resolve(Marks.FILE)).exists();

    StoreScene restored = open("backup", false);

    assertThat(restored.log(BOB)).hasSize(SENT + 10);
    restored.pushes(ANN, 5);
    restored.close();
    open("backup", false).close();
  }

  private void assertThatAllIsThere() {
    StoreScene scene = open("data", false);
    assertThat(scene.log(BOB)).isEqualTo(sent);
    assertThat(scene.push(ANN, "goes on").seq()).isEqualTo(SENT + 1);
    scene.close();
    open("data", false).close();
  }

  private void assertStopped(String... words) {
    assertThatThrownBy(() -> open("data", false))
        .isInstanceOf(DamagedStore.class)
        .hasMessageContaining(data().toString())
        .hasMessageContainingAll(words);
  }

  /** A log is ended, and kept, when a table is written of one column but not of the others. */
  private Path intoSeveralLogs() {
    StoreScene scene = open("data", false);
    String large = "x".repeat(7_000);
    for (int i = 0; i < 600; i++) {
      say(scene, CHAT, ANN, large);
    }
    recreate(scene);
    assertThat(files("\\d+\\.log")).hasSizeGreaterThan(1);
    return files("\\d+\\.log").get(0);
  }

  private void recreate() {
    deleteAll(data());
    copy(dir.resolve("before"), data());
  }

  /** The data as it would be if the process were killed now. */
  private void recreate(StoreScene running) {
    copy(data(), dir.resolve("killed"));
    running.close();
    deleteAll(data());
    copy(dir.resolve("killed"), data());
  }

  private StoreScene open(String name, boolean acceptsLoss) {
    var config = new EmbeddedStoreConfig(dir.resolve(name), 16L << 20, acceptsLoss);
    return new StoreScene(
        (clock, retention) ->
            EmbeddedStore.open(vertx, config, retention, clock, new SimpleMeterRegistry()));
  }

  private static void say(StoreScene scene, ChatId chat, UserId from, String text) {
    done(scene.store().append(StoreScene.text(chat, from, text, null)));
  }

  private Path data() {
    return dir.resolve("data");
  }

  private Path log() {
    List<Path> logs = files("\\d+\\.log");
    return logs.get(logs.size() - 1);
  }

  private Path table() {
    return files("\\d+\\.sst").get(0);
  }

  private Path manifest() {
    return files("MANIFEST.*").get(0);
  }

  private List<Path> files(String pattern) {
    try (Stream<Path> files = Files.list(data())) {
      return files.filter(file -> file.getFileName().toString().matches(pattern)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> contents() {
    return files(".*").stream()
        .map(file -> file.getFileName() + " " + Arrays.hashCode(read(file)))
        .toList();
  }

  private interface Change {
    byte[] apply(byte[] bytes);
  }

  private static void change(Path file, Change change) {
    write(file, change.apply(read(file)));
  }

  private static byte[] flipped(byte[] bytes, int at) {
    byte[] flipped = bytes.clone();
    flipped[at] ^= 1;
    return flipped;
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, byte[] bytes) {
    try {
      var unused = Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void deleteAll(Path dir) {
    try (Stream<Path> files = Files.list(dir)) {
      files.forEach(DamageTest::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Path from, Path to) {
    if (!Files.isDirectory(from)) {
      write(to, read(from));
      return;
    }
    try (Stream<Path> files = Files.list(from)) {
      Files.createDirectories(to);
      for (Path file : files.toList()) {
        write(to.resolve(file.getFileName()), read(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
