package io.chathub.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class HubMainTest {

  private static final String ANSI = "picocli.ansi";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path dir;

  @Test
  void configPrintsValuesWithTheirSources() throws IOException {
    Path file = Files.writeString(dir.resolve("my.yaml"), "http.port: 9000\n");

    int exitCode = run("config", "--config", file.toString(), "--set", "internal.keys=sesame");

    assertThat(exitCode).isZero();
    assertThat(out.toString())
        .containsPattern("http.port: 9000 +# .*my.yaml:1")
        .containsPattern("internal.keys: \\[\"\\*\\*\\*\"] +# --set")
        .containsPattern("drain.period: 10s +# default")
        .doesNotContain("sesame");
  }

  @Test
  void aWrongConfigurationExitsWith2() {
    int exitCode = run("serve", "--set", "http.port=x", "--set", "drain.perod=1s");

    assertThat(exitCode).isEqualTo(2);
    assertThat(err.toString())
        .contains("http.port = x (--set): must be 0..65535")
        .contains("drain.perod (--set): unknown key");
  }

  @Test
  void aWrongCommandLineExitsWith2() {
    assertThat(run()).isEqualTo(2);
    assertThat(run("nonsense")).isEqualTo(2);
    assertThat(run("serve", "--prot", "1")).isEqualTo(2);
    assertThat(run("backup")).isEqualTo(2);
    assertThat(err.toString()).contains("'--prot'");
  }

  @Test
  void aSlipIsToldWhatWasMeant() {
    assertThat(run("dmeo")).isEqualTo(2);
    assertThat(err.toString()).contains("unknown command 'dmeo'", "'demo'", "'chathub --help'");
    assertThat(run("serve", "--prot", "1")).isEqualTo(2);
    assertThat(err.toString())
        .contains("unknown option '--prot'", "'--port'", "'chathub serve --help'");
    assertThat(run("serve", "surplus")).isEqualTo(2);
    assertThat(err.toString()).contains("unknown argument 'surplus'");
  }

  @Test
  void withoutACommandTheUsageIsPrinted() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).startsWith("Usage: chathub").contains("demo", "serve", "cluster");
  }

  @Test
  void everyCommandHasHelpAndAVersion() {
    for (String command : HubMain.commandLine().getSubcommands().keySet()) {
      out.getBuffer().setLength(0);
      assertThat(run(command, "--help")).isZero();
      assertThat(out.toString()).startsWith("Usage: chathub " + command);
      out.getBuffer().setLength(0);
      assertThat(run(command, "--version")).isZero();
      assertThat(out.toString()).startsWith("chathub ").contains("Java");
    }
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void nothingHasEscapeCodesWhateverJavaTakesForATerminal() {
    String before = System.getProperty(ANSI);
    System.setProperty(ANSI, "true");
    try {
      assertThat(run("--help")).isZero();
      assertThat(run("cluster", "--help")).isZero();
      assertThat(run()).isEqualTo(2);
      assertThat(run("serve", "--prot")).isEqualTo(2);
    } finally {
      if (before == null) {
        System.clearProperty(ANSI);
      } else {
        System.setProperty(ANSI, before);
      }
    }
    assertThat(out + "" + err).doesNotContain("\u001b");
  }

  @Test
  void portsHaveOptionsOfTheirOwn() {
    assertThat(run("config", "--port", "9000", "--internal-port=9001")).isZero();
    assertThat(out.toString())
        .containsPattern("http.port: 9000 ")
        .containsPattern("internal.port: 9001 ");
    assertThat(run("serve", "--port", "many")).isEqualTo(2);
    assertThat(err.toString()).contains("http.port = many").contains("must be 0..65535");
  }

  @Test
  void aClusterThatCannotBeIsRefused() {
    assertThat(run("cluster", "0")).isEqualTo(2);
    assertThat(run("cluster", "10")).isEqualTo(2);
    assertThat(err.toString()).contains("NODES must be 1 to 9");
    assertThat(run("cluster", "9", "--port", "65500")).isEqualTo(2);
    assertThat(run("cluster", "1", "--port", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("--port 65500", "--port 0");
  }

  @Test
  void versionNamesTheHubAndItsJava() {
    assertThat(run("version")).isZero();
    assertThat(out.toString()).startsWith("chathub ").contains("Java " + Runtime.version());
  }

  @Test
  void helpListsTheCommands() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("demo", "serve", "cluster", "config", "backup", "version");
  }

  @Test
  void backupSaysWhenNobodyIsThere() {
    // Nobody listens on port 1.
    int exitCode = run("backup", dir.resolve("copy").toString(), "--set", "internal.port=1");

    assertThat(exitCode).isEqualTo(1);
    assertThat(err.toString()).contains("no node answers at http://127.0.0.1:1");
  }

  private int run(String... arguments) {
    CommandLine commands = HubMain.commandLine();
    commands.setOut(new PrintWriter(out, true));
    commands.setErr(new PrintWriter(err, true));
    return commands.execute(arguments);
  }
}
