package io.chathub.wire;

import static io.chathub.bus.ServiceAddress.ERASE_USER;
import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.scene.TestClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Erasing what a user said. */
class ErasureIT extends ServiceScene {

  private TestClient pat;
  private TestClient doc;

  @BeforeEach
  void talk() {
    node.chat("c1", "doc", "pat");
    node.chat("c2", "doc", "pat");
    pat = client("pat");
    doc = client("doc");
    say(pat, "c1", "one");
    say(doc, "c1", "two");
    say(pat, "c1", "three");
    say(pat, "c2", "four");
  }

  @Test
  void itsMessagesKeepTheirPlaceWithoutContent() {
    JsonObject before =
        reconnect(doc, "usif", "c1", "index", 0, "scope", "all")
            .getJsonArray("data")
            .getJsonObject(0);

    assertThat(ask(ERASE_USER, json("user_id", "pat"))).isEqualTo(json("chats", 2, "messages", 3));

    JsonArray after =
        new JsonArray(
            new Rest(node)
                .get("/api/chats/c1/messages", token("doc"))
                .json()
                .getJsonArray("messages")
                .getList());
    assertThat(after).hasSize(3);
    assertThat(after.getJsonObject(0)).isEqualTo(before.copy().putNull("content").put("erased", 1));
    assertThat(after.getJsonObject(1).getString("content")).isEqualTo("two");
    assertThat(after.getJsonObject(2).getValue("content")).isNull();
  }

  @Test
  void theOthersAreToldChatByChat() {
    long before = System.currentTimeMillis();
    ask(ERASE_USER, json("user_id", "pat"));

    JsonObject first = data(doc.next("erase"));
    JsonObject second = data(doc.next("erase"));

    assertThat(first.getString("usif")).isEqualTo("c1");
    assertThat(first.getJsonArray("seqs")).isEqualTo(array(1, 3));
    assertThat(first.getLong("at")).isBetween(before, System.currentTimeMillis());
    assertThat(first.fieldNames()).hasSize(3);
    assertThat(second.getString("usif")).isEqualTo("c2");
    assertThat(second.getJsonArray("seqs")).isEqualTo(array(1));
  }

  @Test
  void itsSessionsEnd() {
    String token = token("pat");
    ask(ERASE_USER, json("user_id", "pat"));

    assertThat(pat.closeCode()).isEqualTo(4410);
    assertThat(new Rest(node).get("/api/chats", token).status()).isEqualTo(401);
  }

  @Test
  void reconnectListsWhatWasErased() {
    ask(ERASE_USER, json("user_id", "pat"));

    JsonObject chat = chat(reconnect(doc, "usif", "c1", "index", 3, "rev", 0), 0);

    assertThat(chat.getInteger("rev")).isEqualTo(2);
    assertThat(seqs(chat.getJsonArray("changed"))).containsExactly(1L, 3L);
    assertThat(chat.getJsonArray("changed").getJsonObject(0).getInteger("erased")).isOne();
  }

  @Test
  void aRepeatFindsNothingMore() {
    ask(ERASE_USER, json("user_id", "pat"));

    assertThat(ask(ERASE_USER, json("user_id", "pat"))).isEqualTo(json("chats", 0, "messages", 0));
    assertThat(ask(ERASE_USER, json("user_id", "nobody")))
        .isEqualTo(json("chats", 0, "messages", 0));
    assertRefused(40001, ERASE_USER, json());
    assertRefused(40001, ERASE_USER, json("user_id", "a b"));
  }
}
