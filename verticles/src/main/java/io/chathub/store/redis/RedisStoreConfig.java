package io.chathub.store.redis;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How the store reaches Redis, and what it asks of it.
 *
 * @param urls the server; or the Sentinels; or some nodes of the cluster. User and password are
 *     those of the servers that hold the data, and out of the first url
 * @param sentinelMaster the name under which the Sentinels watch the master
 * @param sentinelCredentials with which the Sentinels are asked, where they want any
 * @param waitReplicas replicas that must have a write before it counts as done; 0 for none
 * @param waitTimeout how long a write waits for them; beyond, its outcome is unknown
 * @param commandTimeout how long a command may take, all waiting and reconnecting counted; at most
 *     30 s
 * @param connectTimeout how long an attempt to connect may take
 * @param queueCommands commands unanswered on one event loop; beyond, they are refused at once
 * @param queueBytes the same in bytes
 * @param reconnectMin bound of the random pause before the first attempt to connect again
 * @param reconnectMax what the bound grows to, doubled with each attempt that fails
 * @param keyPrefix what every key begins with; it holds no braces
 */
public record RedisStoreConfig(
    Mode mode,
    List<RedisUrl> urls,
    String sentinelMaster,
    Optional<RedisUrl.Credentials> sentinelCredentials,
    int waitReplicas,
    Duration waitTimeout,
    Duration commandTimeout,
    Duration connectTimeout,
    int queueCommands,
    long queueBytes,
    Duration reconnectMin,
    Duration reconnectMax,
    Optional<Path> tlsTrust,
    Optional<ClientCertificate> tlsClient,
    String keyPrefix) {

  /** How the masters are found. */
  public enum Mode {
    STANDALONE,
    SENTINEL,
    CLUSTER
  }

  /** With which the client shows who it is, both as PEM. */
  public record ClientCertificate(Path cert, Path key) {}

  /** Well below how long the store knows a repeat of an operation for one. */
  private static final Duration COMMAND_TIMEOUT_MAX = Duration.ofSeconds(30);

  public static final RedisStoreConfig DEFAULT =
      new RedisStoreConfig(
          Mode.STANDALONE,
          List.of(RedisUrl.parse("redis://127.0.0.1:6379")),
          "",
          Optional.empty(),
          0,
          Duration.ofMillis(500),
          Duration.ofSeconds(2),
          Duration.ofSeconds(3),
          8_192,
          16L * 1024 * 1024,
          Duration.ofMillis(50),
          Duration.ofSeconds(2),
          Optional.empty(),
          Optional.empty(),
          "chathub:");

  public RedisStoreConfig {
    urls = List.copyOf(urls);
    require(!urls.isEmpty(), "url: must name a server");
    require(
        mode != Mode.STANDALONE || urls.size() == 1,
        "url: must name one server where mode is standalone");
    require(
        mode != Mode.CLUSTER || urls.stream().allMatch(url -> url.database() == 0),
        "url: must not name a database where mode is cluster");
    require(
        urls.stream().map(RedisUrl::tls).distinct().count() == 1,
        "url: must all be redis:// or all be rediss://");
    require(
        mode != Mode.SENTINEL || !sentinelMaster.isBlank(),
        "master: must be given where mode is sentinel");
    require(waitReplicas >= 0 && waitReplicas <= 100, "wait-replicas: must be from 0 to 100");
    atLeast("timeout", commandTimeout, 100);
    require(
        commandTimeout.compareTo(COMMAND_TIMEOUT_MAX) <= 0,
        "timeout: must be at most " + COMMAND_TIMEOUT_MAX.toSeconds() + "s");
    atLeast("connect-timeout", connectTimeout, 50);
    atLeast("wait-timeout", waitTimeout, 10);
    require(
        waitTimeout.compareTo(commandTimeout) < 0,
        "timeout: must be more than the wait for replicas");
    require(queueCommands >= 128, "queue-commands: must be at least 128");
    require(queueBytes >= 1024 * 1024, "queue-bytes: must be at least 1MiB");
    atLeast("reconnect-min", reconnectMin, 1);
    require(
        reconnectMin.compareTo(reconnectMax) <= 0,
        "reconnect-max: must not be less than reconnect-min");
    require(
        (tlsTrust.isEmpty() && tlsClient.isEmpty()) || urls.get(0).tls(),
        "tls.trust: needs an url of rediss://");
    require(
        keyPrefix.indexOf('{') < 0 && keyPrefix.indexOf('}') < 0, "prefix: must not hold { or }");
  }

  /** The default way to one server. */
  public static RedisStoreConfig of(String url) {
    return DEFAULT.withUrls(Mode.STANDALONE, List.of(RedisUrl.parse(url)), "");
  }

  public RedisStoreConfig withUrls(Mode otherMode, List<RedisUrl> others, String master) {
    return new RedisStoreConfig(
        otherMode,
        others,
        master,
        sentinelCredentials,
        waitReplicas,
        waitTimeout,
        commandTimeout,
        connectTimeout,
        queueCommands,
        queueBytes,
        reconnectMin,
        reconnectMax,
        tlsTrust,
        tlsClient,
        keyPrefix);
  }

  private static void atLeast(String key, Duration value, long millis) {
    require(value.toMillis() >= millis, key + ": must be at least " + millis + "ms");
  }

  private static void require(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException("store.redis." + problem);
    }
  }
}
