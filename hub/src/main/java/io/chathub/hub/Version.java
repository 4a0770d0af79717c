package io.chathub.hub;

import java.util.Optional;

/** Which hub this is. */
final class Version {

  private Version() {}

  /** As the jar's manifest has it. */
  static String current() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
        .orElse("development");
  }
}
