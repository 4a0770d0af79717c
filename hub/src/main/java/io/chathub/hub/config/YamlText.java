package io.chathub.hub.config;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes YAML: single values, and the file that the hub ships with. */
final class YamlText {

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/][A-Za-z0-9._/@-]*");
  private static final int COLUMNS = 96;

  private YamlText() {}

  /** A value as it is printed, made fit for YAML. */
  static String value(Key<?> key, String printed) {
    if (!key.kind().isList()) {
      return scalar(printed);
    }
    return Arrays.stream(printed.split(","))
        .filter(text -> !text.isEmpty())
        .map(YamlText::scalar)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** {@code conf/chathub.yaml}: every key at its default, under what it does. */
  static String shippedFile() {
    StringBuilder text =
        new StringBuilder(
            """
            # What a Chathub node is set to. Every key stands here at its default.
            #
            # What comes later wins: defaults, this file (or --config FILE), the environment
            # (CHATHUB_HTTP_PORT for http.port), --set http.port=9000. An unknown key is an error.
            # `chathub config` prints what is in effect, and where each value came from.
            # Durations: 250ms, 30s, 5m, 2h, 365d. Sizes: 512B, 64KiB, 1MiB, 2GiB.
            # Lists: [a, b], or a,b in the environment. A key may also be nested (http: above port:).
            """);
    String section = "";
    for (Key<?> key : Keys.ALL) {
      if (!key.section().equals(section)) {
        section = key.section();
        text.append('\n');
      }
      comment(text, key.effect() + ".");
      comment(text, "Must be " + key.kind().form() + ".");
      text.append(key.name()).append(": ").append(byDefault(key)).append('\n');
    }
    return text.toString();
  }

  private static <T> String byDefault(Key<T> key) {
    return value(key, key.shown(key.byDefault()));
  }

  private static void comment(StringBuilder text, String sentence) {
    StringBuilder line = new StringBuilder("#");
    for (String word : sentence.split(" ", -1)) {
      if (line.length() + 1 + word.length() > COLUMNS) {
        text.append(line).append('\n');
        line.setLength(1);
      }
      line.append(' ').append(word);
    }
    text.append(line).append('\n');
  }

  private static String scalar(String text) {
    return PLAIN.matcher(text).matches()
        ? text
        : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
