package io.chathub.hub.config;

import io.chathub.gateway.GatewayConfig;
import io.chathub.gateway.Limits;
import io.chathub.presence.PresenceConfig;
import io.chathub.store.Retention;
import io.chathub.store.embedded.EmbeddedStoreConfig;
import io.chathub.store.redis.RedisStoreConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Makes the typed sections of the values; what a section refuses is noted there. */
final class Sections {

  private final Values values;
  private final PemFiles files;

  Sections(Values values) {
    this.values = values;
    this.files = new PemFiles(values);
  }

  HubConfig hub() {
    GatewayConfig gateway = gateway();
    InternalConfig internal = values.build(this::internal, InternalConfig.DEFAULT);
    StoreConfig store = store();
    ClusteringConfig clustering = new ClusterSection(values, files).clustering();
    PresenceConfig presence = values.build(this::presence, PresenceConfig.DEFAULT);
    boolean isShared = values.passes(() -> HubConfig.checkStore(store, clustering));
    boolean isApart = values.passes(() -> HubConfig.checkPorts(gateway, internal, clustering));
    boolean isReachable = values.passes(() -> HubConfig.checkHost(clustering));
    return isShared && isApart && isReachable
        ? new HubConfig(gateway, internal, store, clustering, presence, values.get(Keys.LOG_FORMAT))
        : HubConfig.DEFAULT;
  }

  private GatewayConfig gateway() {
    Limits limits = values.build(this::limits, Limits.DEFAULT);
    Optional<GatewayConfig.Tls> tls = tls();
    return values.build(
        () ->
            new GatewayConfig(
                values.get(Keys.HTTP_HOST),
                values.get(Keys.HTTP_PORT),
                values.get(Keys.HTTP_ORIGINS),
                tls,
                values.get(Keys.HTTP_HEARTBEAT),
                values.get(Keys.HTTP_TRUSTED_PROXIES),
                values.get(Keys.HTTP_PAGES),
                values.get(Keys.PAGES_IMAGE_ORIGINS),
                values.get(Keys.DRAIN_PERIOD),
                limits),
        GatewayConfig.DEFAULT);
  }

  private Limits limits() {
    return new Limits(
        values.get(Keys.LIMITS_CONNECTIONS),
        values.get(Keys.LIMITS_CONNECTIONS_PER_USER),
        values.get(Keys.LIMITS_SINGLE_CONNECTION),
        values.get(Keys.LIMITS_PUSH_RATE),
        values.get(Keys.LIMITS_ACTION_RATE),
        values.get(Keys.LIMITS_CONTENT_BYTES),
        values.get(Keys.LIMITS_FRAME_BYTES),
        values.get(Keys.LIMITS_OUTBOUND_BYTES),
        values.get(Keys.LIMITS_READ_BYTES),
        values.get(Keys.LIMITS_MEMORY),
        values.get(Keys.LIMITS_UNSIGNED));
  }

  private Optional<GatewayConfig.Tls> tls() {
    files.requireAllOrNone(List.of(Keys.HTTP_TLS_CERT, Keys.HTTP_TLS_KEY));
    Optional<Path> cert = files.readable(Keys.HTTP_TLS_CERT);
    Optional<Path> key = files.readable(Keys.HTTP_TLS_KEY);
    return cert.flatMap(c -> key.map(k -> new GatewayConfig.Tls(c, k)));
  }

  private InternalConfig internal() {
    return new InternalConfig(
        values.get(Keys.INTERNAL_HOST),
        values.get(Keys.INTERNAL_PORT),
        values.get(Keys.INTERNAL_KEYS));
  }

  private StoreConfig store() {
    EmbeddedStoreConfig embedded =
        values.build(
            () ->
                new EmbeddedStoreConfig(
                    Path.of(values.get(Keys.STORE_PATH)),
                    values.get(Keys.STORE_MEMORY),
                    values.get(Keys.STORE_ACCEPT_LOSS)),
            EmbeddedStoreConfig.DEFAULT);
    Retention retention =
        values.build(
            () ->
                new Retention(
                    values.get(Keys.STORE_RETENTION_AGE),
                    values.get(Keys.STORE_RETENTION_MESSAGES)),
            Retention.DEFAULT);
    RedisStoreConfig redis = new RedisSection(values, files).redis();
    return new StoreConfig(values.get(Keys.STORE_KIND), embedded, redis, retention);
  }

  private PresenceConfig presence() {
    return new PresenceConfig(
        values.get(Keys.PRESENCE_ONLINE_ROLES),
        values.get(Keys.PRESENCE_AUDIENCE),
        values.get(Keys.PRESENCE_OFFLINE_GRACE));
  }
}
