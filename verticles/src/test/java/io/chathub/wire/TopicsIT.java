package io.chathub.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.bus.ServiceAddress;
import io.chathub.scene.TestClient;
import io.chathub.scene.TestNode;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is published for whoever listens. */
class TopicsIT extends ServiceScene {

  @BeforeEach
  void talk() {
    node.chat("c1", "doc", "pat", "aunt");
  }

  private BlockingQueue<JsonObject> listen(String topic) {
    BlockingQueue<JsonObject> events = new LinkedBlockingQueue<>();
    TestNode.await(
        node.vertx
            .eventBus()
            .<JsonObject>consumer("chathub.events." + topic, event -> events.add(event.body()))
            .completion());
    return events;
  }

  private static JsonObject next(BlockingQueue<JsonObject> events) throws InterruptedException {
    JsonObject event = events.poll(10, TimeUnit.SECONDS);
    assertThat(event).as("an event").isNotNull();
    return event;
  }

  @Test
  void everyStoredMessageOnce() throws InterruptedException {
    BlockingQueue<JsonObject> messages = listen("message");
    TestClient pat = client("pat");
    pat.act("push", "usif", "c1", "content", 1, "cid", "k");
    JsonObject message = stored(pat);
    pat.act("push", "usif", "c1", "content", 1, "cid", "k");
    pat.act("push", "usif", "unknown", "content", 1);
    ask(ServiceAddress.PUBLISH, json("target", json("usif", "c1"), "content", 2));

    assertThat(next(messages)).isEqualTo(message);
    assertThat(next(messages).getString("from")).isEqualTo("system");
  }

  @Test
  void whoWasNotReached() throws InterruptedException {
    BlockingQueue<JsonObject> unreached = listen("unreached");
    TestClient pat = client("pat");
    JsonObject message = say(pat, "c1", 1);
    JsonObject event = next(unreached);
    assertThat(event).isEqualTo(json("message", message, "user_ids", array("doc", "aunt")));

    client("aunt");
    say(pat, "c1", 2);
    assertThat(next(unreached).getJsonArray("user_ids")).isEqualTo(array("doc"));
    client("doc");
    say(pat, "c1", 3);
    ask(ServiceAddress.PUBLISH, json("target", json("user_ids", array("nobody")), "content", 4));
    assertThat(next(unreached).getJsonArray("user_ids")).isEqualTo(array("nobody"));
  }

  @Test
  void reads() throws InterruptedException {
    BlockingQueue<JsonObject> reads = listen("read");
    TestClient pat = client("pat");
    TestClient doc = client("doc");
    String id = say(pat, "c1", 1).getString("id");
    doc.act("read", "usif", "c1", "id", id);

    assertThat(next(reads)).isEqualTo(data(pat.next("read")));
  }

  @Test
  void presenceOfEveryRole() throws InterruptedException {
    BlockingQueue<JsonObject> presence = listen("presence");
    client("pat").close();

    JsonObject online = next(presence);
    JsonObject offline = next(presence);

    assertThat(online.getString("user_id")).isEqualTo("pat");
    assertThat(online.getInteger("online")).isOne();
    assertThat(offline.getString("user_id")).isEqualTo("pat");
    assertThat(offline.getInteger("online")).isZero();
    assertThat(offline.getLong("at")).isGreaterThanOrEqualTo(online.getLong("at"));
  }

  @Test
  void sessionsWithoutTheirTokens() throws InterruptedException {
    BlockingQueue<JsonObject> sessions = listen("session");
    String token = token("pat");
    ask(ServiceAddress.REVOKE_SESSIONS, json("token", token));

    JsonObject created = next(sessions);
    JsonObject revoked = next(sessions);

    assertThat(created.getString("event")).isEqualTo("created");
    assertThat(created.getString("user_id")).isEqualTo("pat");
    assertThat(revoked.getString("event")).isEqualTo("revoked");
    assertThat(revoked.encode() + created.encode()).doesNotContain(token);
  }
}
