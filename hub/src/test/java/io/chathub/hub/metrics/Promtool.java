package io.chathub.hub.metrics;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The tool that comes with Prometheus, and judges metrics and rules. Blocking. */
record Promtool(Path file) {

  private static final long PATIENCE_S = 60;

  /** How it ended, and what it said. */
  record Verdict(int exitCode, String output) {}

  static Optional<Promtool> find() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
        .map(dir -> Path.of(dir, "promtool"))
        .filter(Files::isExecutable)
        .findFirst()
        .map(Promtool::new);
  }

  Verdict checkMetrics(Path scrape) throws IOException, InterruptedException {
    return run(new ProcessBuilder().redirectInput(scrape.toFile()), "check", "metrics");
  }

  Verdict checkRules(Path rules) throws IOException, InterruptedException {
    return run(new ProcessBuilder(), "check", "rules", rules.toString());
  }

  private Verdict run(ProcessBuilder builder, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(file.toString()));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile("promtool", ".txt");
    Process process =
        builder.command(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    try {
      if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
        throw new AssertionError("promtool does not end");
      }
      return new Verdict(process.exitValue(), Files.readString(output));
    } finally {
      var unused = process.destroyForcibly();
      Files.delete(output);
    }
  }
}
