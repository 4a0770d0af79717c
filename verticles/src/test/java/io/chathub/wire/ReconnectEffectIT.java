package io.chathub.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.scene.TestClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A reconnect in one burst with what was sent before it; it may show what came after, too. */
class ReconnectEffectIT extends TalkScene {

  private static final int ROUNDS = 100;

  private TestClient pat;
  private TestClient doc;

  @BeforeEach
  void talk() {
    node.chat("c1", "doc", "pat");
    node.chat("c2", "doc", "pat");
    pat = client("pat");
    doc = client("doc");
  }

  @Test
  void itShowsThePushesBeforeIt() {
    for (int i = 1; i <= ROUNDS; i++) {
      pat.act("push", "usif", "c1", "content", i);
      pat.act("push", "usif", "c2", "content", i);
      pat.act("reconnect", "chats", bothFrom(i - 1), "scope", "all");
    }
    for (int i = 1; i <= ROUNDS; i++) {
      JsonObject answer = pat.next("reconnect");
      assertThat(answer.getJsonArray("data")).as("answer %d", i).hasSizeGreaterThanOrEqualTo(2);
      assertThat(chat(answer, 0).getInteger("last_seq")).isGreaterThanOrEqualTo(i);
      assertThat(chat(answer, 1).getInteger("last_seq")).isGreaterThanOrEqualTo(i);
    }
  }

  private static JsonArray bothFrom(int index) {
    return new JsonArray()
        .add(new JsonObject().put("usif", "c1").put("index", index))
        .add(new JsonObject().put("usif", "c2").put("index", index));
  }

  @Test
  void itShowsTheReadsBeforeIt() {
    for (int i = 0; i < ROUNDS; i++) {
      pat.act("push", "usif", "c1", "content", i);
    }
    for (int i = 0; i < ROUNDS; i++) {
      stored(pat);
    }
    for (int i = 1; i <= ROUNDS; i++) {
      doc.act("read", "usif", "c1", "id", i);
      doc.act("reconnect", "usif", "c1", "index", 0, "limit", 1);
    }
    for (int i = 1; i <= ROUNDS; i++) {
      assertThat(chat(doc.next("reconnect"), 0).getInteger("unread"))
          .isLessThanOrEqualTo(ROUNDS - i);
    }
  }

  @Test
  void itShowsTheRecallsBeforeIt() {
    for (int i = 1; i <= ROUNDS; i++) {
      pat.act("push", "usif", "c1", "content", i);
      pat.act("recall", "usif", "c1", "id", i);
      pat.act("reconnect", "usif", "c1", "index", i - 1, "scope", "all", "rev", i - 1);
      pat.act("ping");
    }
    for (int i = 1; i <= ROUNDS; i++) {
      JsonObject answer = pat.next("reconnect");
      assertThat(answer.getJsonArray("data").getJsonObject(0).getInteger("recalled")).isOne();
      assertThat(seqs(chat(answer, 0).getJsonArray("changed"))).contains((long) i);
    }
  }
}
