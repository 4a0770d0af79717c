package io.chathub.bench;

import io.chathub.bench.bare.BareCommand;
import io.chathub.bench.compare.CompareCommand;
import io.chathub.bench.load.BroadcastCommand;
import io.chathub.bench.load.IdleCommand;
import io.chathub.bench.load.PairsCommand;
import io.chathub.bench.load.RateCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of the bench. */
@Command(
    name = "bench",
    description = "What the hub costs, against a bare Vert.x server under the same load.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      CompareCommand.class,
      BareCommand.class,
      PairsCommand.class,
      RateCommand.class,
      IdleCommand.class,
      BroadcastCommand.class
    })
public final class BenchMain {

  private BenchMain() {}

  /** Exit codes: 0, 1 failed or something was lost, 2 wrong use. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The commands, ready to be executed. */
  public static CommandLine commandLine() {
    CommandLine line = new CommandLine(new BenchMain());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          System.err.println("failed: " + failure);
          for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            System.err.println("  because of: " + cause);
          }
          return 1;
        });
    return line;
  }
}
