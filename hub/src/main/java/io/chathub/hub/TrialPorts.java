package io.chathub.hub;

import io.chathub.cluster.PortProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Where the parts of a trial listen, all on loopback and near the first port.
 *
 * @param first where the address in front of all nodes is
 */
record TrialPorts(int first, int nodes) {

  private static final int APART = 10;
  private static final int PORT_MAX = 65_535;

  private static final String HOST = "127.0.0.1";

  int redis() {
    return first + 5;
  }

  int internal(int node) {
    return first + APART * node + 1;
  }

  int cluster(int node) {
    return first + APART * node + 2;
  }

  int clients(int node) {
    return first + APART * node + 3;
  }

  /** Whether each of them is a port. */
  boolean fit() {
    return first >= 1 && Math.max(redis(), clients(nodes - 1)) <= PORT_MAX;
  }

  String clusterName() {
    return "trial-" + first;
  }

  /** Where the nodes find one another, as {@code cluster.members} has it. */
  String members() {
    return IntStream.range(0, nodes)
        .mapToObj(node -> HOST + ":" + cluster(node))
        .collect(Collectors.joining(","));
  }

  /** What cannot be listened on, a line for each. Blocking, for a moment. */
  List<String> doubts() {
    List<String> doubts = new ArrayList<>();
    look(doubts, first, "the address in front of all nodes");
    look(doubts, redis(), "Redis");
    for (int node = 0; node < nodes; node++) {
      String name = "node " + (node + 1);
      look(doubts, internal(node), "the internal port of " + name);
      look(doubts, cluster(node), "the Hazelcast of " + name);
      look(doubts, clients(node), "the clients of " + name);
    }
    return doubts;
  }

  private static void look(List<String> doubts, int port, String user) {
    PortProbe.doubt(HOST, port)
        .ifPresent(why -> doubts.add("port " + port + ", for " + user + ": " + why));
  }
}
