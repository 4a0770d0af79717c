package io.chathub.hub;

import io.chathub.hub.config.ConfigLoader;
import io.chathub.hub.config.ConfigSources;
import io.chathub.hub.config.Configuration;
import io.chathub.hub.config.InvalidConfigException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options by which every command is told its configuration. */
final class ConfigOptions {

  /** Where the script sits, which says so; where the hub is started, without a script. */
  private static final String HOME = "chathub.home";

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Read this file instead of conf/chathub.yaml.")
  private Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Set one key, over the file and the environment. May be repeated.")
  private final List<String> sets = new ArrayList<>();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Where clients connect; short for --set http.port=PORT.")
  private String port;

  @Option(
      names = "--internal-port",
      paramLabel = "PORT",
      description = "Where services and operators do; short for --set internal.port=PORT.")
  private String internalPort;

  /**
   * @throws InvalidConfigException with every problem there is
   */
  Configuration load() {
    Path shipped = Path.of(System.getProperty(HOME, ""), "conf", "chathub.yaml");
    return ConfigLoader.load(
        new ConfigSources(file == null ? shipped : file, file != null, System.getenv(), allSets()));
  }

  private List<String> allSets() {
    List<String> all = new ArrayList<>(sets);
    if (port != null) {
      all.add("http.port=" + port);
    }
    if (internalPort != null) {
      all.add("internal.port=" + internalPort);
    }
    return List.copyOf(all);
  }
}
