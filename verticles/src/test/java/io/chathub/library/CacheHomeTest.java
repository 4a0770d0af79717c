package io.chathub.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class CacheHomeTest {

  @TempDir Path home;

  @Test
  void itIsWhereEachPlatformHasIt() {
    Map<String, String> environment = Map.of("HOME", home.toString());

    assertThat(CacheHome.of("Linux", environment, "?")).hasValue(home.resolve(".cache"));
    assertThat(CacheHome.of("Mac OS X", environment, "?")).hasValue(home.resolve("Library/Caches"));
    assertThat(CacheHome.of("Windows 11", Map.of("LOCALAPPDATA", home.toString()), "?"))
        .hasValue(home);
  }

  @Test
  void itCanBeNamed() {
    Map<String, String> named = Map.of("HOME", home.toString(), "XDG_CACHE_HOME", "/elsewhere");
    Map<String, String> relative = Map.of("HOME", home.toString(), "XDG_CACHE_HOME", "here");

    assertThat(CacheHome.of("Linux", named, "?")).hasValue(Path.of("/elsewhere"));
    assertThat(CacheHome.of("Linux", relative, "?")).hasValue(home.resolve(".cache"));
  }

  @Test
  void whereNoHomeIsThereIsNone() {
    assertThat(CacheHome.of("Linux", Map.of("HOME", "/nonexistent"), "?")).isEmpty();
    assertThat(CacheHome.of("Linux", Map.of(), "?")).isEmpty();
    assertThat(CacheHome.of("Linux", Map.of(), home.toString())).hasValue(home.resolve(".cache"));
  }
}
