package io.chathub.wire;

import static io.chathub.bus.ServiceAddress.PUBLISH;
import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.scene.TestClient;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the system says, by internal services. */
class SystemMessageIT extends ServiceScene {

  @BeforeEach
  void talk() {
    node.chat("c1", "doc", "pat");
  }

  private static JsonObject message(JsonObject target, Object... more) {
    return json("target", target, "content", json("text", "your order")).mergeIn(json(more));
  }

  @Test
  void intoAChatItIsStoredAndPushed() {
    TestClient pat = client("pat");
    client("pat");

    JsonObject answer = ask(PUBLISH, message(json("usif", "c1"), "type", "order", "cid", "k"));

    JsonObject pushed = data(pat.next("push"));
    assertThat(pushed.getJsonObject("content")).isEqualTo(json("text", "your order"));
    assertThat(pushed.getString("type")).isEqualTo("order");
    assertThat(answer)
        .isEqualTo(
            json(
                "messages",
                array(json("usif", "c1", "id", pushed.getString("id"), "seq", 1)),
                "reached",
                1));
    assertThat(reconnect(client("doc"), "usif", "c1", "index", 0).getJsonArray("data"))
        .containsExactly(pushed);
  }

  @Test
  void toUsersItGoesIntoTheirOwnChatsMadeOnFirstUse() {
    TestClient pat = client("pat");

    JsonObject answer = ask(PUBLISH, message(json("user_ids", array("pat", "doc"))));
    ask(PUBLISH, message(json("user_ids", array("pat"))));

    assertThat(objects(answer.getJsonArray("messages")).stream().map(m -> m.getString("usif")))
        .containsExactly("system:pat", "system:doc");
    assertThat(answer.getInteger("reached")).isOne();
    assertThat(data(pat.next("push")).getInteger("seq")).isEqualTo(1);
    assertThat(data(pat.next("push")).getInteger("seq")).isEqualTo(2);
    assertThat(reconnect(client("doc"), "usif", "system:doc", "index", 0).getJsonArray("data"))
        .hasSize(1);
  }

  @Test
  void whatIsStoredIsIdempotentByCid() {
    TestClient pat = client("pat");
    for (JsonObject target : List.of(json("usif", "c1"), json("user_ids", array("pat", "doc")))) {
      JsonObject first = ask(PUBLISH, message(target, "cid", "k"));
      JsonObject again = ask(PUBLISH, message(target, "cid", "k"));
      assertThat(again.getJsonArray("messages")).isEqualTo(first.getJsonArray("messages"));
    }
    ask(PUBLISH, message(json("usif", "c1"), "cid", "other"));

    assertThat(data(pat.next("push")).getString("usif")).isEqualTo("c1");
    assertThat(data(pat.next("push")).getString("usif")).isEqualTo("system:pat");
    assertThat(data(pat.next("push")).getString("cid")).isEqualTo("other");
  }

  @Test
  void aMalformedMessageIsRefused() {
    JsonArray many = new JsonArray();
    for (int i = 0; i < 1_001; i++) {
      many.add("u" + i);
    }
    JsonObject chat = json("usif", "c1");
    for (JsonObject body :
        List.of(
            json("target", chat),
            json("content", 1),
            json("target", "c1", "content", 1),
            message(json()),
            message(json("usif", "c1", "role", "doctor")),
            message(json("usif", "a b")),
            message(json("user_ids", "pat")),
            message(json("user_ids", array("system"))),
            message(json("user_ids", many)),
            message(json("role", 1)),
            message(json("all", 0)),
            message(json("all", 2)),
            message(chat, "type", "Order"),
            message(chat, "cid", ""),
            message(chat, "cid", "x".repeat(65)))) {
      assertRefused(40001, PUBLISH, body);
    }
    String digits = "9".repeat(1_001);
    assertRefused(40001, PUBLISH, json("target", chat, "content", new BigInteger(digits)));
    String body = "{\"target\":{\"usif\":\"c1\"},\"content\":%s}";
    for (String content :
        List.of(digits, "{\"" + "n".repeat(8_193) + "\":1}", "[".repeat(100) + "]".repeat(100))) {
      assertRefused(40001, PUBLISH, body.formatted(content));
      assertRefused(40001, PUBLISH, Buffer.buffer(body.formatted(content)));
    }
    assertRefused(40401, PUBLISH, message(json("usif", "unknown")));
    assertRefused(41300, PUBLISH, json("target", chat, "content", "x".repeat(8192)));
  }
}
