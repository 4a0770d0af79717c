package io.chathub.bus;

import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The network side of the event bus of a process in a cluster.
 *
 * @param host bound, and told to the others
 * @param port 0 takes a free one
 * @param tls empty for plain text
 */
public record BusNetwork(String host, int port, Optional<Tls> tls) {

  /**
   * Between two pings of a connection, and until an answer: a silent peer is cut off after both.
   */
  private static final long PING_MS = TimeUnit.SECONDS.toMillis(5);

  private static final int CONNECT_TIMEOUT_MS = 5_000;

  public static final BusNetwork DEFAULT = new BusNetwork("127.0.0.1", 0, Optional.empty());

  /**
   * PEM files. Whoever has a certificate of these authorities may take part; names are not checked.
   *
   * @param trust the authorities
   */
  public record Tls(Path cert, Path key, Path trust) {}

  /** Blocking where there is TLS: the files are read. */
  public VertxOptions applyTo(VertxOptions options) {
    EventBusOptions bus =
        new EventBusOptions()
            .setHost(host)
            .setPort(port)
            .setClusterPublicHost(host)
            .setClusterPingInterval(PING_MS)
            .setClusterPingReplyInterval(PING_MS)
            .setConnectTimeout(CONNECT_TIMEOUT_MS);
    tls.ifPresent(
        files ->
            bus.setSsl(true)
                .setKeyCertOptions(
                    new PemKeyCertOptions()
                        .addCertPath(files.cert().toString())
                        .addKeyPath(files.key().toString()))
                .setTrustOptions(new PemTrustOptions().addCertPath(files.trust().toString()))
                .setTrustAll(false)
                .setClientAuth(ClientAuth.REQUIRED));
    return options.setEventBusOptions(bus);
  }
}
