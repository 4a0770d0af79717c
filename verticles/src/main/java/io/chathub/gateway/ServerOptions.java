package io.chathub.gateway;

import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The settings of the clients' HTTP server. */
final class ServerOptions {

  private static final int BACKLOG = 8192;

  /** Small, so that the kernel does not hold megabytes for a client that does not read. */
  private static final int SEND_BUFFER_BYTES = 64 * 1024;

  /** For plain HTTP; a WebSocket has its heartbeat. */
  private static final int HTTP_IDLE_S = 60;

  private static final int UNACKNOWLEDGED_MS = 30_000;

  /** Of a request; the longest asks for the presence of 200 users. */
  private static final int REQUEST_LINE_BYTES = 32 << 10;

  private ServerOptions() {}

  static HttpServerOptions of(GatewayConfig config) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(config.host())
            .setPort(config.port())
            .setAcceptBacklog(BACKLOG)
            .setSendBufferSize(SEND_BUFFER_BYTES)
            .setTcpUserTimeout(UNACKNOWLEDGED_MS)
            .setReadIdleTimeout(HTTP_IDLE_S)
            .setIdleTimeoutUnit(TimeUnit.SECONDS)
            .setMaxInitialLineLength(REQUEST_LINE_BYTES)
            .setMaxHeaderSize(RequestTarget.HEADERS_BYTES_MAX)
            .setHttp2ClearTextEnabled(false)
            .setUseAlpn(false)
            // A deflated frame could be a bomb, and each socket would hold a window.
            .setPerMessageWebSocketCompressionSupported(false)
            .setPerFrameWebSocketCompressionSupported(false)
            .setMaxWebSocketFrameSize(config.limits().frameBytes())
            .setMaxWebSocketMessageSize(config.limits().frameBytes())
            .setWebSocketClosingTimeout(NettySocket.CLOSE_TIMEOUT_S)
            // Echoes whatever is offered first: it is the token of a browser.
            .setWebSocketSubProtocols(List.of("*"));
    config.tls().ifPresent(tls -> options.setSsl(true).setKeyCertOptions(keyCert(tls)));
    return options;
  }

  static PemKeyCertOptions keyCert(GatewayConfig.Tls tls) {
    return new PemKeyCertOptions()
        .setCertPath(tls.cert().toString())
        .setKeyPath(tls.key().toString());
  }
}
