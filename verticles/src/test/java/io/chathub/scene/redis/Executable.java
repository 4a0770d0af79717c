package io.chathub.scene.redis;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import redis.embedded.core.ExecutableProvider;

/**
 * The Redis server that tests run: the one that {@value #NAMED_BY} names (environment {@value
 * #NAMED_BY_ENVIRONMENT}), or else the one in the jar of embedded-redis, or where that does not
 * start, the one on the PATH. Found once.
 */
final class Executable {

  static final String NAMED_BY = "chathub.test.redis.server";
  static final String NAMED_BY_ENVIRONMENT = "CHATHUB_TEST_REDIS_SERVER";

  private static final Path FOUND = find();

  private Executable() {}

  static String path() {
    return FOUND.toString();
  }

  /** The one on the PATH. */
  static Optional<String> installed() {
    return onThePath().filter(Executable::starts).findFirst().map(Path::toString);
  }

  private static Path find() {
    Optional<Path> named =
        Optional.ofNullable(System.getProperty(NAMED_BY))
            .or(() -> Optional.ofNullable(System.getenv(NAMED_BY_ENVIRONMENT)))
            .map(Path::of);
    if (named.isPresent()) {
      return named.get();
    }
    return Stream.concat(bundled().stream(), onThePath())
        .filter(Executable::starts)
        .findFirst()
        .orElseThrow(
            () ->
                new AssertionError(
                    "no Redis server starts here: install redis-server or set " + NAMED_BY));
  }

  private static Optional<Path> bundled() {
    try {
      Path dir = Files.createTempDirectory("chathub-redis");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(dir)));
      return Optional.of(ExecutableProvider.newJarResourceProvider(dir.toFile()).get().toPath());
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static Stream<Path> onThePath() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.of(path.split(File.pathSeparator))
        .map(dir -> Path.of(dir, "redis-server"))
        .filter(Files::isExecutable);
  }

  private static boolean starts(Path server) {
    try {
      Process process =
          new ProcessBuilder(List.of(server.toString(), "--version"))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void delete(Path dir) {
    try (Stream<Path> files = Files.list(dir)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(dir);
    } catch (IOException e) {
      // The system clears its temporary files.
    }
  }
}
