package io.chathub.bench.compare;

import java.util.Locale;

/** The servers that are compared; the first is what is measured, the second the yardstick. */
enum ServerKind {
  HUB,
  BARE;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
