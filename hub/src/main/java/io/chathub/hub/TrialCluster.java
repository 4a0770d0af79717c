package io.chathub.hub;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Redis and some nodes on loopback, for whoever tries a cluster. A node that ends is reported,
 * and not started again. Blocking: call from main; {@link #askToEnd} from any thread.
 */
final class TrialCluster implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TrialCluster.class);
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final long START_MAX_NANOS = TimeUnit.MINUTES.toNanos(3);
  private static final long LOOK_MS = 100;
  private static final Duration STOP_MAX = Duration.ofSeconds(40);
  private static final int PORTS_APART = 10;
  private static final List<String> USERS = List.of("dr-lin", "pat-wang");
  private static final List<String> ROLES = List.of("doctor", "patient");
  private static final List<String> NAMES = List.of("Dr. Lin", "Wang Wei");

  private final Path server;
  private final Path data;
  private final int port;
  private final List<NodeProcess> nodes = new ArrayList<>();
  private final List<String> pages = new ArrayList<>();
  private final CountDownLatch endAsked = new CountDownLatch(1);
  private RedisProcess redis; // null until it runs

  /** Where a node is. */
  record Address(int number, String clients, String internal, Path log) {}

  /**
   * @param port of the first node's clients; what else needs one has it near
   */
  TrialCluster(Path server, Path data, int port) {
    this.server = server;
    this.data = data;
    this.port = port;
  }

  /**
   * Starts everything; false where that was ended before it was done, or a node did not come up.
   *
   * @throws IllegalStateException where Redis or a process cannot be started
   */
  boolean start(int count) throws InterruptedException {
    redis = RedisProcess.start(server, data.resolve("redis"), redisPort());
    for (int i = 0; i < count; i++) {
      int clients = port + PORTS_APART * i;
      nodes.add(
          NodeProcess.start(
              data.resolve("node" + (i + 1)), clients, clients + 1, settings(i, count)));
    }
    if (!awaitReady()) {
      return isEndAsked();
    }
    for (int i = 0; i < count; i++) {
      int number = i + 1;
      var unused = nodes.get(i).ended().thenAccept(code -> reportEnd(number, code));
    }
    openChat();
    return true;
  }

  private int redisPort() {
    return port + 5;
  }

  private int clusterPort(int node) {
    return port + PORTS_APART * node + 2;
  }

  private List<String> settings(int node, int count) {
    int clients = port + PORTS_APART * node;
    String members =
        IntStream.range(0, count)
            .mapToObj(other -> "127.0.0.1:" + clusterPort(other))
            .collect(Collectors.joining(","));
    return List.of(
        "http.port=" + clients,
        "internal.port=" + (clients + 1),
        "store.kind=redis",
        "store.redis.url=redis://127.0.0.1:" + redisPort(),
        "cluster.enabled=true",
        "cluster.name=trial-" + port,
        "cluster.port=" + clusterPort(node),
        "cluster.members=" + members,
        "drain.period=2s");
  }

  private boolean awaitReady() throws InterruptedException {
    long deadline = System.nanoTime() + START_MAX_NANOS;
    for (NodeProcess node : nodes) {
      while (!node.isReady()) {
        if (!node.isAlive() || System.nanoTime() - deadline > 0) {
          LOG.error("a node does not come up, see {}", node.log());
          return false;
        }
        if (endAsked.await(LOOK_MS, TimeUnit.MILLISECONDS)) {
          return false;
        }
      }
    }
    return true;
  }

  private void reportEnd(int number, int code) {
    if (!isEndAsked()) {
      LOG.warn("node {} has ended exitCode={}; the others go on", number, code);
    }
  }

  /** The people of the chat are told different nodes. */
  private void openChat() throws InterruptedException {
    ObjectNode chat = JSON.objectNode().put("booking_id", "1001");
    ArrayNode members = chat.putArray("members");
    for (int i = 0; i < USERS.size(); i++) {
      members.add(person(i));
    }
    var unused = nodes.get(0).ask("PUT", "/internal/v1/chats/demo-1", chat);
    for (int i = 0; i < USERS.size(); i++) {
      NodeProcess node = nodes.get(i % nodes.size());
      ObjectNode session = person(i).put("ttl_s", Duration.ofDays(1).toSeconds());
      String token = node.ask("POST", "/internal/v1/sessions", session).path("token").asText();
      String name = NAMES.get(i) + " (" + ROLES.get(i) + ")";
      pages.add(String.format("%-20s %s/?token=%s", name, node.clients(), token));
    }
  }

  private static ObjectNode person(int number) {
    return JSON.objectNode()
        .put("user_id", USERS.get(number))
        .put("role", ROLES.get(number))
        .put("name", NAMES.get(number));
  }

  /** A line for each page. They hold tokens: not for the log. */
  List<String> pages() {
    return List.copyOf(pages);
  }

  List<Address> addresses() {
    return IntStream.range(0, nodes.size())
        .mapToObj(
            i ->
                new Address(
                    i + 1, nodes.get(i).clients(), nodes.get(i).internal(), nodes.get(i).log()))
        .toList();
  }

  void askToEnd() {
    endAsked.countDown();
  }

  boolean isEndAsked() {
    return endAsked.getCount() == 0;
  }

  void awaitEnd() throws InterruptedException {
    endAsked.await();
  }

  /** The nodes drain together; Redis goes when they have gone. */
  @Override
  public void close() {
    askToEnd();
    try {
      for (NodeProcess node : nodes) {
        node.end();
      }
      for (NodeProcess node : nodes) {
        node.awaitEnd(STOP_MAX);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (redis != null) {
      redis.close();
    }
  }
}
