package io.chathub.library;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Where this platform has programs keep, for a user, what they can make again. */
final class CacheHome {

  private CacheHome() {}

  /**
   * Empty where there is no home; whether it can be written is not looked at.
   *
   * @param system the name of the operating system
   * @param userHome as Java knows it
   */
  static Optional<Path> of(String system, Map<String, String> environment, String userHome) {
    Optional<Path> home =
        Stream.of(environment.getOrDefault("HOME", ""), userHome)
            .flatMap(path -> absolute(path).stream())
            .filter(Files::isDirectory)
            .findFirst();
    Optional<Path> named = absolute(environment.getOrDefault("XDG_CACHE_HOME", ""));
    if (named.isPresent()) {
      return named;
    }
    if (system.startsWith("Windows")) {
      return absolute(environment.getOrDefault("LOCALAPPDATA", ""));
    }
    return home.map(path -> path.resolve(system.startsWith("Mac") ? "Library/Caches" : ".cache"));
  }

  private static Optional<Path> absolute(String path) {
    return path.isEmpty() ? Optional.empty() : Optional.of(Path.of(path)).filter(Path::isAbsolute);
  }
}
