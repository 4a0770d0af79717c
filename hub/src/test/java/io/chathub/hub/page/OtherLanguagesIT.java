package io.chathub.hub.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.chathub.hub.scene.JarProcess;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The programs of docs/OTHER-LANGUAGES.md, as they stand there: two of them chat while their hub is
 * killed and comes back. Python's is skipped, and says why, where it cannot run.
 */
class OtherLanguagesIT {

  private static final Path DOCUMENT = Path.of("..", "docs", "OTHER-LANGUAGES.md");
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir Path dir;

  @Test
  void twoInJavaChatThroughAKill() throws Exception {
    String classPath =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(path -> path.contains("jackson-"))
            .reduce((one, other) -> one + File.pathSeparator + other)
            .orElseThrow();
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Path program = extract("java", "Chat.java");

    chatThroughAKill(List.of(java, "-cp", classPath, program.toString()));
  }

  @Test
  void twoInPythonChatThroughAKill() throws Exception {
    Optional<String> python = python();
    assumeTrue(
        python.isPresent(), "no Python 3 with the package websockets: its client is not tried");

    chatThroughAKill(List.of(python.get(), extract("python", "chat.py").toString()));
  }

  private void chatThroughAKill(List<String> command) throws IOException {
    try (JarProcess hub = new JarProcess(dir)) {
      hub.start();
      hub.chat("c1", "ann", "bob");
      try (Speaker ann = speaker(command, hub, "ann");
          Speaker bob = speaker(command, hub, "bob")) {
        ann.say("one");
        await().atMost(PATIENCE).until(() -> bob.said().contains("ann: one"));
        bob.say("two");
        await().atMost(PATIENCE).until(() -> ann.said().contains("bob: two"));

        hub.kill();
        ann.say("three");
        bob.say("four");
        hub.start();
        await("three").atMost(PATIENCE).until(() -> bob.said().contains("ann: three"));
        await("four").atMost(PATIENCE).until(() -> ann.said().contains("bob: four"));
        ann.say("five");
        await("five").atMost(PATIENCE).until(() -> bob.said().contains("ann: five"));

        assertThat(ann.said())
            .hasSize(5)
            .startsWith("ann: one", "bob: two")
            .contains("ann: three", "bob: four")
            .endsWith("ann: five")
            .isEqualTo(bob.said());
      }
    }
  }

  private Speaker speaker(List<String> command, JarProcess hub, String user) throws IOException {
    String url = "ws://127.0.0.1:" + hub.port() + "/ws";
    Stream<String> arguments = Stream.of(url, hub.token(user, "patient"), "c1");
    Path output = dir.resolve(user + ".txt");
    return new Speaker(Stream.concat(command.stream(), arguments).toList(), output);
  }

  private Path extract(String language, String name) throws IOException {
    Pattern block = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL);
    Matcher found = block.matcher(Files.readString(DOCUMENT));
    assertThat(found.find()).isTrue();
    return Files.writeString(dir.resolve(name), found.group(1));
  }

  private static Optional<String> python() {
    return Stream.of("python3", "/usr/bin/python3")
        .filter(OtherLanguagesIT::hasPackage)
        .findFirst();
  }

  private static boolean hasPackage(String python) {
    try {
      Process look = new ProcessBuilder(python, "-c", "import websockets").start();
      return look.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) && look.exitValue() == 0;
    } catch (IOException notThere) {
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** A program that runs, and who types into it. */
  private static final class Speaker implements AutoCloseable {

    private final Process process;
    private final Path output;

    Speaker(List<String> command, Path output) throws IOException {
      this.output = output;
      process =
          new ProcessBuilder(command)
              .redirectOutput(output.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
    }

    void say(String line) throws IOException {
      process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    }

    List<String> said() throws IOException {
      return Files.readAllLines(output);
    }

    @Override
    public void close() {
      var unused = process.destroyForcibly();
    }
  }
}
