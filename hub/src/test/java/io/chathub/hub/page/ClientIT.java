package io.chathub.hub.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.chathub.hub.scene.JarProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the tests of {@code client/test} under Node, in a real browser, against the packaged jar.
 * Needs Node, a Chrome or Chromium, and {@code npm install} done in {@code client/}; is skipped,
 * and says why, where one of them is missing.
 */
class DemoPageIT {

  private static final Path CLIENT = Path.of("..", "client").toAbsolutePath().normalize();
  private static final List<String> BROWSERS =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome");
  private static final long PATIENCE_MINUTES = 5;

  @TempDir Path data;

  @Test
  void twoPeopleChatInARealBrowser() throws Exception {
    Optional<Path> node = onPath("node");
    Optional<Path> browser = BROWSERS.stream().flatMap(name -> onPath(name).stream()).findFirst();
    assumeTrue(node.isPresent(), "no Node on the PATH: the pages are not tried");
    assumeTrue(browser.isPresent(), "no Chrome or Chromium on the PATH: the pages are not tried");
    assumeTrue(
        Files.isDirectory(CLIENT.resolve("node_modules/playwright-core")),
        "no playwright-core: run npm install in client/ to have the pages tried");

    try (JarProcess hub = new JarProcess(data)) {
      hub.start();
      hub.chat("page-1", "dr-lin", "pat-wang");
      Process tests = start(node.get(), browser.get(), hub);

      assertThat(tests.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)).as("in time").isTrue();
      assertThat(tests.exitValue()).as(Files.readString(output())).isZero();
    }
  }

  private Process start(Path node, Path browser, JarProcess hub) throws IOException {
    List<String> command =
        Stream.concat(
                Stream.of(node.toString(), "--test"),
                testFiles().stream().map(file -> CLIENT.relativize(file).toString()))
            .toList();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(CLIENT.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output().toFile());
    builder.environment().put("CHATHUB_URL", "http://127.0.0.1:" + hub.port() + "/");
    builder.environment().put("CHATHUB_DOCTOR_TOKEN", hub.token("dr-lin", "doctor"));
    builder.environment().put("CHATHUB_PATIENT_TOKEN", hub.token("pat-wang", "patient"));
    builder.environment().put("CHROMIUM", browser.toString());
    return builder.start();
  }

  private static List<Path> testFiles() throws IOException {
    try (Stream<Path> files = Files.list(CLIENT.resolve("test"))) {
      return files.filter(file -> file.toString().endsWith(".test.mjs")).sorted().toList();
    }
  }

  private Path output() {
    return data.resolve("node.txt");
  }

  private static Optional<Path> onPath(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
        .map(dir -> Path.of(dir, program))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
