package io.chathub.hub.fault;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.chathub.scene.TestNode;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.util.concurrent.atomic.AtomicLong;

/** Thousands of clients that count what they hear and keep nothing. Its calls block. */
final class CountingClients {

  private static final int CLIENTS_MAX = 20_000;

  private final WebSocketClient sockets;

  CountingClients(Vertx vertx) {
    sockets =
        vertx.createWebSocketClient(new WebSocketClientOptions().setMaxConnections(CLIENTS_MAX));
  }

  /** Connects, and waits for {@code ready}. */
  @CanIgnoreReturnValue
  Client open(int port, String token) {
    Promise<Void> ready = Promise.promise();
    Client client = new Client();
    sockets
        .connect(
            new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI("/ws?sec-websocket-protocol=" + token))
        .onFailure(ready::fail)
        .onSuccess(
            socket -> {
              client.socket = socket;
              socket.textMessageHandler(
                  text -> {
                    if (text.startsWith("{\"msgType\":\"ready\"")) {
                      ready.complete();
                    }
                    client.heard(text);
                  });
            });
    TestNode.await(ready.future());
    return client;
  }

  /** One connection. */
  static final class Client {

    private final AtomicLong offline = new AtomicLong();
    private final AtomicLong pongs = new AtomicLong();
    private volatile long lastNanos;
    private volatile WebSocket socket;

    private void heard(String text) {
      if (text.startsWith("{\"msgType\":\"offline\"")) {
        lastNanos = System.nanoTime();
        var unused = offline.incrementAndGet();
      } else if (text.startsWith("{\"msgType\":\"pong\"")) {
        var unused = pongs.incrementAndGet();
      }
    }

    void reset() {
      offline.set(0);
      lastNanos = System.nanoTime();
    }

    void ping() {
      var unused = socket.writeTextMessage("{\"action\":\"ping\"}");
    }

    long offline() {
      return offline.get();
    }

    long pongs() {
      return pongs.get();
    }

    long lastNanos() {
      return lastNanos;
    }
  }
}
