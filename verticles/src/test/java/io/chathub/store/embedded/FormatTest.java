package io.chathub.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FormatTest {

  @TempDir Path dir;

  private final List<String> steps = new ArrayList<>();

  @Test
  void anOldDirectoryIsBroughtUpToDateStepByStep() {
    open(List.of());
    assertThat(steps).isEmpty();

    open(List.of(step("to 2"), step("to 3")));
    assertThat(steps).containsExactly("to 2", "to 3");
    open(List.of(step("to 2"), step("to 3"), step("to 4")));
    assertThat(steps).containsExactly("to 2", "to 3", "to 4");
    open(List.of(step("to 2"), step("to 3"), step("to 4")));
    assertThat(steps).hasSize(3);
  }

  @Test
  void aNewDirectoryNeedsNoSteps() {
    open(List.of(step("to 2")));

    assertThat(steps).isEmpty();
    open(List.of(step("to 2")));
    assertThat(steps).isEmpty();
  }

  @Test
  void aStepChangesWhatIsStored() {
    open(List.of());
    byte[] key = "chat".getBytes(StandardCharsets.US_ASCII);
    byte[] value = {1, 2, 3};
    open(
        List.of(
            database -> {
              Changeset changes = new Changeset(database.columnIds());
              changes.put(Column.CHATS, key, value);
              database.write(changes.toBytes(), true);
            }));

    try (Database database = Database.open(config(), List.of(step("to 2")))) {
      assertThat(database.get(Column.CHATS, key)).isEqualTo(value);
    }
  }

  @Test
  void aStepThatFailedIsTriedAgain() {
    open(List.of());
    Format.Step failing =
        database -> {
          throw new IllegalStateException("no");
        };
    assertThatThrownBy(() -> open(List.of(step("to 2"), failing))).hasMessage("no");

    open(List.of(step("to 2"), step("to 3")));

    assertThat(steps).containsExactly("to 2", "to 3");
  }

  @Test
  void aNewerDirectoryIsRefused() {
    open(List.of(step("to 2")));

    assertThatThrownBy(() -> open(List.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("format 2")
        .hasMessageContaining("knows up to 1");
    open(List.of(step("to 2")));
  }

  private Format.Step step(String name) {
    return database -> steps.add(name);
  }

  private void open(List<Format.Step> known) {
    Database.open(config(), known).close();
  }

  private EmbeddedStoreConfig config() {
    return new EmbeddedStoreConfig(dir.resolve("data"), 16L << 20);
  }
}
