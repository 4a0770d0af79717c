package io.chathub.hub.config;

import java.util.List;

/**
 * What the hub is set to, and where each of it was said.
 *
 * @param settings in the order of the table, fit to be shown
 */
public record Configuration(HubConfig hub, List<Setting> settings) {

  /**
   * @param value as a YAML value; a secret is masked
   */
  public record Setting(String name, String value, String source) {}

  /** A YAML document of all settings, each with its source. */
  public String describe() {
    StringBuilder text = new StringBuilder();
    for (Setting setting : settings) {
      String line = setting.name() + ": " + setting.value();
      text.append(String.format("%-50s # %s%n", line, setting.source()));
    }
    return text.toString();
  }
}
