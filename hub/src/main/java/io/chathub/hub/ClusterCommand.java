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
            + " demo users and one address in front of all nodes, by which a page comes back"
            + " whichever node is killed.")
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
      description =
          "Of the address in front of all nodes, 8080 by default. Internal ports are 1, 11, 21, …"
              + " above it, Hazelcast's 2, 12, …, the nodes' own for clients 3, 13, …, Redis's 5.")
  private int port;

  @Option(
      names = "--redis-server",
      paramLabel = "FILE",
      description = "The Redis server to run; redis-server of the PATH by default.")
  private Path server;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    TrialPorts ports = new TrialPorts(port, nodes);
    if (nodes < 1 || nodes > NODES_MAX) {
      return fail(MISUSED, "NODES must be 1 to " + NODES_MAX);
    }
    if (!ports.fit()) {
      return fail(MISUSED, "--port " + port + ": it and those above it must be 1 to 65535");
    }
    Optional<Path> redis = Optional.ofNullable(server).or(RedisProcess::onPath);
    if (redis.isEmpty()) {
      return fail(
          FAILED, "needs a Redis server: install redis-server, or give --redis-server FILE");
    }
    try (TrialCluster cluster = new TrialCluster(redis.get(), data.toAbsolutePath(), ports)) {
      Termination.onSignal(cluster::askToEnd, ClusterCommand::killAll);
      return run(cluster, ports);
    } catch (IllegalStateException e) {
      return fail(FAILED, e.getMessage());
    }
  }

  private int run(TrialCluster cluster, TrialPorts ports) throws InterruptedException {
    tell("starting Redis and " + nodes + (nodes == 1 ? " node" : " nodes"));
    Progress progress =
        new Progress(s -> tell("still starting, for " + s + " s: " + cluster.progress()));
    try {
      if (!cluster.start()) {
        return DONE;
      }
    } finally {
      progress.end();
    }
    print(cluster, ports);
    cluster.awaitEnd();
    tell("ending: the nodes drain, Redis goes last");
    return cluster.hasFailed() ? FAILED : DONE;
  }

  private int fail(int code, String why) {
    tell(why);
    return code;
  }

  private void tell(String line) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("chathub: " + line);
    err.flush();
  }

  private static void killAll() {
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
  }

  private void print(TrialCluster cluster, TrialPorts ports) {
    PrintWriter out = spec.commandLine().getOut();
    out.println("Open each in a window of its own; they chat with one another, across nodes:");
    cluster.pages().forEach(page -> out.println("  " + page));
    out.println(cluster.address() + " hands each connection to the next of these (for a trial):");
    for (Address node : cluster.addresses()) {
      out.printf(
          "  node %d  process %d, clients %s, operators %s/admin/v1/cluster, log %s%n",
          node.number(), node.pid(), node.clients(), node.internal(), node.log());
    }
    out.printf("  Redis   process %d, port %d%n", cluster.redisPid(), ports.redis());
    out.println(
        "A service of yours joins their cluster, as the sample that books appointments does");
    out.println("(mvn -DskipTests package builds it):");
    out.println("  java -jar samples/target/booking.jar --doctor dr-lin --patient pat-wang \\");
    out.println("    --at 2026-12-01T09:00 --cluster " + ports.clusterName() + " \\");
    out.println("    --members " + ports.members());
    out.println("Kill any node (kill -9 and its process) and go on at the same address.");
    out.printf(
        "Process %d. Ctrl-C ends all of it (or kill %<d); the chats stay in %s%n",
        ProcessHandle.current().pid(), data.toAbsolutePath());
    out.flush();
  }
}
