package io.chathub.hub.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * One setting.
 *
 * @param byDefault where nobody says anything
 * @param effect what it does, and what follows from it; ends without a full stop
 */
record Key<T>(String name, Kind<T> kind, T byDefault, boolean isSecret, String effect) {

  static final String ENVIRONMENT_PREFIX = "CHATHUB_";

  /** The name of it among environment variables. */
  String variable() {
    return ENVIRONMENT_PREFIX + name.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT);
  }

  /** The section, for reading: what stands before the first dot. */
  String section() {
    return name.substring(0, name.indexOf('.'));
  }

  /** A value as it may be shown. */
  String shown(T value) {
    String text = kind.printer().apply(value);
    if (isSecret) {
      return text.isEmpty() ? text : Given.MASK;
    }
    return Arrays.stream(text.split(",", -1))
        .map(Given::withoutPasswords)
        .collect(Collectors.joining(","));
  }
}
