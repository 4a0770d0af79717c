package io.chathub.scene.redis;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One master with two replicas, watched by three Sentinels of which two decide. A master is taken
 * for dead after {@value #DOWN_AFTER_MS} ms. Not thread safe.
 */
public final class SentinelScene implements AutoCloseable {

  public static final String MASTER_NAME = "chat";

  private static final int DOWN_AFTER_MS = 1_500;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<RedisServer> servers = new ArrayList<>();
  private final List<RedisServer> sentinels = new ArrayList<>();

  private SentinelScene() {}

  /** Starts all six, and waits until the Sentinels know one another and both replicas. */
  public static SentinelScene start(Path dir, String... directives) {
    SentinelScene scene = new SentinelScene();
    try {
      scene.startServers(dir, List.of(directives));
      scene.startSentinels(dir);
      return scene;
    } catch (RuntimeException | Error e) {
      scene.close();
      throw e;
    }
  }

  /** Where the Sentinels listen. */
  public List<String> urls() {
    return sentinels.stream().map(RedisServer::url).toList();
  }

  /** Whom the first Sentinel takes for the master now. */
  public RedisServer master() {
    List<?> address =
        (List<?>) sentinels.get(0).say("SENTINEL", "get-master-addr-by-name", MASTER_NAME);
    int port = Integer.parseInt((String) address.get(1));
    return servers.stream().filter(server -> server.port() == port).findFirst().orElseThrow();
  }

  /** All but the master. */
  public List<RedisServer> replicas() {
    RedisServer master = master();
    return servers.stream().filter(server -> server != master).toList();
  }

  /** Waits until another server than this one is the master. */
  public RedisServer masterAfter(RedisServer former) {
    await()
        .atMost(PATIENCE)
        .until(() -> master() != former && master().info("replication", "role").equals("master"));
    return master();
  }

  @Override
  public void close() {
    sentinels.forEach(RedisServer::close);
    servers.forEach(RedisServer::close);
  }

  private void startServers(Path dir, List<String> directives) {
    for (int i = 0; i < 3; i++) {
      List<String> lines = new ArrayList<>(directives);
      if (i > 0) {
        lines.add("replicaof 127.0.0.1 " + servers.get(0).port());
      }
      servers.add(RedisServer.start(Ports.free(), dir.resolve("server" + i), List.of(), lines));
    }
    RedisServer master = servers.get(0);
    for (RedisServer replica : servers.subList(1, 3)) {
      await()
          .atMost(PATIENCE)
          .until(() -> replica.info("replication", "master_link_status").equals("up"));
    }
    await()
        .atMost(PATIENCE)
        .until(() -> master.info("replication", "connected_slaves").equals("2"));
  }

  private void startSentinels(Path dir) {
    for (int i = 0; i < 3; i++) {
      List<String> lines =
          List.of(
              "sentinel monitor " + MASTER_NAME + " 127.0.0.1 " + servers.get(0).port() + " 2",
              "sentinel down-after-milliseconds " + MASTER_NAME + " " + DOWN_AFTER_MS,
              "sentinel failover-timeout " + MASTER_NAME + " 6000");
      Path home = dir.resolve("sentinel" + i);
      sentinels.add(RedisServer.start(Ports.free(), home, List.of("--sentinel"), lines));
    }
    for (RedisServer sentinel : sentinels) {
      await().atMost(PATIENCE).until(() -> knowsAll(sentinel));
    }
  }

  private static boolean knowsAll(RedisServer sentinel) {
    List<?> facts = (List<?>) sentinel.say("SENTINEL", "master", MASTER_NAME);
    return fact(facts, "num-slaves").equals("2") && fact(facts, "num-other-sentinels").equals("2");
  }

  private static String fact(List<?> facts, String name) {
    return (String) facts.get(facts.indexOf(name) + 1);
  }
}
