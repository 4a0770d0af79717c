package io.chathub.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.hub.scene.JarProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a hub that is killed leaves on the disk, besides its data. */
@DisabledOnOs(OS.WINDOWS)
class LeftBehindIT {

  @TempDir Path dir;
  private Path temp;
  private Path cache;

  @BeforeEach
  void make() throws IOException {
    temp = Files.createDirectories(dir.resolve("temp"));
    cache = dir.resolve("cache");
  }

  @Test
  void theSecondKillLeavesNoMoreThanTheFirst() throws Exception {
    try (JarProcess hub = hub(cache)) {
      serveAndKill(hub);
      List<Path> first = files(cache);

      serveAndKill(hub);

      assertThat(files(cache)).isEqualTo(first).anyMatch(file -> file.toString().contains("rocks"));
      assertThat(temp).isEmptyDirectory();
    }
  }

  @Test
  void withoutACacheNothingIsLeft() throws Exception {
    Path unfit = Files.writeString(dir.resolve("unfit"), "no directory");
    try (JarProcess hub = hub(unfit)) {
      serveAndKill(hub);

      assertThat(temp).isEmptyDirectory();
      assertThat(hub.logText()).containsOnlyOnce("native libraries are extracted at each start");
    }
  }

  @Test
  void aLibraryThatIsNotTheJarsIsReplaced() throws Exception {
    try (JarProcess hub = hub(cache)) {
      serveAndKill(hub);
      Path library =
          files(cache).stream()
              .filter(file -> file.endsWith(libraryName()))
              .findAny()
              .orElseThrow();
      long size = Files.size(library);
      Files.write(library, new byte[(int) size]);

      serveAndKill(hub);

      assertThat(hub.logText()).contains(library + " is not what the jar holds");
    }
  }

  private static String libraryName() {
    return org.rocksdb.util.Environment.getJniLibraryFileName("rocksdbjni");
  }

  private JarProcess hub(Path cacheHome) {
    JarProcess hub = new JarProcess(dir, "-Djava.io.tmpdir=" + temp);
    hub.setVariable("XDG_CACHE_HOME", cacheHome.toString());
    return hub;
  }

  private static void serveAndKill(JarProcess hub) throws Exception {
    hub.start();
    HttpRequest page =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + hub.port() + "/")).build();
    assertThat(HttpClient.newHttpClient().send(page, BodyHandlers.discarding()).statusCode())
        .isEqualTo(200);
    hub.kill();
  }

  private static List<Path> files(Path dir) throws IOException {
    try (Stream<Path> all = Files.walk(dir)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
