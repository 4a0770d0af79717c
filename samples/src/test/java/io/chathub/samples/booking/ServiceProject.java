package io.chathub.samples.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Builds the projects of docs/SERVICES.md with a repository that is the local one, and the client
 * as this build made it; nothing is installed where other builds would find it. Blocking.
 */
final class ServiceProject {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final String VERSION = "0.1.0-SNAPSHOT";
  private static final long PATIENCE_S = 300;

  private final Path repository;

  private ServiceProject(Path repository) {
    this.repository = repository;
  }

  static ServiceProject withClient(Path repository, Path clientJar) throws IOException {
    Path local = Path.of(System.getProperty("chathub.repository"));
    Path group = Files.createDirectories(repository.resolve("io/chathub"));
    link(local, repository);
    link(local.resolve("io"), repository.resolve("io"));
    install(group, "chathub-parent", ".pom", ROOT.resolve("pom.xml"));
    install(group, "chathub-client", ".pom", ROOT.resolve("client-java/pom.xml"));
    install(group, "chathub-client", ".jar", clientJar);
    return new ServiceProject(repository);
  }

  private static void link(Path from, Path to) throws IOException {
    try (Stream<Path> entries = Files.list(from)) {
      for (Path entry : entries.toList()) {
        Path link = to.resolve(entry.getFileName());
        if (!Files.exists(link)) {
          Files.createSymbolicLink(link, entry);
        }
      }
    }
  }

  private static void install(Path group, String artifact, String suffix, Path file)
      throws IOException {
    Path folder = Files.createDirectories(group.resolve(artifact).resolve(VERSION));
    Files.copy(file, folder.resolve(artifact + '-' + VERSION + suffix));
  }

  /**
   * Writes the document's build file of that kind and its program, and builds them offline. Where
   * the local repository lacks something it is fetched first, as any build does.
   */
  Path build(String kind, Path project) throws IOException, InterruptedException {
    Files.writeString(project.resolve("pom.xml"), block("xml " + kind));
    Path sources = Files.createDirectories(project.resolve("src/main/java"));
    Files.writeString(sources.resolve("Bookings.java"), block("java"));
    if (maven(project, "-o") != 0) {
      assertThat(maven(project, "-U")).as(log(project)).isZero();
      assertThat(maven(project, "-o")).as(log(project)).isZero();
    }
    return project;
  }

  private int maven(Path project, String mode) throws IOException, InterruptedException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("chathub.maven"), "bin", "mvn").toString(),
            "-B",
            "-q",
            mode,
            "-Dmaven.repo.local=" + repository,
            "package",
            "dependency:copy-dependencies");
    Process maven =
        new ProcessBuilder(command)
            .directory(project.toFile())
            .redirectErrorStream(true)
            .redirectOutput(project.resolve("maven.txt").toFile())
            .start();
    if (!maven.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
      maven.destroyForcibly().waitFor();
    }
    return maven.waitFor();
  }

  private static String log(Path project) throws IOException {
    return Files.readString(project.resolve("maven.txt"));
  }

  /** What stands between the fences. */
  private static String block(String opening) throws IOException {
    String text = Files.readString(ROOT.resolve("docs/SERVICES.md"));
    Matcher block =
        Pattern.compile("^```" + opening + "\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
            .matcher(text);
    assertThat(block.find()).as("a block of %s", opening).isTrue();
    return block.group(1);
  }
}
