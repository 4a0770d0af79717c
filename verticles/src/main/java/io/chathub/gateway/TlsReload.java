package io.chathub.gateway;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads certificate and key again when they changed. A pair that can't be read leaves the old one
 * in place. Owned by the verticle's context; looks at the files on a worker.
 */
final class TlsReload {

  private static final Logger LOG = LoggerFactory.getLogger(TlsReload.class);
  private static final long INTERVAL_MS = 10_000;

  private final Vertx vertx;
  private final HttpServer server;
  private final GatewayConfig.Tls tls;
  private List<FileTime> loaded = List.of();

  TlsReload(Vertx vertx, HttpServer server, GatewayConfig.Tls tls) {
    this.vertx = vertx;
    this.server = server;
    this.tls = tls;
  }

  void start() {
    vertx.<List<FileTime>>executeBlocking(this::times).onSuccess(times -> loaded = times);
    vertx.setPeriodic(INTERVAL_MS, timer -> look());
  }

  private void look() {
    vertx
        .<List<FileTime>>executeBlocking(this::times)
        .onSuccess(
            times -> {
              if (!times.equals(loaded)) {
                loaded = times;
                reload();
              }
            })
        .onFailure(failure -> LOG.warn("TLS files can't be seen cause={}", failure.toString()));
  }

  private void reload() {
    ServerSSLOptions options = new ServerSSLOptions().setKeyCertOptions(ServerOptions.keyCert(tls));
    server
        // By force: the same paths are the same options to Vert.x.
        .updateSSLOptions(options, true)
        .onSuccess(done -> LOG.info("TLS certificate read again"))
        .onFailure(failure -> LOG.error("TLS certificate stays the old one", failure));
  }

  private List<FileTime> times() throws IOException {
    return List.of(Files.getLastModifiedTime(tls.cert()), Files.getLastModifiedTime(tls.key()));
  }
}
