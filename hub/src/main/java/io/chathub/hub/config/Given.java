package io.chathub.hub.config;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What somebody set a key to, as text.
 *
 * @param texts one, unless {@code isList}
 * @param isList it came as a list, so its texts are not split any more
 * @param source where it was said, for people
 */
record Given(String name, List<String> texts, boolean isList, String source) {

  static final String MASK = "***";

  private static final Pattern USER_INFO = Pattern.compile("(://)\\S*@");

  static Given text(String name, String text, String source) {
    return new Given(name, List.of(text), false, source);
  }

  /**
   * @throws IllegalArgumentException where it is not of the kind's form
   */
  <T> T as(Kind<T> kind) {
    if (!kind.isList()) {
      if (isList) {
        throw new IllegalArgumentException("a list");
      }
      return kind.parser().apply(texts);
    }
    return kind.parser().apply(isList ? texts : split(texts.get(0)));
  }

  /** What it says, as it may be shown. */
  String shown(Key<?> key) {
    return key.isSecret() ? MASK : withoutPasswords(String.join(",", texts));
  }

  /** The same, but for what stands before the host of a URL. */
  static String withoutPasswords(String text) {
    return USER_INFO.matcher(text).replaceAll("$1" + MASK + "@");
  }

  private static List<String> split(String text) {
    return text.isBlank() ? List.of() : List.of(text.strip().split("\\s*,\\s*", -1));
  }
}
