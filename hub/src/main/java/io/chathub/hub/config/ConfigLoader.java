package io.chathub.hub.config;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** Makes a configuration of what the sources say, or tells of all that is wrong with them. */
public final class ConfigLoader {

  private ConfigLoader() {}

  /**
   * Blocking: reads files.
   *
   * @throws InvalidConfigException with every problem there is
   */
  public static Configuration load(ConfigSources sources) {
    List<Problem> problems = new ArrayList<>();
    Values values = new Values(problems);
    if (sources.isFileRequired() || Files.exists(sources.file())) {
      YamlSource.read(sources.file(), problems).forEach(values::take);
    }
    EnvironmentSource.read(sources.environment(), problems).forEach(values::take);
    takeSets(sources.sets(), values, problems);
    values.parse();
    HubConfig hub = new Sections(values).hub();
    if (!problems.isEmpty()) {
      throw new InvalidConfigException(problems);
    }
    return new Configuration(hub, settings(values));
  }

  private static void takeSets(List<String> sets, Values values, List<Problem> problems) {
    for (String set : sets) {
      int equals = set.indexOf('=');
      if (equals < 1) {
        problems.add(new Problem("--set", "command line", "must be key=value"));
      } else {
        String name = set.substring(0, equals).strip();
        values.take(Given.text(name, set.substring(equals + 1).strip(), "--set"));
      }
    }
  }

  private static List<Configuration.Setting> settings(Values values) {
    List<Configuration.Setting> settings = new ArrayList<>();
    for (Key<?> key : Keys.ALL) {
      settings.add(
          new Configuration.Setting(
              key.name(), YamlText.value(key, values.shown(key)), values.source(key)));
    }
    return settings;
  }
}
