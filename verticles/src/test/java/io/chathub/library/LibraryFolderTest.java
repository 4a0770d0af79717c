package io.chathub.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class LibraryFolderTest {

  private static final String NAME = "libthing.so";
  private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));

  @TempDir Path dir;
  private Path cache;
  private Path root;
  private NativeLibrary library;

  @BeforeEach
  void make() throws IOException {
    cache = dir.resolve("cache");
    root = cache.resolve("chathub/native");
    library = library("content");
  }

  private NativeLibrary library(String content) throws IOException {
    Path source = Files.writeString(dir.resolve("source"), content);
    return NativeLibrary.at(source.toUri().toURL());
  }

  private Path put() throws IOException {
    return LibraryFolder.open(cache).put(library, NAME).orElseThrow();
  }

  @Test
  void itIsWrittenOnceForThisUserAlone() throws IOException {
    Path first = put();
    Files.setLastModifiedTime(first, LONG_AGO);

    Path second = put();

    assertThat(second).isEqualTo(first).hasContent("content").hasFileName(NAME);
    assertThat(Files.getLastModifiedTime(second)).isEqualTo(LONG_AGO);
    assertThat(mode(second)).isEqualTo("rw-------");
    for (Path each = second.getParent(); !each.equals(dir); each = each.getParent()) {
      assertThat(mode(each)).isEqualTo("rwx------");
    }
  }

  @Test
  void oneThatWasChangedIsReplaced() throws IOException {
    Path file = put();
    Files.writeString(file, "CONTENT");

    assertThat(put()).isEqualTo(file).hasContent("content");
  }

  @Test
  void oneThatWasHalfWrittenWhenItsHubWasKilledIsWrittenAgain() throws IOException {
    Path file = put();
    Files.move(file, file.resolveSibling("part"));

    assertThat(put()).isEqualTo(file).hasContent("content");
    assertThat(file.resolveSibling("part")).doesNotExist();
  }

  @Test
  void aLinkInItsPlaceIsReplacedAndWhatItLedToIsNot() throws IOException {
    Path file = put();
    Path other = Files.writeString(dir.resolve("other"), "content");
    Files.delete(file);
    Files.createSymbolicLink(file, other);

    assertThat(put()).isRegularFile().hasContent("content");
    assertThat(Files.isSymbolicLink(file)).isFalse();
    assertThat(other).hasContent("content");
  }

  @Test
  void aFileThatOthersCanWriteIsReplaced() throws IOException {
    Path file = put();
    setMode(file, "rw-rw----");

    assertThat(mode(put())).isEqualTo("rw-------");
  }

  @Test
  void whatLiesBesideItIsTakenAway() throws IOException {
    Path planted = Files.writeString(put().resolveSibling("libz.so"), "planted");

    assertThat(put()).hasContent("content");
    assertThat(planted).doesNotExist();
  }

  @Test
  void nothingOfAFolderThatOthersCouldWriteIsUsed() throws IOException {
    Path file = put();
    Files.setLastModifiedTime(file, LONG_AGO);
    setMode(root, "rwxrwx---");

    assertThat(put()).hasContent("content");
    assertThat(Files.getLastModifiedTime(file)).isGreaterThan(LONG_AGO);
    assertThat(mode(root)).isEqualTo("rwx------");
  }

  @Test
  void aFolderOfAnotherUserIsRefused() throws IOException {
    assumeThat(System.getProperty("user.name")).isEqualTo("root");
    Path file = put();
    Files.setOwner(
        root, root.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));

    assertThatThrownBy(this::put).isInstanceOf(IOException.class).hasMessageContaining("nobody");
    assertThat(file).exists();
  }

  @Test
  void aFileOfAnotherUserIsReplaced() throws IOException {
    assumeThat(System.getProperty("user.name")).isEqualTo("root");
    Path file = put();
    Files.setOwner(
        file, file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));

    assertThat(Files.getOwner(put()).getName()).isEqualTo("root");
  }

  @Test
  void aPlaceThatOthersCanChangeIsRefused() throws IOException {
    Files.createDirectories(cache);
    setMode(cache, "rwxrwxrwx");

    assertThatThrownBy(this::put)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("can be changed by others");
  }

  @Test
  void aLinkInThePlaceOfTheFolderIsRefused() throws IOException {
    Path other = Files.createDirectories(dir.resolve("other"));
    Files.createDirectories(cache);
    Files.createSymbolicLink(cache.resolve("chathub"), other);

    assertThatThrownBy(this::put).isInstanceOf(IOException.class);
    assertThat(other).isEmptyDirectory();
  }

  @Test
  void thoseOfFewVersionsStay() throws IOException {
    for (int version = 0; version < 6; version++) {
      library = library("content " + version);
      Path file = put();
      Files.setLastModifiedTime(
          file.getParent(), FileTime.from(LONG_AGO.toInstant().plusSeconds(version)));
    }

    try (Stream<Path> kept = Files.list(root)) {
      assertThat(kept.filter(Files::isDirectory)).hasSize(LibraryFolder.VERSIONS_MAX);
    }
    assertThat(put()).hasContent("content 5");
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static void setMode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }
}
