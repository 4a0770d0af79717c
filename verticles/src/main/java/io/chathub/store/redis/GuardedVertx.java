package io.chathub.store.redis;

import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.VertxWrapper;
import io.vertx.core.internal.net.NetClientInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.metrics.Metrics;
import java.time.Duration;

/**
 * Vert.x for one Redis client and its one connection, which gets a {@link RespGuard} before its
 * first byte: the client itself has no place for one. Thread safe.
 */
final class GuardedVertx extends VertxWrapper {

  private static final String VERTX_HANDLER = "handler";

  private final RespGuard guard;

  GuardedVertx(Vertx vertx, RespGuard guard) {
    super((VertxInternal) vertx);
    this.guard = guard;
  }

  @Override
  public NetClient createNetClient(NetClientOptions options) {
    return new Guarded((NetClientInternal) delegate.createNetClient(options), guard);
  }

  /** Passes everything on, and puts the guard into the sockets that it gives. */
  private record Guarded(NetClientInternal client, RespGuard guard) implements NetClientInternal {

    @Override
    public void connectInternal(
        ConnectOptions options, Promise<NetSocket> promise, ContextInternal context) {
      Promise<NetSocket> connected = context.promise();
      connected.future().map(this::guarded).onComplete(promise);
      client.connectInternal(options, connected, context);
    }

    @Override
    public Future<NetSocket> connect(ConnectOptions options) {
      return client.connect(options).map(this::guarded);
    }

    @Override
    public Future<NetSocket> connect(int port, String host) {
      return client.connect(port, host).map(this::guarded);
    }

    @Override
    public Future<NetSocket> connect(int port, String host, String serverName) {
      return client.connect(port, host, serverName).map(this::guarded);
    }

    @Override
    public Future<NetSocket> connect(SocketAddress address) {
      return client.connect(address).map(this::guarded);
    }

    @Override
    public Future<NetSocket> connect(SocketAddress address, String serverName) {
      return client.connect(address, serverName).map(this::guarded);
    }

    @Override
    public Future<Void> shutdown(Duration timeout) {
      return client.shutdown(timeout);
    }

    @Override
    public Future<Boolean> updateSSLOptions(ClientSSLOptions options, boolean force) {
      return client.updateSSLOptions(options, force);
    }

    @Override
    public Future<Void> closeFuture() {
      return client.closeFuture();
    }

    @Override
    public void close(Completable<Void> completion) {
      client.close(completion);
    }

    @Override
    public Future<Void> close() {
      return client.close();
    }

    @Override
    public Metrics getMetrics() {
      return client.getMetrics();
    }

    private NetSocket guarded(NetSocket socket) {
      ((NetSocketInternal) socket)
          .channelHandlerContext()
          .pipeline()
          .addBefore(VERTX_HANDLER, null, guard);
      return socket;
    }
  }
}
