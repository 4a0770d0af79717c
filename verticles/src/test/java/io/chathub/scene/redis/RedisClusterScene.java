package io.chathub.scene.redis;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A Redis Cluster: three masters that share the slots, each with one replica. Not thread safe. */
public final class RedisClusterScene implements AutoCloseable {

  public static final int SLOTS = 16_384;

  private static final int MASTERS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final List<RedisServer> masters = new ArrayList<>();
  private final List<RedisServer> replicas = new ArrayList<>();

  private RedisClusterScene() {}

  /** Starts all six, and waits until every one of them takes the cluster for whole. */
  public static RedisClusterScene start(Path dir, String... directives) {
    RedisClusterScene scene = new RedisClusterScene();
    try {
      scene.startServers(dir, List.of(directives));
      scene.shareSlots();
      scene.giveReplicas();
      return scene;
    } catch (RuntimeException | Error e) {
      scene.close();
      throw e;
    }
  }

  /** All six. */
  public List<String> urls() {
    return all().map(RedisServer::url).toList();
  }

  /** The three that were masters at the start, in the order of their slots. */
  public List<RedisServer> masters() {
    return List.copyOf(masters);
  }

  /** The replica that the master of the same index was given at the start. */
  public RedisServer replica(int index) {
    return replicas.get(index);
  }

  /** Who was given the slot at the start. */
  public RedisServer masterOf(int slot) {
    for (int i = MASTERS - 1; i > 0; i--) {
      if (slot >= firstSlot(i)) {
        return masters.get(i);
      }
    }
    return masters.get(0);
  }

  /**
   * Makes a server, started with cluster-enabled, one more replica of the shard of this index,
   * after {@link #awaitPromotion}.
   */
  public void join(RedisServer server, int index) {
    RedisServer promoted = replicas.get(index);
    server.say("CLUSTER", "MEET", "127.0.0.1", Integer.toString(promoted.port()));
    String master = id(promoted);
    await()
        .atMost(PATIENCE)
        .until(() -> ((String) server.say("CLUSTER", "NODES")).contains(master));
    server.say("CLUSTER", "REPLICATE", master);
    await()
        .atMost(PATIENCE)
        .until(() -> server.info("replication", "master_link_status").equals("up"));
  }

  /** The first slot of the master of this index. */
  public static int firstSlot(int index) {
    return index * SLOTS / MASTERS;
  }

  /** Waits until the replica of this index has taken its master's place. */
  public void awaitPromotion(int index) {
    RedisServer replica = replicas.get(index);
    await().atMost(PATIENCE).until(() -> replica.info("replication", "role").equals("master"));
  }

  /** Begins to move a slot: the source asks for what it no longer has. */
  public void beginMigration(int slot, RedisServer from, RedisServer to) {
    to.say("CLUSTER", "SETSLOT", Integer.toString(slot), "IMPORTING", id(from));
    from.say("CLUSTER", "SETSLOT", Integer.toString(slot), "MIGRATING", id(to));
  }

  /** Moves the keys that the slot has now. */
  public void moveKeys(int slot, RedisServer from, RedisServer to) {
    List<?> keys = (List<?>) from.say("CLUSTER", "GETKEYSINSLOT", Integer.toString(slot), "10000");
    for (Object key : keys) {
      from.say("MIGRATE", "127.0.0.1", Integer.toString(to.port()), (String) key, "0", "5000");
    }
  }

  /** Ends the move of a slot that {@link #beginMigration} began. */
  public void endMigration(int slot, RedisServer to) {
    to.say("CLUSTER", "SETSLOT", Integer.toString(slot), "NODE", id(to));
    for (RedisServer master : masters) {
      if (master != to && master.isRunning()) {
        master.say("CLUSTER", "SETSLOT", Integer.toString(slot), "NODE", id(to));
      }
    }
  }

  @Override
  public void close() {
    all().forEach(RedisServer::close);
  }

  private void startServers(Path dir, List<String> directives) {
    List<String> lines = new ArrayList<>(directives);
    lines.add("cluster-enabled yes");
    lines.add("cluster-node-timeout 2000");
    lines.add("cluster-replica-validity-factor 0");
    for (int i = 0; i < 2 * MASTERS; i++) {
      Path home = dir.resolve("node" + i);
      RedisServer server = RedisServer.start(Ports.free(), home, List.of(), lines);
      (i < MASTERS ? masters : replicas).add(server);
      server.say("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
    }
  }

  private void shareSlots() {
    for (int i = 0; i < MASTERS; i++) {
      List<String> command = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
      for (int slot = firstSlot(i); slot < firstSlot(i + 1); slot++) {
        command.add(Integer.toString(slot));
      }
      masters.get(i).say(command.toArray(String[]::new));
    }
    String first = Integer.toString(masters.get(0).port());
    all().skip(1).forEach(server -> server.say("CLUSTER", "MEET", "127.0.0.1", first));
    for (RedisServer server : all().toList()) {
      await().atMost(PATIENCE).until(() -> knowsAll(server));
    }
  }

  private void giveReplicas() {
    for (int i = 0; i < MASTERS; i++) {
      replicas.get(i).say("CLUSTER", "REPLICATE", id(masters.get(i)));
    }
    for (RedisServer replica : replicas) {
      await()
          .atMost(PATIENCE)
          .until(() -> replica.info("replication", "master_link_status").equals("up"));
    }
    for (RedisServer server : all().toList()) {
      await().atMost(PATIENCE).until(() -> isWhole(server));
    }
  }

  private static boolean knowsAll(RedisServer server) {
    String facts = (String) server.say("CLUSTER", "INFO");
    return facts.contains("cluster_known_nodes:" + 2 * MASTERS)
        && facts.contains("cluster_slots_ok:" + SLOTS);
  }

  private static boolean isWhole(RedisServer server) {
    String facts = (String) server.say("CLUSTER", "INFO");
    String nodes = (String) server.say("CLUSTER", "NODES");
    long replicas = nodes.lines().filter(line -> line.contains("slave ")).count();
    return facts.contains("cluster_state:ok") && replicas == MASTERS;
  }

  private static String id(RedisServer server) {
    return (String) server.say("CLUSTER", "MYID");
  }

  private Stream<RedisServer> all() {
    return Stream.concat(masters.stream(), replicas.stream());
  }
}
