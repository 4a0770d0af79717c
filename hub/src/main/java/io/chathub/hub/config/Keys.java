package io.chathub.hub.config;

import io.chathub.bus.BusNetwork;
import io.chathub.cluster.ClusterConfig;
import io.chathub.gateway.GatewayConfig;
import io.chathub.gateway.Limits;
import io.chathub.presence.PresenceConfig;
import io.chathub.store.Retention;
import io.chathub.store.embedded.EmbeddedStoreConfig;
import io.chathub.store.redis.RedisStoreConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The table of all settings: what can be set, how it reads, and what it does. The shipped file, the
 * parser and what {@code chathub config} prints come from it.
 */
final class Keys {

  private static final Pattern FILLED = Pattern.compile("[^\\s,]+");
  private static final Pattern SERVICE_KEY = Pattern.compile("[!-+\\--~]+");
  private static final Pattern ROLE = Pattern.compile("[^\\s,]{1,128}");

  private static final Pattern REDIS_URL = Pattern.compile("rediss?://[^\\s,]+");
  private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9_.:-]{1,32}");
  private static final Pattern HOST_NAME =
      Pattern.compile(
          "[A-Za-z0-9._-]+|[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*(%[A-Za-z0-9._-]+)?|\\[[0-9A-Fa-f:.]+\\]");
  private static final Pattern HOST_AND_PORT = Pattern.compile("[^\\s,/]+:(\\d{1,5})");

  private static final Kind<Set<String>> ORIGINS =
      Kind.listOf(
          "a list of origins such as https://chat.example.org or capacitor://localhost, or *",
          FILLED.asMatchPredicate());
  private static final Kind<Set<String>> IMAGE_ORIGINS =
      Kind.listOf(
          "a list of origins such as https://pictures.example.org", FILLED.asMatchPredicate());
  private static final Kind<Set<String>> ADDRESSES =
      Kind.listOf(
          "a list of IP addresses and CIDR ranges such as 10.0.0.0/8", FILLED.asMatchPredicate());
  private static final Kind<Set<String>> SERVICE_KEYS =
      Kind.listOf(
          "a list of keys of visible ASCII characters without commas",
          SERVICE_KEY.asMatchPredicate());
  private static final Kind<Set<String>> ROLES =
      Kind.listOf("a list of roles", ROLE.asMatchPredicate());

  private static final Kind<Set<String>> REDIS_URLS =
      Kind.listOf(
          "a list of URLs such as redis://127.0.0.1:6379 or rediss://host:6380",
          REDIS_URL.asMatchPredicate());
  private static final Kind<String> REDIS_PREFIX =
      Kind.text("a text of 1 to 32 of A-Za-z0-9_.:-", PREFIX.asMatchPredicate());
  private static final Kind<Set<String>> HOSTS_AND_PORTS =
      Kind.listOf("a list of host:port", Keys::isHostAndPort);

  private static final Kind<String> HOST =
      Kind.text("a host name or an IP address, without a port", HOST_NAME.asMatchPredicate());

  private static final List<Key<?>> TABLE = new ArrayList<>();

  private static boolean isHostAndPort(String text) {
    Matcher matcher = HOST_AND_PORT.matcher(text);
    if (!matcher.matches()) {
      return false;
    }
    int port = Integer.parseInt(matcher.group(1));
    return port >= 1 && port <= 65535;
  }

  private static final GatewayConfig HTTP = GatewayConfig.DEFAULT;
  private static final Limits LIMITS = Limits.DEFAULT;
  private static final RedisStoreConfig REDIS = RedisStoreConfig.DEFAULT;
  private static final ClusterConfig CLUSTER = ClusteringConfig.DEFAULT.cluster();

  static final Key<String> HTTP_HOST =
      key(
          "http.host",
          HOST,
          HTTP.host(),
          "Where clients connect; 0.0.0.0 for every network of this machine");
  static final Key<Integer> HTTP_PORT =
      key("http.port", Kind.PORT, HTTP.port(), "Where clients connect");
  static final Key<Set<String>> HTTP_ORIGINS =
      key(
          "http.origins",
          ORIGINS,
          HTTP.origins(),
          "Pages that may connect beside those of the same host. Others are refused (403)");
  static final Key<Optional<String>> HTTP_TLS_CERT =
      key(
          "http.tls.cert",
          Kind.OPTIONAL_FILE,
          HTTP.tls().map(tls -> tls.cert().toString()),
          "Certificate chain in PEM, for TLS towards clients; read again when it changes");
  static final Key<Optional<String>> HTTP_TLS_KEY =
      key(
          "http.tls.key",
          Kind.OPTIONAL_FILE,
          HTTP.tls().map(tls -> tls.key().toString()),
          "Its private key in PEM; both or neither");
  static final Key<Duration> HTTP_HEARTBEAT =
      key(
          "http.heartbeat",
          Kind.DURATION,
          HTTP.heartbeat(),
          "Between two pings; a connection that is silent for two of them closes with 4408");
  static final Key<Set<String>> HTTP_TRUSTED_PROXIES =
      key(
          "http.trusted-proxies",
          ADDRESSES,
          HTTP.trustedProxies(),
          "Proxies whose X-Forwarded-For and X-Forwarded-Host are believed; a client's address is"
              + " the socket's otherwise");
  static final Key<Boolean> HTTP_PAGES =
      key(
          "http.pages",
          Kind.FLAG,
          HTTP.pages(),
          "Whether the hub serves its own chat pages; /chathub.js, for pages of yours, is always there");

  static final Key<Set<String>> PAGES_IMAGE_ORIGINS =
      key(
          "pages.image-origins",
          IMAGE_ORIGINS,
          HTTP.imageOrigins(),
          "Servers whose pictures those pages show unasked; of any other, a click opens the picture,"
              + " as its owner learns who reads, when and from where");

  static final Key<String> INTERNAL_HOST =
      key(
          "internal.host",
          HOST,
          InternalConfig.DEFAULT.host(),
          "Where internal services, operators and Prometheus connect; never for the public");
  static final Key<Integer> INTERNAL_PORT =
      key("internal.port", Kind.PORT, InternalConfig.DEFAULT.port(), "Where they connect");
  static final Key<Set<String>> INTERNAL_KEYS =
      secret(
          "internal.keys",
          SERVICE_KEYS,
          InternalConfig.DEFAULT.keys(),
          "Any one of them opens the internal port; needed unless it is bound to loopback."
              + " Better set by the environment than here");

  static final Key<StoreConfig.Kind> STORE_KIND =
      key(
          "store.kind",
          Kind.choice(StoreConfig.Kind.class),
          StoreConfig.DEFAULT.kind(),
          "Where chats are kept: embedded, a database in a directory of this machine; redis, where"
              + " all nodes of a cluster share them");
  static final Key<String> STORE_PATH =
      key(
          "store.path",
          Kind.TEXT,
          EmbeddedStoreConfig.DEFAULT.path().toString(),
          "The database's directory, relative to where the hub is started; of one process at a time."
              + " The demo keeps its own beside it, with -demo behind the name");
  static final Key<Long> STORE_MEMORY =
      key(
          "store.memory",
          Kind.SIZE,
          EmbeddedStoreConfig.DEFAULT.memoryBytes(),
          "The database's caches and buffers, outside the Java heap");
  static final Key<Boolean> STORE_ACCEPT_LOSS =
      key(
          "store.accept-loss",
          Kind.FLAG,
          EmbeddedStoreConfig.DEFAULT.acceptsLoss(),
          "Whether to start on a database that is damaged, without what cannot be read: what is gone"
              + " is said in the log, and clients are told. For one start; it does nothing to a"
              + " database that is whole");
  static final Key<Set<String>> STORE_REDIS_URL =
      key(
          "store.redis.url",
          REDIS_URLS,
          Set.of("redis://127.0.0.1:6379"),
          "Where Redis is: the server, or several of the sentinels or of the cluster's nodes."
              + " rediss:// for TLS");
  static final Key<RedisStoreConfig.Mode> STORE_REDIS_MODE =
      key(
          "store.redis.mode",
          Kind.choice(RedisStoreConfig.Mode.class),
          REDIS.mode(),
          "What answers there: one server, sentinels that know the master, or a Redis Cluster");
  static final Key<Optional<String>> STORE_REDIS_MASTER =
      key(
          "store.redis.master",
          Kind.OPTIONAL_TEXT,
          Optional.empty(),
          "The name that the sentinels know the master by");
  static final Key<Optional<String>> STORE_REDIS_USER =
      key(
          "store.redis.user",
          Kind.OPTIONAL_TEXT,
          Optional.empty(),
          "ACL user; none for the default user");
  static final Key<Optional<String>> STORE_REDIS_PASSWORD =
      secret(
          "store.redis.password",
          Kind.OPTIONAL_TEXT,
          Optional.empty(),
          "The user's password. Better set by the environment than here");
  static final Key<Integer> STORE_REDIS_WAIT_REPLICAS =
      key(
          "store.redis.wait-replicas",
          Kind.COUNT_FROM_0,
          REDIS.waitReplicas(),
          "Replicas that have a message before it is acknowledged; with fewer in reach it is not");
  static final Key<Duration> STORE_REDIS_TIMEOUT =
      key(
          "store.redis.timeout",
          Kind.DURATION,
          REDIS.commandTimeout(),
          "Until an operation that Redis does not answer fails");
  static final Key<Optional<String>> STORE_REDIS_TLS_TRUST =
      key(
          "store.redis.tls.trust",
          Kind.OPTIONAL_FILE,
          Optional.empty(),
          "Certificates in PEM of the authorities that may vouch for Redis; none for those that Java"
              + " trusts");
  static final Key<Optional<String>> STORE_REDIS_TLS_CERT =
      key(
          "store.redis.tls.cert",
          Kind.OPTIONAL_FILE,
          Optional.empty(),
          "Certificate chain in PEM that the hub shows to Redis");
  static final Key<Optional<String>> STORE_REDIS_TLS_KEY =
      key(
          "store.redis.tls.key",
          Kind.OPTIONAL_FILE,
          Optional.empty(),
          "Its private key in PEM; both or neither");
  static final Key<String> STORE_REDIS_PREFIX =
      key(
          "store.redis.prefix",
          REDIS_PREFIX,
          REDIS.keyPrefix(),
          "Begins the name of every key in Redis; hubs that share a Redis need one each");
  static final Key<Duration> STORE_RETENTION_AGE =
      key(
          "store.retention.age",
          Kind.DURATION,
          Retention.DEFAULT.age(),
          "Older messages are deleted for good");
  static final Key<Long> STORE_RETENTION_MESSAGES =
      key(
          "store.retention.messages",
          Kind.LONG_COUNT,
          Retention.DEFAULT.messages(),
          "Kept in a chat; beyond that the oldest are deleted for good");

  static final Key<Boolean> CLUSTER_ENABLED =
      key(
          "cluster.enabled",
          Kind.FLAG,
          ClusteringConfig.DEFAULT.isEnabled(),
          "Whether this node and others are one hub; needs store.kind: redis. Its ports trust"
              + " whoever reaches them: keep them inside");
  static final Key<String> CLUSTER_NAME =
      key(
          "cluster.name",
          Kind.TEXT,
          CLUSTER.name(),
          "Nodes that find one another but have another name stay apart");
  static final Key<String> CLUSTER_HOST =
      key(
          "cluster.host",
          HOST,
          CLUSTER.host(),
          "Address of this machine by which other nodes reach it; bound for the cluster's ports");
  static final Key<Integer> CLUSTER_PORT =
      key(
          "cluster.port",
          Kind.FIXED_PORT,
          CLUSTER.port(),
          "Where nodes find one another, and keep who is connected where");
  static final Key<Set<String>> CLUSTER_MEMBERS =
      key(
          "cluster.members",
          HOSTS_AND_PORTS,
          new LinkedHashSet<>(CLUSTER.members()),
          "Some of the other nodes, by their cluster.host and cluster.port; our own may be among"
              + " them");
  static final Key<Optional<String>> CLUSTER_KUBERNETES_SERVICE_DNS =
      key(
          "cluster.kubernetes.service-dns",
          Kind.OPTIONAL_TEXT,
          Optional.empty(),
          "Name of a headless service whose addresses are the nodes, instead of cluster.members");
  static final Key<Optional<String>> CLUSTER_KUBERNETES_SERVICE_NAME =
      key(
          "cluster.kubernetes.service-name",
          Kind.OPTIONAL_TEXT,
          Optional.empty(),
          "Name of a service whose endpoints are the nodes, asked of the Kubernetes API, which has"
              + " to allow it");
  static final Key<Optional<String>> CLUSTER_KUBERNETES_NAMESPACE =
      key(
          "cluster.kubernetes.namespace",
          Kind.OPTIONAL_TEXT,
          Optional.empty(),
          "Where that service is; none for the node's own namespace");
  static final Key<Integer> CLUSTER_BUS_PORT =
      key(
          "cluster.bus.port",
          Kind.PORT,
          BusNetwork.DEFAULT.port(),
          "Where nodes hand one another what is for their clients");
  static final Key<Optional<String>> CLUSTER_BUS_TLS_CERT =
      key(
          "cluster.bus.tls.cert",
          Kind.OPTIONAL_FILE,
          Optional.empty(),
          "Certificate chain in PEM of this node, for TLS between nodes on that port");
  static final Key<Optional<String>> CLUSTER_BUS_TLS_KEY =
      key(
          "cluster.bus.tls.key",
          Kind.OPTIONAL_FILE,
          Optional.empty(),
          "Its private key in PEM; all three or none");
  static final Key<Optional<String>> CLUSTER_BUS_TLS_TRUST =
      key(
          "cluster.bus.tls.trust",
          Kind.OPTIONAL_FILE,
          Optional.empty(),
          "Certificates in PEM of the authorities whose nodes may connect: whoever has one of theirs"
              + " is a node, so use an authority of your own");
  static final Key<Duration> CLUSTER_FAILURE_TIMEOUT =
      key(
          "cluster.failure-timeout",
          Kind.DURATION,
          CLUSTER.failureTimeout(),
          "A node that is silent for so long is taken for dead; one that ended is noticed at once");

  static final Key<Set<String>> PRESENCE_ONLINE_ROLES =
      key(
          "presence.online-roles",
          ROLES,
          PresenceConfig.DEFAULT.onlineRoles(),
          "Roles whose coming online is announced");
  static final Key<PresenceConfig.Audience> PRESENCE_AUDIENCE =
      key(
          "presence.audience",
          Kind.choice(PresenceConfig.Audience.class),
          PresenceConfig.DEFAULT.audience(),
          "Who is told of a user's presence, and may ask for it: of users of those roles everyone and of "
              + "others their contacts (announced), who share a chat; always everyone; or contacts");
  static final Key<Duration> PRESENCE_OFFLINE_GRACE =
      key(
          "presence.offline-grace",
          Kind.DURATION,
          PresenceConfig.DEFAULT.offlineGrace(),
          "From the end of a user's last connection until the user counts as offline");

  static final Key<Integer> LIMITS_CONNECTIONS =
      key(
          "limits.connections",
          Kind.COUNT,
          LIMITS.connections(),
          "Accepted sockets of this node, whatever they speak, as far as its heap holds them; one"
              + " more is refused with 503");
  static final Key<Integer> LIMITS_CONNECTIONS_PER_USER =
      key(
          "limits.connections-per-user",
          Kind.COUNT,
          LIMITS.connectionsPerUser(),
          "Connections of a user; one more closes the oldest with 4409");
  static final Key<Boolean> LIMITS_SINGLE_CONNECTION =
      key(
          "limits.single-connection",
          Kind.FLAG,
          LIMITS.singleConnection(),
          "One connection a user, whatever the line above says");
  static final Key<Integer> LIMITS_PUSH_RATE =
      key(
          "limits.push-rate",
          Kind.COUNT,
          LIMITS.pushRate(),
          "Pushes a second of a connection, twice that in a burst; more are refused with 42900");
  static final Key<Integer> LIMITS_ACTION_RATE =
      key(
          "limits.action-rate",
          Kind.COUNT,
          LIMITS.actionRate(),
          "Other actions a second of a connection, four times that in a burst; more are refused"
              + " with 42900");
  static final Key<Integer> LIMITS_CONTENT_BYTES =
      key(
          "limits.content-bytes",
          Kind.SMALL_SIZE,
          LIMITS.contentBytes(),
          "Of a message's content; a bigger one is refused with 41300");
  static final Key<Integer> LIMITS_FRAME_BYTES =
      key(
          "limits.frame-bytes",
          Kind.SMALL_SIZE,
          LIMITS.frameBytes(),
          "Of a frame from a client; a bigger one closes the connection with 1009");
  static final Key<Integer> LIMITS_OUTBOUND_BYTES =
      key(
          "limits.outbound-bytes",
          Kind.SMALL_SIZE,
          LIMITS.outboundBytes(),
          "Waiting for one connection; one that reads too slowly closes with 1013");
  static final Key<Integer> LIMITS_READ_BYTES =
      key(
          "limits.read-bytes",
          Kind.SMALL_SIZE,
          LIMITS.readBytes(),
          "Of messages and chats that a user reads a second, eight times that in a burst; more is"
              + " refused with 42900");
  static final Key<Long> LIMITS_MEMORY =
      key(
          "limits.memory",
          Kind.SIZE,
          LIMITS.memory(),
          "All that waits in the node for somebody else, 0B for a quarter of the largest heap; who"
              + " holds most closes with 1013 or gets 503");
  static final Key<Integer> LIMITS_UNSIGNED =
      key(
          "limits.unsigned",
          Kind.COUNT,
          LIMITS.unsigned(),
          "Sockets that have not signed in yet, of one address half as many; older ones go first");

  static final Key<Duration> DRAIN_PERIOD =
      key(
          "drain.period",
          Kind.DURATION,
          HTTP.drainPeriod(),
          "Over which connections are sent away, evenly, before the node stops");

  static final Key<LogFormat> LOG_FORMAT =
      key(
          "log.format",
          Kind.choice(LogFormat.class),
          HubConfig.DEFAULT.logFormat(),
          "How the log is written to standard error: text, or json, an object a line with time,"
              + " level, logger, thread, message and, where there is one, exception");

  static final List<Key<?>> ALL = Collections.unmodifiableList(TABLE);

  private Keys() {}

  static Optional<Key<?>> byName(String name) {
    for (Key<?> key : ALL) {
      if (key.name().equals(name)) {
        return Optional.of(key);
      }
    }
    return Optional.empty();
  }

  static Optional<Key<?>> byVariable(String variable) {
    for (Key<?> key : ALL) {
      if (key.variable().equals(variable)) {
        return Optional.of(key);
      }
    }
    return Optional.empty();
  }

  /** Whether keys stand below this name. */
  static boolean isSection(String name) {
    return ALL.stream().anyMatch(key -> key.name().startsWith(name + "."));
  }

  private static <T> Key<T> key(String name, Kind<T> kind, T byDefault, String effect) {
    return add(new Key<>(name, kind, byDefault, false, effect));
  }

  private static <T> Key<T> secret(String name, Kind<T> kind, T byDefault, String effect) {
    return add(new Key<>(name, kind, byDefault, true, effect));
  }

  private static <T> Key<T> add(Key<T> key) {
    TABLE.add(key);
    return key;
  }
}
