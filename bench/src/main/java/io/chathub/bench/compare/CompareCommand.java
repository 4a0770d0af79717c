package io.chathub.bench.compare;

import io.chathub.bench.BenchMain;
import io.chathub.bench.load.Figures;
import io.chathub.bench.process.ChildProcess;
import io.chathub.bench.process.Cores;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * Runs every scenario on the servers in turn, round by round. Each run has a new server and a new
 * generator, so that none inherits the warm code or the garbage of another.
 */
@Command(
    name = "compare",
    description = "Hub against bare server: CPU, latency, memory and whether anything was lost.",
    mixinStandardHelpOptions = true)
public final class CompareCommand implements Callable<Integer> {

  /** The same for both servers. One collector, no resizing: less noise between runs. */
  private static final List<String> SERVER_JVM =
      List.of("-XX:+UseSerialGC", "-Xms512m", "-Xmx512m");

  /** For memory: a small young generation, and a heap that gives back what it does not hold. */
  private static final List<String> MEMORY_JVM =
      List.of(
          "-XX:+UseSerialGC",
          "-Xms16m",
          "-Xmx512m",
          "-Xmn8m",
          "-XX:MinHeapFreeRatio=5",
          "-XX:MaxHeapFreeRatio=10",
          "-XX:-ShrinkHeapInSteps");

  private static final List<String> GENERATOR_JVM =
      List.of("-XX:+UseSerialGC", "-Xms512m", "-Xmx1g");

  @Mixin private CompareOptions options;

  private Cores cores;
  private Path benchJar;

  @Override
  public Integer call() throws Exception {
    if (options.rounds < 1 || options.rounds > 50) {
      throw new IllegalArgumentException("--rounds is " + options.rounds + ", not 1..50");
    }
    if (options.servers.contains(ServerKind.HUB) && !Files.isRegularFile(options.hubJar)) {
      throw new IOException("no " + options.hubJar + ": build it, or name it with --hub-jar");
    }
    cores = Cores.detect();
    benchJar = ownJar();
    StringBuilder report = new StringBuilder(heading());
    System.out.println(report);

    boolean isClean = true;
    for (Scenario scenario : options.toRun()) {
      Results results = new Results(scenario.title());
      for (int round = 1; round <= options.rounds; round++) {
        for (ServerKind server : options.servers) {
          System.err.printf("%s, round %d, %s ...%n", scenario.title(), round, server);
          results.add(server, run(scenario, server));
        }
      }
      isClean &= results.isClean();
      String table = new ResultTable(results).markdown();
      System.out.println(table);
      report.append('\n').append(table);
      if (options.out != null) {
        Files.writeString(options.out, report);
      }
    }
    return isClean ? 0 : 1;
  }

  private Figures run(Scenario scenario, ServerKind kind)
      throws IOException, InterruptedException, TimeoutException {
    Path directory = Files.createTempDirectory(options.workDirectory, "chathub-bench");
    ServerRun.Setting setting = new ServerRun.Setting(benchJar, directory, cores);
    List<String> jvm = java(scenario.isMemory() ? MEMORY_JVM : SERVER_JVM);
    try (ServerRun server = ServerRun.start(kind, jvm, options, setting)) {
      List<String> command = java(GENERATOR_JVM);
      command.addAll(List.of("-jar", benchJar.toString()));
      command.addAll(scenario.command());
      command.addAll(server.generatorOptions());
      try (ChildProcess generator =
          ChildProcess.start(cores.on(Cores.GENERATOR, command), directory, "generator")) {
        int exitCode = generator.exitCode(scenario.waitSeconds());
        Figures figures = Figures.parse(generator.output());
        if (figures.isEmpty()) {
          throw new IOException(
              "the generator exited with "
                  + exitCode
                  + ":\n"
                  + generator.lastWords()
                  + "\nthe server said last:\n"
                  + server.lastWords());
        }
        return figures;
      }
    } finally {
      delete(directory);
    }
  }

  private String heading() throws IOException {
    return """
        # Chathub bench

        - rounds: %d
        - pinned to one core each: %s
        - Java %s, %s, %d cores
        - server JVM: `%s`; for memory: `%s`
        - hub settings beside the bench's own: %s; its store is on %s
        """
        .formatted(
            options.rounds,
            cores.isPinning() ? "yes" : "no (no taskset, or one core), so trust no ratio",
            System.getProperty("java.version"),
            System.getProperty("os.arch"),
            Runtime.getRuntime().availableProcessors(),
            String.join(" ", SERVER_JVM),
            String.join(" ", MEMORY_JVM),
            options.hubSettings.isEmpty() ? "none" : String.join(" ", options.hubSettings),
            Files.getFileStore(options.workDirectory).type());
  }

  private static List<String> java(List<String> flags) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    return command;
  }

  private static Path ownJar() throws URISyntaxException {
    return Path.of(BenchMain.class.getProtectionDomain().getCodeSource().getLocation().toURI())
        .toAbsolutePath();
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
