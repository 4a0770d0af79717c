package io.chathub.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code ./chathub} where nothing is built yet, with a Maven that fails in color. */
@DisabledOnOs(OS.WINDOWS)
class LauncherIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String MAVEN =
      """
      #!/bin/sh
      cd "$(dirname "$0")/.."
      touch asked
      echo '[INFO] --- compiler:3:compile (default-compile) @ chathub-hub ---'
      while [ ! -e go ]; do sleep 0.1; done
      printf '\\033[1m[\\033[31mERROR\\033[m] no such symbol\\n'
      exit 1
      """;

  @TempDir Path dir;

  @BeforeEach
  void copy() throws IOException {
    Path bin = Files.createDirectory(dir.resolve("bin"));
    for (Path file :
        List.of(
            Files.writeString(bin.resolve("mvn"), MAVEN), copied("chathub"), copied("pom.xml"))) {
      Path unused =
          Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  private Path copied(String name) throws IOException {
    return Files.copy(Path.of("..", name), dir.resolve(name));
  }

  @Test
  void whatIsOnlyAskedNeedsNoBuild() throws Exception {
    assertThat(run(2)).startsWith("Usage: chathub COMMAND");
    assertThat(run(0, "--help")).startsWith("Usage: chathub COMMAND");
    assertThat(run(0, "demo", "--help")).startsWith("Usage: chathub COMMAND");
    assertThat(run(0, "version")).contains("not built yet");
    assertThat(run(2, "dmeo")).contains("no command 'dmeo'");
    assertThat(dir.resolve("asked")).doesNotExist();
  }

  @Test
  void itsUsageNamesAllCommands() throws Exception {
    assertThat(run(2).lines().filter(line -> line.matches("  [a-z]+ .*")))
        .map(line -> line.strip().split(" ", 2)[0])
        .containsExactlyInAnyOrderElementsOf(HubMain.commandLine().getSubcommands().keySet());
  }

  @Test
  void aBuildSaysHowFarItIsAndFailsWithoutColors() throws Exception {
    Path output = Files.createTempFile(dir, "output", ".txt");
    Process process = start(output, "demo");
    try {
      await()
          .atMost(PATIENCE)
          .until(() -> Files.readString(output).contains("still building") || !process.isAlive());
      assertThat(Files.readString(output)).contains(": compiler of chathub-hub");
      Path unused = Files.createFile(dir.resolve("go"));

      assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(1);
      assertThat(Files.readString(output))
          .contains("[ERROR] no such symbol", "build.log")
          .doesNotContain("\u001b");
    } finally {
      process.destroy();
    }
  }

  private String run(int exitCode, String... arguments) throws Exception {
    Path output = Files.createTempFile(dir, "output", ".txt");
    Process process = start(output, arguments);
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(output)).isEqualTo(exitCode);
    return Files.readString(output);
  }

  private Process start(Path output, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(dir.resolve("chathub").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(dir.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder
        .environment()
        .merge("PATH", dir.resolve("bin").toString(), (old, ours) -> ours + ":" + old);
    return builder.start();
  }
}
