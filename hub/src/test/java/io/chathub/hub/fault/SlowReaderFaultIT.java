package io.chathub.hub.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chathub.hub.scene.JarProcess;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers stop reading while much is written to them: they go, the hub stays. */
class SlowReaderFaultIT {

  /** Together they could be owed several times the heap. */
  private static final int READERS = 60;

  private static final int MESSAGES = 400;
  private static final String CONTENT = "x".repeat(8_000);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path data;
  private final Vertx vertx = Vertx.vertx();

  /** Held, since Vert.x closes the connections of a client that is garbage. */
  private final WebSocketClient client =
      vertx.createWebSocketClient(new WebSocketClientOptions().setMaxConnections(READERS + 1));

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get();
  }

  @Test
  void whoDoesNotReadIsClosedAndTheHeapHolds() throws Exception {
    try (JarProcess hub = new JarProcess(data, "-Xmx64m", "-XX:MaxDirectMemorySize=64m")) {
      hub.start("limits.push-rate=100000", "limits.connections-per-user=" + READERS);
      hub.chat("s1", "doc", "pat");
      String docToken = hub.token("doc", "doctor");
      AtomicInteger closed = new AtomicInteger();
      List<WebSocket> readers = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        WebSocket reader = connect(hub, docToken);
        reader.closeHandler(done -> closed.incrementAndGet());
        reader.exceptionHandler(failure -> {});
        reader.pause();
        readers.add(reader);
      }
      AtomicInteger acknowledged = new AtomicInteger();
      WebSocket pusher = connect(hub, hub.token("pat", "patient"));
      pusher.textMessageHandler(
          text -> {
            if (text.contains("\"pushback\"")) {
              push(pusher, acknowledged.incrementAndGet());
            }
          });
      push(pusher, 0);

      await().atMost(PATIENCE).until(() -> acknowledged.get() >= MESSAGES);
      // What the network had taken is read now, and the close after it, or the cut.
      readers.forEach(WebSocket::resume);
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(closed).hasValue(READERS));

      assertThat(hub.isAlive()).isTrue();
      assertThat(hub.history("s1", docToken)).hasSizeGreaterThanOrEqualTo(MESSAGES);
    }
  }

  private static void push(WebSocket pusher, int number) {
    if (number < MESSAGES) {
      JsonObject data = new JsonObject().put("usif", "s1").put("content", CONTENT);
      JsonObject push = new JsonObject().put("action", "push");
      var unused =
          pusher.writeTextMessage(push.put("data", data.put("cid", "s" + number)).encode());
    }
  }

  private WebSocket connect(JarProcess hub, String token) throws Exception {
    return client
        .connect(
            new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(hub.port())
                .setURI("/ws?sec-websocket-protocol=" + token))
        .toCompletionStage()
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);
  }
}
