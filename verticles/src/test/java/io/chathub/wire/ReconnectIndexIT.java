package io.chathub.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.scene.TestClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a client says what it holds, and when that is not in the log. */
class ReconnectIndexIT extends TalkScene {

  private final List<String> ids = new ArrayList<>();
  private TestClient pat;
  private TestClient doc;

  @BeforeEach
  void talk() {
    node.chat("c1", "doc", "pat");
    pat = client("pat");
    doc = client("doc");
    for (int i = 0; i < 3; i++) {
      ids.add(say(pat, "c1", i).getString("id"));
    }
  }

  @Test
  void byIdSeqOrDigits() {
    for (Object index : new Object[] {ids.get(1), 2, "2"}) {
      JsonObject answer = reconnect(doc, "usif", "c1", "index", index, "scope", "all");
      assertThat(seqs(answer.getJsonArray("data"))).as("after %s", index).containsExactly(3L);
      assertThat(chat(answer, 0).containsKey("reset")).isFalse();
    }
  }

  @Test
  void zeroTheEmptyAndNullAreNone() {
    List<JsonObject> answers =
        List.of(
            reconnect(doc, "usif", "c1"),
            reconnect(doc, "usif", "c1", "index", 0),
            reconnect(doc, "usif", "c1", "index", "0"),
            reconnect(doc, "usif", "c1", "index", ""),
            reconnect(doc, "usif", "c1", "index", null));
    for (JsonObject answer : answers) {
      assertThat(seqs(answer.getJsonArray("data"))).containsExactly(1L, 2L, 3L);
      assertThat(chat(answer, 0).containsKey("reset")).isFalse();
    }
  }

  @Test
  void theLastMessageLeavesNothingMissed() {
    JsonObject answer = reconnect(doc, "usif", "c1", "index", ids.get(2), "scope", "all");

    assertThat(answer.getJsonArray("data")).isEmpty();
    assertThat(chat(answer, 0).getInteger("missed")).isZero();
    assertThat(chat(answer, 0).getInteger("more")).isZero();
    assertThat(chat(answer, 0).containsKey("reset")).isFalse();
  }

  @Test
  void anIndexOfTheWrongTypeIsMalformed() {
    for (Object index : new Object[] {true, 1.5, -1, new JsonObject(), new JsonArray()}) {
      doc.act("reconnect", "usif", "c1", "index", index);
      assertThat(errcode(doc, "error")).as("index %s", index).isEqualTo(40001);
    }
  }

  @Test
  void whatTheLogDoesNotHoldResets() {
    node.chat("c2", "doc", "pat");
    String ofAnother = say(pat, "c2", "there").getString("id");
    Object[] unknown = {
      4,
      "4",
      Long.MAX_VALUE,
      ofAnother,
      ids.get(1) + "0",
      "c1.2.1",
      "c1.4." + Long.toString(System.currentTimeMillis(), 36),
      "garbage",
      "中"
    };
    for (Object index : unknown) {
      JsonObject answer = reconnect(doc, "usif", "c1", "index", index, "scope", "all", "rev", 0);

      assertThat(seqs(answer.getJsonArray("data"))).as("%s", index).containsExactly(1L, 2L, 3L);
      assertThat(chat(answer, 0).getInteger("reset")).as("%s", index).isOne();
      assertThat(chat(answer, 0).getInteger("missed")).isEqualTo(3);
    }
  }

  @Test
  void aResetOfUnreadGivesAllThatIsUnread() {
    doc.act("read", "usif", "c1", "id", 1);

    JsonObject answer = reconnect(doc, "usif", "c1", "index", "garbage");

    assertThat(seqs(answer.getJsonArray("data"))).containsExactly(2L, 3L);
    assertThat(chat(answer, 0).getInteger("reset")).isOne();
  }

  @Test
  void anIndexInAnEmptyChatResets() {
    node.chat("c3", "doc", "pat");

    JsonObject chat = chat(reconnect(doc, "usif", "c3", "index", 1, "scope", "all"), 0);

    assertThat(chat.getInteger("reset")).isOne();
    assertThat(chat.getInteger("last_seq")).isZero();
  }
}
