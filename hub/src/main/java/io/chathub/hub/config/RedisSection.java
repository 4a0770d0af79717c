package io.chathub.hub.config;

import io.chathub.store.redis.RedisStoreConfig;
import io.chathub.store.redis.RedisStoreConfig.ClientCertificate;
import io.chathub.store.redis.RedisUrl;
import io.chathub.store.redis.RedisUrl.Credentials;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the section of Redis of the values; what it refuses is noted there. */
final class RedisSection {

  private static final RedisStoreConfig DEFAULT = RedisStoreConfig.DEFAULT;

  private final Values values;
  private final PemFiles files;

  RedisSection(Values values, PemFiles files) {
    this.values = values;
    this.files = files;
  }

  RedisStoreConfig redis() {
    files.requireAllOrNone(List.of(Keys.STORE_REDIS_TLS_CERT, Keys.STORE_REDIS_TLS_KEY));
    if (values.get(Keys.STORE_REDIS_USER).isPresent()
        && values.get(Keys.STORE_REDIS_PASSWORD).isEmpty()) {
      values.refuse(Keys.STORE_REDIS_PASSWORD, "needed with store.redis.user");
    }
    if (values.get(Keys.STORE_REDIS_MASTER).isPresent()
        && values.get(Keys.STORE_REDIS_MODE) != RedisStoreConfig.Mode.SENTINEL) {
      values.refuse(Keys.STORE_REDIS_MASTER, "has no effect unless store.redis.mode is sentinel");
    }
    Optional<Path> trust = files.readable(Keys.STORE_REDIS_TLS_TRUST);
    Optional<ClientCertificate> own =
        files
            .readable(Keys.STORE_REDIS_TLS_CERT)
            .flatMap(
                cert ->
                    files
                        .readable(Keys.STORE_REDIS_TLS_KEY)
                        .map(key -> new ClientCertificate(cert, key)));
    return values.build(() -> redis(trust, own), DEFAULT);
  }

  private RedisStoreConfig redis(Optional<Path> trust, Optional<ClientCertificate> own) {
    Duration timeout = values.get(Keys.STORE_REDIS_TIMEOUT);
    return new RedisStoreConfig(
        values.get(Keys.STORE_REDIS_MODE),
        urls(),
        values.get(Keys.STORE_REDIS_MASTER).orElse(""),
        Optional.empty(),
        values.get(Keys.STORE_REDIS_WAIT_REPLICAS),
        shorter(DEFAULT.waitTimeout(), timeout.dividedBy(2)),
        timeout,
        DEFAULT.connectTimeout(),
        DEFAULT.queueCommands(),
        DEFAULT.queueBytes(),
        DEFAULT.reconnectMin(),
        DEFAULT.reconnectMax(),
        trust,
        own,
        values.get(Keys.STORE_REDIS_PREFIX));
  }

  /** User and password of their own keys go before those that a URL holds. */
  private List<RedisUrl> urls() {
    Optional<Credentials> credentials =
        values
            .get(Keys.STORE_REDIS_PASSWORD)
            .map(
                password ->
                    new Credentials(values.get(Keys.STORE_REDIS_USER).orElse("default"), password));
    List<RedisUrl> urls = new ArrayList<>();
    for (String text : values.get(Keys.STORE_REDIS_URL)) {
      RedisUrl url = parsed(text);
      urls.add(
          new RedisUrl(
              url.tls(), url.host(), url.port(), url.database(), credentials.or(url::credentials)));
    }
    return urls;
  }

  private static RedisUrl parsed(String text) {
    try {
      return RedisUrl.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(Keys.STORE_REDIS_URL.name() + ": " + e.getMessage(), e);
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
