package io.chathub.hub.page;

import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Node's test runner, on the files of {@code client/}. Blocking. */
final class NodeTests {

  private static final Path CLIENT = Path.of("..", "client").toAbsolutePath().normalize();
  private static final Path TARGET = Path.of("target").toAbsolutePath();
  private static final int OLDEST_NODE = 20;
  private static final Pattern VERSION = Pattern.compile("v(\\d+)\\.");
  private static final long PATIENCE_MINUTES = 10;

  /** Of one test, or a file of them: Node ends it, and says which it was. */
  private static final long TEST_PATIENCE_MS = TimeUnit.MINUTES.toMillis(5);

  /** Each test file may start a hub and a browser. */
  private static final int FILES_AT_A_TIME = 2;

  private static Optional<String> installFailure; // null until it was tried

  private final Path node;

  /**
   * How a run ended.
   *
   * @param exitCode none where it did not end in time
   */
  record Verdict(OptionalInt exitCode, String output) {

    /** A figure of the runner's summary. */
    int count(String what) {
      Matcher line = Pattern.compile("(?m)^\\S+ " + what + " (\\d+)$").matcher(output);
      if (!line.find()) {
        throw new AssertionError("no count of " + what + " in\n" + output);
      }
      return Integer.parseInt(line.group(1));
    }
  }

  private NodeTests(Path node) {
    this.node = node;
  }

  /** The Node on the path, where it is new enough. */
  static Optional<NodeTests> find() throws IOException, InterruptedException {
    Optional<Path> node = onPath("node");
    if (node.isEmpty()) {
      return Optional.empty();
    }
    Path output = TARGET.resolve("node-version.txt");
    Verdict verdict = run(new ProcessBuilder(node.get().toString(), "--version"), output);
    Matcher version = VERSION.matcher(verdict.output());
    return version.lookingAt() && Integer.parseInt(version.group(1)) >= OLDEST_NODE
        ? Optional.of(new NodeTests(node.get()))
        : Optional.empty();
  }

  static Optional<Path> onPath(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
        .map(dir -> Path.of(dir, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Installs what the tests need and is not there; tries once. Gives why that failed. */
  Optional<String> installPackages() throws IOException, InterruptedException {
    if (installFailure == null) {
      installFailure = hasPackages() ? Optional.empty() : install();
    }
    return installFailure;
  }

  private static boolean hasPackages() throws IOException {
    JsonObject wanted = json(CLIENT.resolve("package.json")).getJsonObject("devDependencies");
    for (String name : wanted.fieldNames()) {
      Path there = CLIENT.resolve("node_modules").resolve(name).resolve("package.json");
      if (!Files.exists(there)
          || !json(there).getString("version").equals(wanted.getString(name))) {
        return false;
      }
    }
    return true;
  }

  private static JsonObject json(Path file) throws IOException {
    return new JsonObject(Files.readString(file));
  }

  private static Optional<String> install() throws IOException, InterruptedException {
    Optional<Path> npm = onPath("npm");
    if (npm.isEmpty()) {
      return Optional.of("no npm on the PATH");
    }
    List<String> command =
        List.of(npm.get().toString(), "install", "--no-package-lock", "--no-audit", "--no-fund");
    Verdict verdict =
        run(
            new ProcessBuilder(command).directory(CLIENT.toFile()),
            TARGET.resolve("npm-install.txt"));
    return verdict.exitCode().equals(OptionalInt.of(0))
        ? Optional.empty()
        : Optional.of(verdict.output());
  }

  /** Runs the test files that are in a directory of {@code client/}. */
  Verdict run(String directory, Map<String, String> environment)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                node.toString(),
                "--test",
                "--test-reporter=spec",
                "--test-concurrency=" + FILES_AT_A_TIME,
                "--test-timeout=" + TEST_PATIENCE_MS));
    command.addAll(testFiles(CLIENT.resolve(directory)));
    ProcessBuilder builder = new ProcessBuilder(command).directory(CLIENT.toFile());
    String name = "client-" + directory.replace('/', '-');
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("CHATHUB_JAR", TARGET.resolve("chathub.jar").toString());
    builder.environment().put("CHATHUB_LOGS", TARGET.resolve(name + "-logs").toString());
    builder.environment().put("CHATHUB_SCREENSHOTS", TARGET.resolve("screenshots").toString());
    builder.environment().putAll(environment);
    return run(builder, TARGET.resolve(name + ".txt"));
  }

  private static List<String> testFiles(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".test.mjs"))
          .map(file -> CLIENT.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  private static Verdict run(ProcessBuilder builder, Path output)
      throws IOException, InterruptedException {
    Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    try {
      return process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)
          ? new Verdict(OptionalInt.of(process.exitValue()), Files.readString(output))
          : new Verdict(OptionalInt.empty(), "not in time\n" + Files.readString(output));
    } finally {
      Stream.concat(process.descendants(), Stream.of(process.toHandle()))
          .toList()
          .forEach(ProcessHandle::destroyForcibly);
    }
  }
}
