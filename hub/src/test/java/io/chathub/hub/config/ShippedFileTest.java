package io.chathub.hub.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.hub.config.Configuration.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShippedFileTest {

  private static final Path SHIPPED = Path.of("..", "conf", "chathub.yaml");

  @Test
  void shippedFileSaysWhatTheTableSays() throws IOException {
    Path generated = Files.writeString(Path.of("target", "chathub.yaml"), YamlText.shippedFile());

    assertThat(Files.readString(SHIPPED))
        .as("conf/chathub.yaml; copy hub/%s over it", generated)
        .isEqualTo(Files.readString(generated));
  }

  @Test
  void shippedFileSetsEveryKeyToItsDefault() {
    Configuration shipped =
        ConfigLoader.load(new ConfigSources(SHIPPED, true, Map.of(), List.of()));

    assertThat(shipped.hub()).isEqualTo(HubConfig.DEFAULT);
    assertThat(shipped.settings()).extracting(Setting::source).doesNotContain("default");
    assertThat(shipped.settings()).extracting(Setting::name).isEqualTo(names());
  }

  @Test
  void whatConfigPrintsReadsBack() throws IOException {
    Configuration configuration =
        ConfigLoader.load(
            new ConfigSources(
                SHIPPED, true, Map.of("CHATHUB_HTTP_ORIGINS", "*,https://a.example"), List.of()));
    Path printed = Files.writeString(Path.of("target", "printed.yaml"), configuration.describe());

    Configuration again = ConfigLoader.load(new ConfigSources(printed, true, Map.of(), List.of()));

    assertThat(again.hub()).isEqualTo(configuration.hub());
  }

  @Test
  void everyKeyHasAnEffectAndAVariableOfItsOwn() {
    assertThat(Keys.ALL).allSatisfy(key -> assertThat(key.effect()).isNotBlank());
    assertThat(new HashSet<>(Keys.ALL.stream().map(Key::variable).toList()))
        .hasSameSizeAs(Keys.ALL);
    assertThat(new HashSet<>(names())).hasSameSizeAs(Keys.ALL);
  }

  private static List<String> names() {
    return Keys.ALL.stream().<String>map(Key::name).toList();
  }
}
