package io.chathub.hub;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;

/** Which hub this is. */
final class Version {

  private Version() {}

  /** As the jar's manifest has it. */
  static String current() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
        .orElse("development");
  }

  /** The jar, or the directory of classes. */
  static Path program() {
    try {
      return Path.of(Version.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
