package io.chathub.hub;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Redis, some nodes and one address in front of them on loopback, for whoever tries a cluster.
 * What ends is reported, and not started again; with the last node all ends. Blocking: call from
 * main; {@link #askToEnd} from any thread.
 */
final class TrialCluster implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TrialCluster.class);
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final long START_MAX_NANOS = TimeUnit.MINUTES.toNanos(3);
  private static final long LOOK_MS = 100;
  private static final Duration STOP_MAX = Duration.ofSeconds(40);
  private static final List<String> USERS = List.of("dr-lin", "pat-wang");
  private static final List<String> ROLES = List.of("doctor", "patient");
  private static final List<String> NAMES = List.of("Dr. Lin", "Wang Wei");

  private final Path server;
  private final Path data;
  private final TrialPorts ports;
  private final List<NodeProcess> nodes = new ArrayList<>();
  private final List<String> pages = new ArrayList<>();
  private final CountDownLatch endAsked = new CountDownLatch(1);
  private final AtomicBoolean hasFailed = new AtomicBoolean();
  private final AtomicInteger left = new AtomicInteger();
  private final AtomicInteger ready = new AtomicInteger();
  private final TrialFront front;
  private DirectoryLock lock; // null until it is ours
  private RedisProcess redis; // null until it runs

  /** Where a node is. */
  record Address(int number, long pid, String clients, String internal, Path log) {}

  TrialCluster(Path server, Path data, TrialPorts ports) {
    this.server = server;
    this.data = data;
    this.ports = ports;
    front = new TrialFront(IntStream.range(0, ports.nodes()).mapToObj(ports::clients).toList());
  }

  /**
   * Starts everything; false where that was ended before it was done.
   *
   * @throws IllegalStateException where a port or the directory is in use, where Redis or a process
   *     cannot be started, or a node does not come up
   */
  boolean start() throws InterruptedException {
    take();
    int unusedPort = front.listen(ports.first());
    redis = RedisProcess.start(server, data.resolve("redis"), ports.redis());
    for (int i = 0; i < ports.nodes(); i++) {
      nodes.add(
          NodeProcess.start(
              data.resolve("node" + (i + 1)), ports.clients(i), ports.internal(i), settings(i)));
    }
    if (!awaitReady()) {
      return false;
    }
    left.set(nodes.size());
    for (int i = 0; i < nodes.size(); i++) {
      int number = i + 1;
      var unused = nodes.get(i).ended().thenAccept(code -> reportEnd(number, code));
    }
    var unused = redis.ended().thenAccept(this::reportRedisEnd);
    openChat();
    return true;
  }

  /** Says all that is in the way at once: a second trial meets the first one's ports and files. */
  private void take() {
    List<String> doubts = new ArrayList<>();
    List<String> taken = ports.doubts();
    if (!taken.isEmpty()) {
      doubts.addAll(taken);
      doubts.add("other ports are chosen by --port PORT, the first of them");
    }
    Optional<DirectoryLock> locked = DirectoryLock.of(data);
    if (locked.isEmpty()) {
      doubts.add(data + " is in use by another cluster; another is chosen by --data DIR");
    }
    locked.ifPresent(ours -> lock = ours);
    if (!doubts.isEmpty()) {
      throw new IllegalStateException("cannot start:\n  " + String.join("\n  ", doubts));
    }
  }

  private List<String> settings(int node) {
    return List.of(
        "http.port=" + ports.clients(node),
        "internal.port=" + ports.internal(node),
        "store.kind=redis",
        "store.redis.url=redis://127.0.0.1:" + ports.redis(),
        "cluster.enabled=true",
        "cluster.name=" + ports.clusterName(),
        "cluster.port=" + ports.cluster(node),
        "cluster.members=" + ports.members(),
        "drain.period=2s");
  }

  private boolean awaitReady() throws InterruptedException {
    long deadline = System.nanoTime() + START_MAX_NANOS;
    for (NodeProcess node : nodes) {
      while (!node.isReady()) {
        if (!node.isAlive()) {
          throw new IllegalStateException(
              "a node does not come up, see " + node.log() + node.lastError());
        }
        if (System.nanoTime() - deadline > 0) {
          throw new IllegalStateException("a node does not come up in time, see " + node.log());
        }
        if (endAsked.await(LOOK_MS, TimeUnit.MILLISECONDS)) {
          return false;
        }
      }
      ready.incrementAndGet();
    }
    return true;
  }

  /** How far the start has come. From any thread. */
  String progress() {
    return ready + " of " + ports.nodes() + " nodes ready";
  }

  private void reportEnd(int number, int code) {
    if (isEndAsked()) {
      return;
    }
    int others = left.decrementAndGet();
    if (others > 0) {
      LOG.warn("node {} has ended exitCode={}; {} left, which go on", number, code, others);
    } else {
      LOG.error("node {} has ended exitCode={}; it was the last, so all ends", number, code);
      hasFailed.set(true);
      askToEnd();
    }
  }

  private void reportRedisEnd(int code) {
    if (!isEndAsked()) {
      LOG.error("Redis has ended exitCode={}; nothing can be stored, so all ends", code);
      hasFailed.set(true);
      askToEnd();
    }
  }

  /** Whether it ended without being asked to. */
  boolean hasFailed() {
    return hasFailed.get();
  }

  private void openChat() throws InterruptedException {
    ObjectNode chat = JSON.objectNode().put("booking_id", "1001");
    ArrayNode members = chat.putArray("members");
    for (int i = 0; i < USERS.size(); i++) {
      members.add(person(i));
    }
    var unused = nodes.get(0).ask("PUT", "/internal/v1/chats/demo-1", chat);
    for (int i = 0; i < USERS.size(); i++) {
      ObjectNode session = person(i).put("ttl_s", Duration.ofDays(1).toSeconds());
      String token =
          nodes.get(0).ask("POST", "/internal/v1/sessions", session).path("token").asText();
      String name = NAMES.get(i) + " (" + ROLES.get(i) + ")";
      pages.add(String.format("%-20s %s/?token=%s", name, address(), token));
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

  /** The one in front of all nodes. */
  String address() {
    return "http://127.0.0.1:" + ports.first();
  }

  long redisPid() {
    return redis.pid();
  }

  List<Address> addresses() {
    return IntStream.range(0, nodes.size())
        .mapToObj(
            i ->
                new Address(
                    i + 1,
                    nodes.get(i).pid(),
                    nodes.get(i).clients(),
                    nodes.get(i).internal(),
                    nodes.get(i).log()))
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
    front.close();
    if (lock != null) {
      lock.close();
    }
  }
}
