package io.chathub.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.scene.TestClient;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Taking a message back. */
class RecallIT extends TalkScene {

  private TestClient pat;
  private TestClient doc;

  @BeforeEach
  void talk() {
    node.chat("c1", "doc", "pat");
    pat = client("pat");
    doc = client("doc");
  }

  private static void recall(TestClient by, Object id, String ref) {
    JsonObject data = new JsonObject().put("usif", "c1").put("id", id);
    by.send(new JsonObject().put("action", "recall").put("ref", ref).put("data", data));
  }

  @Test
  void everyConnectionOfEveryMemberIsToldTheAskerByItsRef() {
    TestClient patAtHome = client("pat");
    String id = say(pat, "c1", "oops").getString("id");
    long before = System.currentTimeMillis();
    recall(pat, id, "r1");

    JsonObject answer = pat.next("recall");

    JsonObject recall = data(answer);
    assertThat(answer.getString("ref")).isEqualTo("r1");
    assertThat(recall.getLong("at")).isBetween(before, System.currentTimeMillis());
    assertThat(recall.getMap())
        .containsExactlyInAnyOrderEntriesOf(
            new JsonObject()
                .put("usif", "c1")
                .put("booking_id", "b-c1")
                .put("id", id)
                .put("seq", 1)
                .put("by", "pat")
                .put("at", recall.getLong("at"))
                .getMap());
    for (TestClient other : new TestClient[] {patAtHome, doc}) {
      JsonObject told = other.next("recall");
      assertThat(data(told)).isEqualTo(recall);
      assertThat(told.containsKey("ref")).isFalse();
    }
  }

  @Test
  void aRepeatAnswersOnlyTheAskerAndTheSame() {
    String id = say(pat, "c1", "oops").getString("id");
    recall(pat, id, "r1");
    JsonObject first = pat.next("recall");
    recall(pat, 1, "r2");
    JsonObject second = pat.next("recall");
    say(pat, "c1", "more");

    assertThat(second).isEqualTo(first.copy().put("ref", "r2"));
    var frames = upTo(doc, "recall");
    frames.addAll(upTo(doc, "push"));
    assertThat(types(frames)).containsExactly("push", "recall", "push");
  }

  @Test
  void historyAndReconnectShowItRecalledWithoutContent() {
    JsonObject message = say(pat, "c1", "oops");
    recall(pat, message.getString("id"), "r1");
    pat.next("recall");

    JsonObject expected = message.copy().putNull("content").put("recalled", 1);
    assertThat(reconnect(doc, "usif", "c1", "index", 0).getJsonArray("data").getJsonObject(0))
        .isEqualTo(expected);
    assertThat(new Rest(node).get("/api/chats/c1/messages", token("doc")).list("messages"))
        .containsExactly(expected);
    assertThat(
            new Rest(node)
                .get("/api/chats", token("doc"))
                .list("chats")
                .get(0)
                .getJsonObject("last_message"))
        .isEqualTo(expected);
  }

  @Test
  void onlyTheSenderMay() {
    String id = say(pat, "c1", "hi").getString("id");
    recall(doc, id, "r1");

    JsonObject error = doc.next("error");
    assertThat(error.getInteger("errcode")).isEqualTo(40302);
    assertThat(error.getString("ref")).isEqualTo("r1");
    assertThat(data(error))
        .isEqualTo(new JsonObject().put("action", "recall").put("usif", "c1").put("retryable", 0));
  }

  @Test
  void whatIsNotThereOrNotNamedIsRefused() {
    String id = say(pat, "c1", "hi").getString("id");
    recall(pat, 2, "r");
    assertThat(errcode(pat, "error")).isEqualTo(40400);
    recall(pat, id + "0", "r");
    assertThat(errcode(pat, "error")).isEqualTo(40400);
    recall(pat, null, "r");
    assertThat(errcode(pat, "error")).isEqualTo(40001);
    recall(client("stranger"), id, "r");
    TestClient stranger = client("stranger");
    recall(stranger, id, "r");
    assertThat(errcode(stranger, "error")).isEqualTo(40300);
  }

  @Test
  void aPongBringsTheRefBackAndTheTime() {
    long before = System.currentTimeMillis();
    pat.send(new JsonObject().put("action", "ping").put("ref", "p1"));

    JsonObject pong = pat.next("pong");
    assertThat(pong.getString("ref")).isEqualTo("p1");
    assertThat(data(pong).fieldNames()).containsExactly("server_time");
    assertThat(data(pong).getLong("server_time")).isBetween(before, System.currentTimeMillis());
  }
}
