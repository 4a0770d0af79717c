package io.chathub.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.bus.ServiceAddress;
import io.chathub.scene.TestClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** What still works where nobody may push. */
class ClosedChatIT extends TalkScene {

  @Test
  void readRecallReconnectAndHistoryWorkInAClosedChat() {
    node.chat("c1", "doc", "pat");
    TestClient pat = client("pat");
    TestClient doc = client("doc");
    String id = say(pat, "c1", "hi").getString("id");
    node.putChat("c1", "closed", "doc", "pat");

    doc.act("read", "usif", "c1", "id", id);
    assertThat(data(pat.next("read")).getString("reader")).isEqualTo("doc");
    pat.act("recall", "usif", "c1", "id", id);
    assertThat(data(doc.next("recall")).getString("by")).isEqualTo("pat");
    assertThat(reconnect(pat, "usif", "c1", "index", 0, "scope", "all").getJsonArray("data"))
        .hasSize(1);
    assertThat(new Rest(node).get("/api/chats/c1/messages", token("pat")).list("messages"))
        .hasSize(1);
  }

  @Test
  void theSystemMayWriteIntoAClosedChat() {
    node.putChat("c1", "closed", "doc", "pat");
    TestClient pat = client("pat");
    node.ask(
        ServiceAddress.PUBLISH,
        new JsonObject().put("target", new JsonObject().put("usif", "c1")).put("content", "bye"));

    assertThat(data(pat.next("push")).getString("content")).isEqualTo("bye");
  }

  @Test
  void aSystemChatRefusesPushAndTypingAlways() {
    TestClient pat = client("pat");
    JsonObject target = new JsonObject().put("user_ids", new JsonArray().add("pat"));
    node.ask(ServiceAddress.PUBLISH, new JsonObject().put("target", target).put("content", 1));

    JsonObject message = data(pat.next("push"));
    assertThat(message.getString("usif")).isEqualTo("system:pat");
    assertThat(message.getValue("booking_id")).isNull();
    pat.act("push", "usif", "system:pat", "content", 1);
    assertThat(errcode(pat, "pushback")).isEqualTo(40301);
    pat.act("typing", "usif", "system:pat");
    assertThat(errcode(pat, "error")).isEqualTo(40301);
    pat.act("read", "usif", "system:pat", "id", message.getString("id"));
    JsonObject chat = chat(reconnect(pat, "usif", "system:pat", "index", 0), 0);
    assertThat(chat.getInteger("unread")).isZero();
    assertThat(chat.getJsonObject("read")).isEqualTo(new JsonObject().put("pat", 1));
    JsonObject again =
        reconnect(pat, "usif", "system:pat", "index", 0, "scope", "all")
            .getJsonArray("data")
            .getJsonObject(0);
    assertThat(again).isEqualTo(message.copy().put("is_read", 1));
  }

  @Test
  void nobodyElseSeesTheSystemChatOfAUser() {
    JsonObject target = new JsonObject().put("user_ids", new JsonArray().add("pat"));
    node.ask(ServiceAddress.PUBLISH, new JsonObject().put("target", target).put("content", 1));
    TestClient doc = client("doc");

    doc.act("push", "usif", "system:pat", "content", 1);
    assertThat(errcode(doc, "pushback")).isEqualTo(40300);
    assertThat(chat(reconnect(doc, "usif", "system:pat", "index", 0), 0).getInteger("errcode"))
        .isEqualTo(40300);
  }
}
