package io.chathub.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibrariesTest {

  private static final String IN_A_JAR = "org/rocksdb/RocksDB.class";
  private static final String NAME = "libthing.so";

  @TempDir Path dir;
  private final List<Path> loaded = new ArrayList<>();

  @Test
  void itIsLoadedFromTheCacheEachTime() {
    for (int i = 0; i < 2; i++) {
      assertThat(NativeLibraries.in(Optional.of(dir)).load(IN_A_JAR, NAME, loaded::add)).isTrue();
    }

    assertThat(loaded).hasSize(2).allMatch(Files::isRegularFile);
    assertThat(loaded.get(0)).isEqualTo(loaded.get(1)).startsWith(dir);
  }

  @Test
  void withoutAPlaceToKeepItNothingIsLeft() throws Exception {
    Path taken = Files.writeString(dir.resolve("file"), "no directory");

    for (Optional<Path> place : List.of(Optional.of(taken), Optional.<Path>empty())) {
      assertThat(NativeLibraries.in(place).load(IN_A_JAR, NAME, this::loadThere)).isTrue();
    }

    assertThat(loaded).hasSize(2).noneMatch(Files::exists);
    assertThat(loaded).noneMatch(file -> Files.exists(file.getParent()));
  }

  private void loadThere(Path file) {
    assertThat(file).isRegularFile();
    loaded.add(file);
  }

  @Test
  void whereItMayNotBeRunItIsTriedElsewhere() {
    boolean isThere =
        NativeLibraries.in(Optional.of(dir))
            .load(
                IN_A_JAR,
                NAME,
                file -> {
                  loaded.add(file);
                  if (file.startsWith(dir)) {
                    throw new UnsatisfiedLinkError("failed to map segment");
                  }
                });

    assertThat(isThere).isTrue();
    assertThat(loaded).hasSize(2);
  }

  @Test
  void whereItMayBeRunNowhereTheReasonAndTheWayOutAreSaid() {
    assertThatThrownBy(
            () ->
                NativeLibraries.in(Optional.of(dir))
                    .load(
                        IN_A_JAR,
                        NAME,
                        file -> {
                          throw new UnsatisfiedLinkError("failed to map segment");
                        }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(NAME)
        .hasMessageContaining("failed to map segment")
        .hasMessageContaining("XDG_CACHE_HOME")
        .hasMessageContaining("noexec");
  }

  @Test
  void whatIsNotInTheJarIsNotLoaded() {
    assertThat(NativeLibraries.in(Optional.of(dir)).load("no/such.so", NAME, loaded::add))
        .isFalse();
    assertThat(loaded).isEmpty();
  }
}
