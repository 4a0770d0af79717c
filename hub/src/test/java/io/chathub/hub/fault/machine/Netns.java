package io.chathub.hub.fault.machine;

import io.chathub.scene.redis.RedisServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A network namespace for each of some nodes. Each has two networks: one of its own to this
 * process, where clients and Redis are, and one with the other nodes, over a bridge. The latter can
 * be split: nodes on the other side are moved to another bridge, so that what they send is lost and
 * no connection breaks. Needs iproute2 and the right to use it.
 */
public final class Netns implements AutoCloseable {

  private static final String PREFIX = "chathub-";
  private static final Pattern OURS = Pattern.compile(PREFIX + "(\\d+)-\\w+");
  private static final int NODES_MAX = 60;

  private final long pid = ProcessHandle.current().pid();
  private final String yard = PREFIX + pid + "-yard";
  private final int net = freeNet();
  private final List<Place> places = new ArrayList<>();
  private final Thread hook = new Thread(this::remove);

  private Netns() {}

  /** Whether namespaces can be had here; empty where they can, the reason where not. */
  public static String missing() {
    String probe = PREFIX + ProcessHandle.current().pid() + "-probe";
    Commands.Outcome outcome = Commands.attempt("ip", "netns", "add", probe);
    if (outcome.exitCode() != 0) {
      return "no network namespaces: " + outcome.output();
    }
    Commands.Outcome bridge =
        Commands.attempt("ip", "-n", probe, "link", "add", "probe", "type", "bridge");
    Commands.run("ip", "netns", "del", probe);
    return bridge.exitCode() == 0 ? "" : "no bridges: " + bridge.output();
  }

  /** Makes the namespaces; removes those of runs that were killed. */
  public static Netns of(int nodes) {
    if (nodes > NODES_MAX) {
      throw new IllegalArgumentException("at most " + NODES_MAX + " nodes");
    }
    removeStale();
    Netns netns = new Netns();
    Runtime.getRuntime().addShutdownHook(netns.hook);
    netns.build(nodes);
    return netns;
  }

  private void build(int nodes) {
    ip("netns", "add", yard);
    ip("-n", yard, "link", "set", "lo", "up");
    for (String bridge : List.of("here", "there")) {
      ip("-n", yard, "link", "add", bridge, "type", "bridge");
      ip("-n", yard, "link", "set", bridge, "up");
    }
    for (int node = 0; node < nodes; node++) {
      places.add(addNode(node));
    }
  }

  private Place addNode(int node) {
    String name = name(node);
    String ours = ours(node);
    ip("netns", "add", name);
    ip("-n", name, "link", "set", "lo", "up");
    ip("link", "add", ours, "type", "veth", "peer", "name", "front", "netns", name);
    ip("addr", "add", ourAddress(node) + "/30", "dev", ours);
    ip("link", "set", ours, "up");
    String front = "198.18." + net + '.' + (4 * node + 2);
    ip("-n", name, "addr", "add", front + "/30", "dev", "front");
    ip("-n", name, "link", "set", "front", "up");
    ip(
        "-n",
        yard,
        "link",
        "add",
        port(node),
        "type",
        "veth",
        "peer",
        "name",
        "back",
        "netns",
        name);
    ip("-n", yard, "link", "set", port(node), "master", "here");
    ip("-n", yard, "link", "set", port(node), "up");
    String back = "198.19." + net + '.' + (node + 1);
    ip("-n", name, "addr", "add", back + "/24", "dev", "back");
    ip("-n", name, "link", "set", "back", "up");
    return new Place(List.of("ip", "netns", "exec", name), front, back, ourAddress(node));
  }

  public List<Place> places() {
    return List.copyOf(places);
  }

  /** A Redis of this process that all nodes reach, whether they reach one another or not. */
  public RedisServer redis(Path directory) {
    String bind =
        "bind 127.0.0.1 " + places.stream().map(Place::redisHost).collect(Collectors.joining(" "));
    return RedisServer.start(
        directory, bind, "protected-mode no", "appendonly yes", "appendfsync always");
  }

  /** From now on these nodes reach one another, and the others one another, and that is all. */
  public void split(Set<Integer> away) {
    for (int node = 0; node < places.size(); node++) {
      String bridge = away.contains(node) ? "there" : "here";
      ip("-n", yard, "link", "set", port(node), "master", bridge);
    }
  }

  /** All reach all. */
  public void heal() {
    split(Set.of());
  }

  private String name(int node) {
    return PREFIX + pid + "-n" + node;
  }

  /** Our end of the line to a node. */
  private String ours(int node) {
    return "ch" + pid + "n" + node;
  }

  private static String port(int node) {
    return "port" + node;
  }

  private String ourAddress(int node) {
    return "198.18." + net + '.' + (4 * node + 1);
  }

  /** A net that no other run has at the moment, of those that are for tests of networks. */
  private static int freeNet() {
    String taken = Commands.run("ip", "-o", "-4", "addr", "show");
    int first = (int) (ProcessHandle.current().pid() % 250);
    for (int i = 0; i < 250; i++) {
      int candidate = (first + i) % 250;
      if (!taken.contains(" 198.18." + candidate + '.')) {
        return candidate;
      }
    }
    throw new AssertionError("no free net");
  }

  private static void removeStale() {
    Matcher names = OURS.matcher(Commands.run("ip", "netns", "list"));
    while (names.find()) {
      if (!Files.exists(Path.of("/proc", names.group(1)))) {
        remove(names.group());
      }
    }
  }

  private void remove() {
    for (int node = 0; node < places.size(); node++) {
      Commands.attempt("ip", "link", "del", ours(node));
      remove(name(node));
    }
    remove(yard);
  }

  /** With the processes in it, which are nobody's any more. */
  private static void remove(String namespace) {
    Commands.Outcome pids = Commands.attempt("ip", "netns", "pids", namespace);
    if (pids.exitCode() == 0) {
      pids.output().lines().forEach(pid -> Commands.attempt("kill", "-KILL", pid));
    }
    Commands.attempt("ip", "netns", "del", namespace);
  }

  private static void ip(String... arguments) {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments));
    Commands.run(command.toArray(String[]::new));
  }

  @Override
  public void close() {
    remove();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This process ends, and the hook removes what is left.
    }
  }
}
