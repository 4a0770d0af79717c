package io.chathub.hub.fault.client;

import io.vertx.core.http.WebSocket;
import io.vertx.core.json.JsonObject;
import java.util.OptionalLong;

/** One connection of a client. Owned by its client. */
final class Line {

  private static final long PATIENCE_MS = 10_000;
  private static final long NANOS_PER_MS = 1_000_000;

  private final WebSocket socket;
  private final Endpoint endpoint;
  private final LiveOrder order = new LiveOrder();
  private boolean isReady;
  private String connectionId = "";
  private long heartbeatMs = PATIENCE_MS;
  private long lastHeard;
  private long pingedAt;
  private long askedAt;
  private OptionalLong retryAfterMs = OptionalLong.empty();

  Line(WebSocket socket, Endpoint endpoint, long now) {
    this.socket = socket;
    this.endpoint = endpoint;
    this.lastHeard = now;
  }

  Endpoint endpoint() {
    return endpoint;
  }

  LiveOrder order() {
    return order;
  }

  void heard(long now) {
    lastHeard = now;
    pingedAt = 0;
  }

  void ready(JsonObject data) {
    isReady = true;
    connectionId = data.getString("connection_id");
    heartbeatMs = data.getLong("heartbeat_ms");
  }

  boolean isReady() {
    return isReady;
  }

  String connectionId() {
    return connectionId;
  }

  /** A {@code bye} or {@code fail} said when to come back. */
  void comeBackAfter(OptionalLong milliseconds) {
    retryAfterMs = milliseconds;
  }

  OptionalLong retryAfterMs() {
    return retryAfterMs;
  }

  /** A {@code reconnect} is under way. */
  void asked(long now) {
    askedAt = now;
  }

  void answered() {
    askedAt = 0;
  }

  boolean isAsking() {
    return askedAt != 0;
  }

  /** Whether it is of no use any more: nobody answers. */
  boolean isDead(long now) {
    return isOver(pingedAt, now) || isOver(askedAt, now) || (!isReady && isOver(lastHeard, now));
  }

  private static boolean isOver(long since, long now) {
    return since != 0 && now - since > PATIENCE_MS * NANOS_PER_MS;
  }

  /** Asks whether the other side lives, where nothing was heard for a heartbeat. */
  void pingIfSilent(long now) {
    if (isReady && pingedAt == 0 && now - lastHeard > heartbeatMs * NANOS_PER_MS) {
      pingedAt = now;
      send(new JsonObject().put("action", "ping").put("data", new JsonObject()));
    }
  }

  void send(JsonObject frame) {
    if (!socket.isClosed()) {
      var unused = socket.writeTextMessage(frame.encode());
    }
  }

  void close() {
    var unused = socket.close();
  }
}
