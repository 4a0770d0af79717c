package io.chathub.scene;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client with a real socket. Its calls block: for the test's thread. */
public final class TestClient implements AutoCloseable {

  private static final long PATIENCE_S = 30;

  private final WebSocketClient sockets;
  private final WebSocket socket;
  private final BlockingQueue<JsonObject> frames = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();

  private TestClient(Vertx vertx, WebSocketConnectOptions options) {
    sockets =
        vertx.createWebSocketClient(
            new WebSocketClientOptions()
                // Of a node with TLS, whose certificate nobody signed.
                .setTrustAll(true)
                .setVerifyHost(false)
                .setMaxFrameSize(4 * 1024 * 1024)
                .setMaxMessageSize(4 * 1024 * 1024));
    CompletableFuture<WebSocket> connected = new CompletableFuture<>();
    sockets
        .connect(options)
        .onSuccess(
            ws -> {
              ws.textMessageHandler(text -> frames.add(new JsonObject(text)));
              ws.closeHandler(
                  done -> {
                    Short code = ws.closeStatusCode();
                    closed.complete(code == null ? 1006 : code.intValue());
                  });
              connected.complete(ws);
            })
        .onFailure(connected::completeExceptionally);
    socket = TestNode.await(Future.fromCompletionStage(connected));
  }

  /** Connects with a token in the query and waits for nothing. */
  public static TestClient open(TestNode node, String token) {
    return open(node, new WebSocketConnectOptions().setURI("/ws?sec-websocket-protocol=" + token));
  }

  public static TestClient open(TestNode node, WebSocketConnectOptions options) {
    return new TestClient(node.vertx, options.setHost("127.0.0.1").setPort(node.port()));
  }

  /** Connects to a port of this machine, and waits for {@code ready}. */
  public static TestClient ready(Vertx vertx, int port, String token) {
    TestClient client =
        new TestClient(
            vertx,
            new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI("/ws?sec-websocket-protocol=" + token));
    assertThat(client.next().getString("msgType")).isEqualTo("ready");
    return client;
  }

  /** Connects and waits for {@code ready}. */
  public static TestClient ready(TestNode node, String token) {
    TestClient client = open(node, token);
    assertThat(client.next().getString("msgType")).isEqualTo("ready");
    return client;
  }

  /** The status that an upgrade is refused with. */
  public static int refused(TestNode node, WebSocketConnectOptions options) {
    try (TestClient client = open(node, options)) {
      throw new AssertionError("was not refused: " + client.next());
    } catch (UpgradeRejectedException rejected) {
      return rejected.getStatus();
    }
  }

  public void send(JsonObject frame) {
    sendText(frame.encode());
  }

  public void sendText(String text) {
    var unused = socket.writeTextMessage(text);
  }

  /** Sends an action whose data has these names and values in turn. */
  public void act(String action, Object... namesAndValues) {
    JsonObject data = new JsonObject();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      data.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    send(new JsonObject().put("action", action).put("data", data));
  }

  /** The next frame, whatever it is. */
  @CanIgnoreReturnValue
  public JsonObject next() {
    try {
      JsonObject frame = frames.poll(PATIENCE_S, TimeUnit.SECONDS);
      if (frame == null) {
        throw new AssertionError("no frame came");
      }
      return frame;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The next frame of a type; what comes before it is dropped. */
  @CanIgnoreReturnValue
  public JsonObject next(String msgType) {
    JsonObject frame = next();
    while (!frame.getString("msgType").equals(msgType)) {
      frame = next();
    }
    return frame;
  }

  /** What has come by the time that a ping is answered, without the answer. */
  @CanIgnoreReturnValue
  public List<JsonObject> sofar() {
    String ref = "sofar-" + System.nanoTime();
    send(new JsonObject().put("action", "ping").put("ref", ref));
    List<JsonObject> all = new ArrayList<>();
    for (JsonObject frame = next(); !ref.equals(frame.getString("ref")); frame = next()) {
      all.add(frame);
    }
    return all;
  }

  /** What has come and was not asked for yet. */
  public List<JsonObject> received() {
    return List.copyOf(frames);
  }

  /** The code that the server closed with. */
  public int closeCode() {
    return TestNode.await(Future.fromCompletionStage(closed));
  }

  /** Has something done when the socket is closed. */
  public void whenClosed(Runnable work) {
    var unused = closed.thenRun(work);
  }

  public WebSocket socket() {
    return socket;
  }

  @Override
  public void close() {
    TestNode.await(socket.close().otherwiseEmpty());
    TestNode.await(sockets.close());
  }
}
