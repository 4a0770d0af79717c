package io.chathub.bench.bare;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * Accepts sockets, takes the token for the user id and routes pushes. Keeps nothing, limits
 * nothing, checks no session: what remains is the cost of Vert.x, JSON and the kernel.
 */
final class BareVerticle extends VerticleBase {

  private static final String TOKEN = "sec-websocket-protocol";

  private final BareRooms rooms;
  private final int port;

  BareVerticle(BareRooms rooms, int port) {
    this.rooms = rooms;
    this.port = port;
  }

  @Override
  public Future<HttpServer> start() {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost("127.0.0.1")
            .setPort(port)
            .setAcceptBacklog(4096)
            .setHttp2ClearTextEnabled(false)
            .setPerFrameWebSocketCompressionSupported(false)
            .setPerMessageWebSocketCompressionSupported(false);
    return vertx
        .createHttpServer(options)
        .webSocketHandler(this::connected)
        .requestHandler(request -> request.response().end("{\"ready\":true}"))
        .listen();
  }

  private void connected(ServerWebSocket socket) {
    String user = token(socket);
    if (user == null) {
      socket.close((short) 4401);
      return;
    }
    rooms.join(user, socket);
    socket.closeHandler(closed -> rooms.leave(user, socket));
    socket.textMessageHandler(frame -> pushed(user, socket, frame));
    socket.writeTextMessage(BareMessage.ready(user));
    if (BareRooms.isDoctor(user)) {
      rooms.broadcast(BareMessage.presence("online", user), socket);
    }
  }

  private void pushed(String user, ServerWebSocket socket, String frame) {
    BareMessage message = BareMessage.parse(frame);
    if (message == null) {
      socket.close((short) 1008);
      return;
    }
    String data = message.data(user, System.currentTimeMillis());
    ServerWebSocket peer = rooms.peerOf(user, message.usif());
    if (peer != null) {
      peer.writeTextMessage(BareMessage.event("push", data));
    }
    socket.writeTextMessage(BareMessage.event("pushback", data));
  }

  private static String token(ServerWebSocket socket) {
    String query = socket.query();
    if (query != null && query.startsWith(TOKEN + "=")) {
      return URLDecoder.decode(query.substring(TOKEN.length() + 1), StandardCharsets.UTF_8);
    }
    return socket.headers().get(TOKEN);
  }
}
