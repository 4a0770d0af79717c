package io.chathub.hub.config;

import io.chathub.gateway.GatewayConfig;
import io.chathub.gateway.Limits;
import io.chathub.presence.PresenceConfig;
import io.chathub.store.Retention;
import io.chathub.store.embedded.EmbeddedStoreConfig;
import io.netty.util.NetUtil;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The table of all settings: what can be set, how it reads, and what it does. The shipped file, the
 * parser and what {@code chathub config} prints come from it.
 */
final class Keys {

  private static final Pattern ORIGIN = Pattern.compile("\\*|null|https?://[^/\\s,]+");
  private static final Pattern SERVICE_KEY = Pattern.compile("[!-+\\--~]+");
  private static final Pattern ROLE = Pattern.compile("[^\\s,]{1,128}");

  private static final Kind<Set<String>> ORIGINS =
      Kind.listOf(
          "a list of origins such as https://chat.example.org, or *", ORIGIN.asMatchPredicate());
  private static final Kind<Set<String>> ADDRESSES =
      Kind.listOf("a list of IP addresses", Keys::isAddress);
  private static final Kind<Set<String>> SERVICE_KEYS =
      Kind.listOf(
          "a list of keys of visible ASCII characters without commas",
          SERVICE_KEY.asMatchPredicate());
  private static final Kind<Set<String>> ROLES =
      Kind.listOf("a list of roles", ROLE.asMatchPredicate());

  private static final List<Key<?>> TABLE = new ArrayList<>();

  /** One address each: they are compared as they stand. */
  private static boolean isAddress(String text) {
    return NetUtil.isValidIpV4Address(text) || NetUtil.isValidIpV6Address(text);
  }

  private static final GatewayConfig HTTP = GatewayConfig.DEFAULT;
  private static final Limits LIMITS = Limits.DEFAULT;

  static final Key<String> HTTP_HOST =
      key(
          "http.host",
          Kind.TEXT,
          HTTP.host(),
          "Where clients connect; 0.0.0.0 for every network of this machine");
  static final Key<Integer> HTTP_PORT =
      key("http.port", Kind.PORT, HTTP.port(), "Where clients connect");
  static final Key<Set<String>> HTTP_ORIGINS =
      key(
          "http.origins",
          ORIGINS,
          HTTP.origins(),
          "Pages that may connect; empty for those of the same host alone. Others are refused (403)");
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
          "Proxies whose X-Forwarded-For is believed; a client's address is the socket's otherwise");
  static final Key<Boolean> HTTP_PAGES =
      key("http.pages", Kind.FLAG, HTTP.pages(), "Whether the hub serves its own chat page");

  static final Key<String> INTERNAL_HOST =
      key(
          "internal.host",
          Kind.TEXT,
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
          "Where chats are kept: embedded, a database in a directory of this machine");
  static final Key<String> STORE_PATH =
      key(
          "store.path",
          Kind.TEXT,
          EmbeddedStoreConfig.DEFAULT.path().toString(),
          "Its directory, relative to where the hub is started; of one process at a time."
              + " The demo keeps its own beside it, with -demo behind the name");
  static final Key<Long> STORE_MEMORY =
      key(
          "store.memory",
          Kind.SIZE,
          EmbeddedStoreConfig.DEFAULT.memoryBytes(),
          "Its caches and buffers, outside the Java heap");
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
          "Who is told of a user's presence, and may ask for it; contacts share a chat");
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
          "Connections of this node; one more is refused with 503");
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

  static final Key<Duration> DRAIN_PERIOD =
      key(
          "drain.period",
          Kind.DURATION,
          HTTP.drainPeriod(),
          "Over which connections are sent away, evenly, before the node stops");

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
