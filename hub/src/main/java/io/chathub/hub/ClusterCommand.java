package io.chathub.hub;

import io.chathub.hub.TrialCluster.Address;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "cluster",
    description =
        "Try a cluster: run a Redis and some nodes on this machine until Ctrl-C, with two signed-in"
            + " demo users on different nodes. Clients on 8080, 8090, …; internal ports 8081, 8091,"
            + " …")
final class ClusterCommand implements Callable<Integer> {

  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int MISUSED = 2;
  private static final int NODES_MAX = 9;

  @Parameters(
      paramLabel = "NODES",
      defaultValue = "3",
      description = "How many, 1 to 9; 3 by default.")
  private int nodes;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "data-cluster",
      description = "Where Redis and the nodes keep their files and logs; data-cluster by default.")
  private Path data;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "Of the first node's clients; each further one's is 10 above; 8080 by default.")
  private int port;

  @Option(
      names = "--redis-server",
      paramLabel = "FILE",
      description = "The Redis server to run; redis-server of the PATH by default.")
  private Path server;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    if (nodes < 1 || nodes > NODES_MAX) {
      err.println("chathub: NODES must be 1 to " + NODES_MAX);
      err.flush();
      return MISUSED;
    }
    Optional<Path> redis = Optional.ofNullable(server).or(RedisProcess::onPath);
    if (redis.isEmpty()) {
      err.println("chathub: needs a Redis server: install redis-server, or name one");
      err.flush();
      return FAILED;
    }
    try (TrialCluster cluster = new TrialCluster(redis.get(), data.toAbsolutePath(), port)) {
      Termination.onSignal(cluster::askToEnd, ClusterCommand::killAll);
      if (!cluster.start(nodes)) {
        return FAILED;
      }
      if (!cluster.isEndAsked()) {
        print(cluster);
        cluster.awaitEnd();
      }
    } catch (IllegalStateException e) {
      err.println("chathub: " + e.getMessage());
      err.flush();
      return FAILED;
    }
    return DONE;
  }

  private static void killAll() {
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
  }

  private void print(TrialCluster cluster) {
    PrintWriter out = spec.commandLine().getOut();
    out.println("Open each in a window of its own; they chat with one another, across nodes:");
    cluster.pages().forEach(page -> out.println("  " + page));
    for (Address node : cluster.addresses()) {
      out.printf(
          "Node %d: clients %s, operators %s/admin/v1/cluster, log %s%n",
          node.number(), node.clients(), node.internal(), node.log());
    }
    out.println("Kill any node (kill -9) and go on. Ctrl-C ends all of it.");
    out.flush();
  }
}
