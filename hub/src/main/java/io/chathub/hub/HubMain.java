package io.chathub.hub;

import io.chathub.hub.config.InvalidConfigException;
import java.io.PrintWriter;
import java.util.Collection;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line. Ends with 0, 1 where something failed, 2 where it was asked wrongly. */
@Command(
    name = "chathub",
    description = "A chat server: stored before acknowledged, nothing lost on a break.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = VersionCommand.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      ServeCommand.class,
      ConfigCommand.class,
      ClusterCommand.class,
      BackupCommand.class,
      VersionCommand.class
    })
public final class HubMain {

  private static final int FAILED = 1;
  private static final int MISUSED = 2;
  private static final int CALLBACK_THREADS = 2;
  private static final String COMMON_POOL = "java.util.concurrent.ForkJoinPool.common.parallelism";

  public static void main(String[] args) {
    giveCallbacksThreads();
    System.exit(commandLine().execute(args));
  }

  /**
   * Where the common pool has one thread only, as on two cores, Hazelcast starts a thread for each
   * callback. Has to be said before anybody uses that pool.
   */
  private static void giveCallbacksThreads() {
    if (Runtime.getRuntime().availableProcessors() <= CALLBACK_THREADS
        && System.getProperty(COMMON_POOL) == null) {
      System.setProperty(COMMON_POOL, Integer.toString(CALLBACK_THREADS));
    }
  }

  /** Without colors: whether both of its outputs are a terminal's, Java does not tell. */
  static CommandLine commandLine() {
    return new CommandLine(new HubMain())
        .setColorScheme(Help.defaultColorScheme(Ansi.OFF))
        .setParameterExceptionHandler((problem, args) -> explain(problem))
        .setExecutionExceptionHandler(HubMain::explain);
  }

  private static int explain(ParameterException problem) {
    CommandLine command = problem.getCommandLine();
    PrintWriter err = command.getErr();
    if (problem.getMessage().startsWith("Missing required subcommand")) {
      command.usage(err);
    } else {
      String name = command.getCommandSpec().qualifiedName();
      err.println("chathub: " + what(problem) + "; '" + name + " --help' lists what there is");
    }
    err.flush();
    return MISUSED;
  }

  private static String what(ParameterException problem) {
    if (!(problem instanceof UnmatchedArgumentException unmatched)) {
      return problem.getMessage();
    }
    String given = unmatched.getUnmatched().get(0);
    CommandSpec command = problem.getCommandLine().getCommandSpec();
    String kind = "argument";
    Collection<String> known = command.subcommands().keySet();
    if (given.startsWith("-")) {
      kind = "option";
      known = command.optionsMap().keySet();
    } else if (!known.isEmpty()) {
      kind = "command";
    }
    return "unknown "
        + kind
        + " '"
        + given
        + "'"
        + Spelling.nearest(given, known).map(near -> ", did you mean '" + near + "'?").orElse("");
  }

  private static int explain(Exception failure, CommandLine command, ParseResult parsed) {
    if (failure instanceof InvalidConfigException) {
      PrintWriter err = command.getErr();
      err.println("chathub: " + failure.getMessage());
      err.flush();
      return MISUSED;
    }
    LoggerFactory.getLogger(HubMain.class).error("failed", failure);
    return FAILED;
  }
}
