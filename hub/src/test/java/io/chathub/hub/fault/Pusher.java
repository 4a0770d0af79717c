package io.chathub.hub.fault;

import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A client that pushes as fast as it is acknowledged, a few under way at a time, and connects again
 * whenever it is cut off: what was not acknowledged is sent again with the same {@code cid}.
 * Between pushes it marks what it has seen as read. Runs on one event loop; the tallies may be read
 * from any thread.
 */
final class Pusher {

  private static final int UNDER_WAY = 16;
  private static final long RETRY_MS = 20;
  private static final int READ_EVERY = 50;

  private final Vertx vertx;
  private final WebSocketClient client;
  private final int port;
  private final String token;
  private final String name;
  private final List<String> chats;
  private final Map<String, JsonObject> unacknowledged = new LinkedHashMap<>();
  private final Map<String, JsonObject> acknowledged = new ConcurrentHashMap<>();
  private final Map<String, Long> cursors = new ConcurrentHashMap<>();
  private final AtomicLong lastCid = new AtomicLong();
  private volatile boolean isStopping;
  private volatile boolean isConnected;
  private volatile int unacknowledgedCount;
  private final AtomicInteger connects = new AtomicInteger();

  Pusher(Vertx vertx, int port, String token, String name, List<String> chats) {
    this.vertx = vertx;
    this.client = vertx.createWebSocketClient();
    this.port = port;
    this.token = token;
    this.name = name;
    this.chats = chats;
  }

  /** Messages that the hub said were stored, by {@code cid}. */
  Map<String, JsonObject> acknowledged() {
    return acknowledged;
  }

  /** For each chat, a {@code seq} that this user's cursor had reached for certain. */
  Map<String, Long> cursors() {
    return cursors;
  }

  int connects() {
    return connects.get();
  }

  /** Pushes nothing new. */
  void stop() {
    isStopping = true;
  }

  /** Whether all that was pushed is acknowledged. */
  boolean isSettled() {
    return isConnected && unacknowledgedCount == 0;
  }

  void connect() {
    WebSocketConnectOptions options =
        new WebSocketConnectOptions().setHost("127.0.0.1").setPort(port).setURI("/ws");
    client
        .connect(options.putHeader("Authorization", "Bearer " + token))
        .onSuccess(this::connected)
        .onFailure(failure -> vertx.setTimer(RETRY_MS, timer -> connect()));
  }

  private void connected(WebSocket socket) {
    socket.textMessageHandler(text -> onFrame(socket, new JsonObject(text)));
    socket.exceptionHandler(failure -> {});
    socket.closeHandler(
        closed -> {
          isConnected = false;
          vertx.setTimer(RETRY_MS, timer -> connect());
        });
  }

  private void onFrame(WebSocket socket, JsonObject frame) {
    switch (frame.getString("msgType")) {
      case "ready" -> {
        connects.incrementAndGet();
        isConnected = true;
        unacknowledged.values().forEach(push -> send(socket, push));
        pushMore(socket);
      }
      case "pushback" -> onPushback(socket, frame);
      case "push" -> onPush(socket, frame.getJsonObject("data"));
      case "reconnect" -> onCaughtUp(frame.getJsonObject("meta").getJsonArray("chats"));
      default -> {}
    }
  }

  private void onPushback(WebSocket socket, JsonObject frame) {
    JsonObject data = frame.getJsonObject("data");
    if (frame.getInteger("errcode") != 0) {
      vertx.setTimer(RETRY_MS, timer -> resend(socket, data.getString("cid")));
      return;
    }
    unacknowledged.remove(data.getString("cid"));
    unacknowledgedCount = unacknowledged.size();
    acknowledged.put(data.getString("cid"), data);
    pushMore(socket);
  }

  private void resend(WebSocket socket, String cid) {
    if (isConnected && unacknowledged.containsKey(cid)) {
      send(socket, unacknowledged.get(cid));
    }
  }

  private void pushMore(WebSocket socket) {
    while (!isStopping && unacknowledged.size() < UNDER_WAY) {
      String cid = name + '-' + lastCid.incrementAndGet();
      String usif = chats.get((int) (lastCid.get() % chats.size()));
      JsonObject push =
          action("push", new JsonObject().put("usif", usif).put("content", cid).put("cid", cid));
      unacknowledged.put(cid, push);
      unacknowledgedCount = unacknowledged.size();
      send(socket, push);
    }
  }

  private void onPush(WebSocket socket, JsonObject message) {
    if (message.getLong("seq") % READ_EVERY == 0) {
      JsonObject chat = new JsonObject().put("usif", message.getString("usif"));
      JsonObject read = chat.copy().put("id", message.getString("id"));
      send(socket, action("read", read));
      // The answer shows the cursor: until then nobody said that it is stored.
      send(socket, action("reconnect", chat.copy().put("index", message.getLong("seq"))));
    }
  }

  private void onCaughtUp(JsonArray chats) {
    for (Object entry : chats) {
      JsonObject chat = (JsonObject) entry;
      Long seq = chat.getJsonObject("read").getLong(name);
      cursors.merge(chat.getString("usif"), seq, Math::max);
    }
  }

  private static JsonObject action(String name, JsonObject data) {
    return new JsonObject().put("action", name).put("data", data);
  }

  private static void send(WebSocket socket, JsonObject frame) {
    if (!socket.isClosed()) {
      var unused = socket.writeTextMessage(frame.encode());
    }
  }
}
