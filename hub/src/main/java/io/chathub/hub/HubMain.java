package io.chathub.hub;

import io.chathub.hub.config.InvalidConfigException;
import java.io.PrintWriter;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. Ends with 0, 1 where something failed, 2 where it was asked wrongly. */
@Command(
    name = "chathub",
    description = "A chat server: stored before acknowledged, nothing lost on a break.",
    mixinStandardHelpOptions = true,
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
  private static final int MISCONFIGURED = 2;
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

  static CommandLine commandLine() {
    CommandLine commands = new CommandLine(new HubMain());
    commands.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          if (failure instanceof InvalidConfigException) {
            PrintWriter err = command.getErr();
            err.println("chathub: " + failure.getMessage());
            err.flush();
            return MISCONFIGURED;
          }
          LoggerFactory.getLogger(HubMain.class).error("failed", failure);
          return FAILED;
        });
    return commands;
  }
}
