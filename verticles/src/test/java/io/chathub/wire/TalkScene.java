package io.chathub.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.chathub.gateway.GatewayConfig;
import io.chathub.gateway.Limits;
import io.chathub.presence.PresenceConfig;
import io.chathub.scene.Settings;
import io.chathub.scene.TestClient;
import io.chathub.scene.TestNode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A fresh node for each test, without rates in the way, and clients that are closed after it. */
@Timeout(60)
abstract class TalkScene {

  private static final int NO_RATE = 100_000;
  private static final Set<String> PRESENCE_EVENTS = Set.of("online", "offline");

  @TempDir Path data;
  TestNode node;
  private final List<TestClient> clients = new ArrayList<>();

  @BeforeEach
  void start() {
    node = TestNode.start(data, gateway(), presence());
  }

  GatewayConfig gateway() {
    Limits limits = Limits.DEFAULT;
    return Settings.gateway(
        Duration.ofSeconds(25),
        new Limits(
            limits.connections(),
            limits.connectionsPerUser(),
            limits.singleConnection(),
            NO_RATE,
            NO_RATE,
            limits.contentBytes(),
            limits.frameBytes(),
            limits.outboundBytes()));
  }

  PresenceConfig presence() {
    return Settings.presence();
  }

  @AfterEach
  void stop() {
    clients.forEach(TestClient::close);
    node.close();
  }

  /** A ready connection of a user: a doctor where the name begins so, else a patient. */
  @CanIgnoreReturnValue
  TestClient client(String user) {
    TestClient client = TestClient.ready(node, token(user));
    clients.add(client);
    return client;
  }

  String token(String user) {
    return node.token(user, user.startsWith("doc") ? "doctor" : "patient");
  }

  /** Pushes and waits for the stored message. */
  @CanIgnoreReturnValue
  static JsonObject say(TestClient by, String usif, Object content) {
    by.act("push", "usif", usif, "content", content);
    return stored(by);
  }

  /** The message of the next pushback. */
  @CanIgnoreReturnValue
  static JsonObject stored(TestClient by) {
    JsonObject pushback = by.next("pushback");
    assertThat(pushback.getInteger("errcode")).as(pushback.encode()).isZero();
    return pushback.getJsonObject("data");
  }

  /** The code of the next frame of a type. */
  static int errcode(TestClient client, String msgType) {
    return client.next(msgType).getInteger("errcode");
  }

  static JsonObject data(JsonObject frame) {
    return frame.getJsonObject("data");
  }

  /** Asks to reconnect and waits for the answer. */
  static JsonObject reconnect(TestClient client, Object... namesAndValues) {
    client.act("reconnect", namesAndValues);
    return client.next("reconnect");
  }

  /** What an answer says of its chat at a place. */
  static JsonObject chat(JsonObject answer, int place) {
    return answer.getJsonObject("meta").getJsonArray("chats").getJsonObject(place);
  }

  static List<Long> seqs(JsonArray messages) {
    return objects(messages).stream().map(message -> message.getLong("seq")).toList();
  }

  static List<JsonObject> objects(JsonArray array) {
    return array.stream().map(JsonObject.class::cast).toList();
  }

  /** All frames up to the next of a type and with it, but for those of presence. */
  static List<JsonObject> upTo(TestClient client, String msgType) {
    List<JsonObject> frames = new ArrayList<>();
    JsonObject frame;
    do {
      frame = client.next();
      if (!PRESENCE_EVENTS.contains(frame.getString("msgType"))) {
        frames.add(frame);
      }
    } while (!frame.getString("msgType").equals(msgType));
    return frames;
  }

  static List<String> types(List<JsonObject> frames) {
    return frames.stream().map(frame -> frame.getString("msgType")).toList();
  }
}
