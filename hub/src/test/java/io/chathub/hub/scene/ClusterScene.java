package io.chathub.hub.scene;

import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.chathub.scene.FreePort;
import io.chathub.scene.redis.RedisServer;
import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A hub of several nodes: the packaged jar in a process for each, with a small heap, on free ports
 * of loopback, over a durable Redis of their own. Its calls block: for the test's thread.
 */
public final class ClusterScene implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String[] SMALL = {"-Xmx160m", "-XX:+UseSerialGC"};

  private final Path dir;
  private final List<String> settings;
  private final String name = "test-" + UUID.randomUUID();
  private final RedisServer redis;
  private final List<JarProcess> nodes = new ArrayList<>();
  private final List<Integer> clusterPorts = new ArrayList<>();

  private ClusterScene(Path dir, RedisServer redis, List<String> settings) {
    this.dir = dir;
    this.redis = redis;
    this.settings = settings;
  }

  /**
   * Starts Redis and the nodes, all at once, and waits until each is ready and sees all of them.
   *
   * @param settings of every node, over those of the scene: {@code key=value}
   */
  public static ClusterScene start(Path dir, int nodes, String... settings) {
    RedisServer redis = RedisServer.startDurable(dir.resolve("redis"));
    ClusterScene scene = new ClusterScene(dir, redis, List.of(settings));
    try {
      for (int i = 0; i < nodes; i++) {
        scene.prepare();
      }
      for (int i = 0; i < nodes; i++) {
        scene.launch(i);
      }
      scene.nodes.forEach(JarProcess::awaitReady);
      scene.awaitMembers(nodes);
      return scene;
    } catch (RuntimeException | Error e) {
      scene.close();
      throw e;
    }
  }

  /** One more node; waits until it is ready. Gives its number. */
  @CanIgnoreReturnValue
  public int add() {
    prepare();
    int number = nodes.size() - 1;
    launch(number);
    node(number).awaitReady();
    return number;
  }

  public JarProcess node(int number) {
    return nodes.get(number);
  }

  /** Those that run. */
  public List<JarProcess> running() {
    return nodes.stream().filter(JarProcess::isAlive).toList();
  }

  public RedisServer redis() {
    return redis;
  }

  /** The name of the cluster, for whoever joins it. */
  public String name() {
    return name;
  }

  /** Where the nodes find one another, as host:port. */
  public List<String> members() {
    return clusterPorts.stream().map(port -> "127.0.0.1:" + port).toList();
  }

  /** SIGKILL. */
  public void kill(int number) {
    node(number).kill();
  }

  /** SIGTERM; waits for its end and gives the exit code. */
  @CanIgnoreReturnValue
  public int stop(int number) {
    return node(number).terminate();
  }

  /** SIGSTOP. */
  public void pause(int number) {
    node(number).pause();
  }

  /** SIGCONT. */
  public void resume(int number) {
    node(number).resume();
  }

  /** Starts a node that has ended, on its ports; waits until it is ready. */
  public void restart(int number) {
    launch(number);
    node(number).awaitReady();
  }

  /** Starts a node that has ended, on its ports, and does not wait. */
  public void launch(int number) {
    node(number).launch(settingsOf(number));
  }

  /** Waits until every node that runs sees as many. None of them may be paused. */
  public void awaitMembers(int count) {
    for (JarProcess node : running()) {
      await("members, see " + node.log())
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(() -> answering(node) == count);
    }
  }

  private static long answering(JarProcess node) {
    JsonArray rows = node.ask("/admin/v1/cluster").getJsonArray("nodes");
    return rows.stream().filter(row -> !row.toString().contains("unreachable")).count();
  }

  private void prepare() {
    Path data = dir.resolve("node" + nodes.size());
    try {
      Files.createDirectories(data);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    nodes.add(new JarProcess(data, SMALL));
    clusterPorts.add(FreePort.next());
  }

  private String[] settingsOf(int number) {
    List<String> all = new ArrayList<>();
    all.add("store.kind=redis");
    all.add("store.redis.url=" + redis.url());
    all.add("cluster.enabled=true");
    all.add("cluster.name=" + name);
    all.add("cluster.port=" + clusterPorts.get(number));
    all.add("cluster.members=" + members().stream().collect(Collectors.joining(",")));
    all.add("drain.period=1s");
    all.addAll(settings);
    return all.toArray(String[]::new);
  }

  @Override
  public void close() {
    nodes.forEach(JarProcess::close);
    redis.close();
  }
}
