package io.chathub.hub.config;

import io.chathub.gateway.GatewayConfig;
import io.chathub.gateway.Limits;
import io.chathub.presence.PresenceConfig;
import io.chathub.store.Retention;
import io.chathub.store.embedded.EmbeddedStoreConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Makes the typed sections of the values; what a section refuses is noted there. */
final class Sections {

  private final Values values;

  Sections(Values values) {
    this.values = values;
  }

  HubConfig hub() {
    GatewayConfig gateway = gateway();
    InternalConfig internal = build(this::internal, InternalConfig.DEFAULT);
    StoreConfig store = store();
    PresenceConfig presence = build(this::presence, PresenceConfig.DEFAULT);
    return build(() -> new HubConfig(gateway, internal, store, presence), HubConfig.DEFAULT);
  }

  private GatewayConfig gateway() {
    Limits limits = build(this::limits, Limits.DEFAULT);
    Optional<GatewayConfig.Tls> tls = tls();
    return build(
        () ->
            new GatewayConfig(
                values.get(Keys.HTTP_HOST),
                values.get(Keys.HTTP_PORT),
                values.get(Keys.HTTP_ORIGINS),
                tls,
                values.get(Keys.HTTP_HEARTBEAT),
                values.get(Keys.HTTP_TRUSTED_PROXIES),
                values.get(Keys.HTTP_PAGES),
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
        values.get(Keys.LIMITS_OUTBOUND_BYTES));
  }

  private Optional<GatewayConfig.Tls> tls() {
    Optional<Path> cert = values.get(Keys.HTTP_TLS_CERT).map(Path::of);
    Optional<Path> key = values.get(Keys.HTTP_TLS_KEY).map(Path::of);
    checkReadable(Keys.HTTP_TLS_CERT, cert);
    checkReadable(Keys.HTTP_TLS_KEY, key);
    if (cert.isPresent() && key.isEmpty()) {
      values.refuse(Keys.HTTP_TLS_KEY, "needed with http.tls.cert");
    }
    if (key.isPresent() && cert.isEmpty()) {
      values.refuse(Keys.HTTP_TLS_CERT, "needed with http.tls.key");
    }
    return cert.flatMap(c -> key.map(k -> new GatewayConfig.Tls(c, k)));
  }

  private void checkReadable(Key<?> key, Optional<Path> file) {
    if (file.isPresent() && !Files.isReadable(file.get())) {
      values.refuse(key, "is no file that can be read");
    }
  }

  private InternalConfig internal() {
    return new InternalConfig(
        values.get(Keys.INTERNAL_HOST),
        values.get(Keys.INTERNAL_PORT),
        values.get(Keys.INTERNAL_KEYS));
  }

  private StoreConfig store() {
    EmbeddedStoreConfig embedded =
        build(
            () ->
                new EmbeddedStoreConfig(
                    Path.of(values.get(Keys.STORE_PATH)), values.get(Keys.STORE_MEMORY)),
            EmbeddedStoreConfig.DEFAULT);
    Retention retention =
        build(
            () ->
                new Retention(
                    values.get(Keys.STORE_RETENTION_AGE),
                    values.get(Keys.STORE_RETENTION_MESSAGES)),
            Retention.DEFAULT);
    return new StoreConfig(values.get(Keys.STORE_KIND), embedded, retention);
  }

  private PresenceConfig presence() {
    return new PresenceConfig(
        values.get(Keys.PRESENCE_ONLINE_ROLES),
        values.get(Keys.PRESENCE_AUDIENCE),
        values.get(Keys.PRESENCE_OFFLINE_GRACE));
  }

  /**
   * Makes a section. It refuses by "key: rule"; then that key goes back to its default, and the
   * section is tried again until it has told of all that is wrong with it.
   */
  private <T> T build(Supplier<T> section, T byDefault) {
    Set<Key<?>> refused = new HashSet<>();
    while (true) {
      try {
        return section.get();
      } catch (IllegalArgumentException e) {
        String[] parts = String.valueOf(e.getMessage()).split(": ", 2);
        Key<?> key = Keys.byName(parts[0]).orElseThrow(() -> e);
        if (!refused.add(key)) {
          return byDefault;
        }
        values.refuse(key, parts[1]);
      }
    }
  }
}
