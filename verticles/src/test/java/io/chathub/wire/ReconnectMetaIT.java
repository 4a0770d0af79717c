package io.chathub.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.scene.TestClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an answer says beside the messages: changes, cursors, reads that came along, its room. */
class ReconnectMetaIT extends TalkScene {

  private TestClient pat;
  private TestClient doc;

  @BeforeEach
  void talk() {
    node.chat("c1", "doc", "pat");
    pat = client("pat");
    doc = client("doc");
  }

  private void recalled(TestClient by, int count) {
    for (int i = 0; i < count; i++) {
      by.act("push", "usif", "c1", "content", i);
      String id = stored(by).getString("id");
      by.act("recall", "usif", "c1", "id", id);
    }
    by.act("reconnect", "usif", "c1", "index", 0);
    by.next("reconnect");
  }

  @Test
  void changesSinceARevAreListed() {
    recalled(pat, 2);

    JsonObject chat = chat(reconnect(doc, "usif", "c1", "index", 2, "rev", 1), 0);

    assertThat(chat.getInteger("rev")).isEqualTo(2);
    List<JsonObject> changed = objects(chat.getJsonArray("changed"));
    assertThat(changed).hasSize(1);
    assertThat(changed.get(0).fieldNames()).containsExactlyInAnyOrder("id", "seq", "recalled");
    assertThat(changed.get(0).getString("id")).startsWith("c1.2.");
    assertThat(changed.get(0).getInteger("seq")).isEqualTo(2);
    assertThat(changed.get(0).getInteger("recalled")).isOne();
  }

  @Test
  void changesAreGivenOnlyToWhoAsksForThem() {
    recalled(pat, 1);

    assertThat(chat(reconnect(doc, "usif", "c1", "index", 1), 0).containsKey("changed")).isFalse();
    assertThat(chat(reconnect(doc, "usif", "c1", "index", 1, "rev", 1), 0).getJsonArray("changed"))
        .isEmpty();
  }

  @Test
  void beyondAHundredChangesTheChatIsReset() {
    recalled(pat, 101);

    JsonObject behind = chat(reconnect(doc, "usif", "c1", "index", 101, "rev", 0), 0);
    assertThat(behind.getInteger("reset")).isOne();
    assertThat(behind.containsKey("changed")).isFalse();
    JsonObject near = chat(reconnect(doc, "usif", "c1", "index", 101, "rev", 1), 0);
    assertThat(near.containsKey("reset")).isFalse();
    assertThat(seqs(near.getJsonArray("changed"))).hasSize(100);
  }

  @Test
  void aReadThatComesAlongIsHandledFirstAndToldTheOthers() {
    say(pat, "c1", 1);
    String second = say(pat, "c1", 2).getString("id");
    say(pat, "c1", 3);

    JsonObject answer = reconnect(doc, "usif", "c1", "index", 0, "read", second);

    assertThat(seqs(answer.getJsonArray("data"))).containsExactly(3L);
    assertThat(chat(answer, 0).getInteger("unread")).isOne();
    assertThat(chat(answer, 0).getJsonObject("read").getInteger("doc")).isEqualTo(2);
    assertThat(chat(answer, 0).containsKey("read_errcode")).isFalse();
    assertThat(data(pat.next("read")).getString("id")).isEqualTo(second);
  }

  @Test
  void aReadThatIsRefusedSpoilsNothing() {
    say(pat, "c1", 1);
    node.chat("c2", "doc", "pat");
    say(pat, "c2", 1);
    JsonArray chats =
        new JsonArray()
            .add(new JsonObject().put("usif", "c1").put("index", 0).put("read", "garbage"))
            .add(new JsonObject().put("usif", "unknown").put("index", 0).put("read", 1))
            .add(new JsonObject().put("usif", "c2").put("index", 0).put("read", 1))
            .add(new JsonObject().put("usif", "c2").put("index", 0).put("read", true));

    JsonObject answer = reconnect(doc, "chats", chats);

    assertThat(chat(answer, 0).getInteger("read_errcode")).isEqualTo(40400);
    assertThat(chat(answer, 0).getInteger("unread")).isOne();
    assertThat(chat(answer, 1).getInteger("errcode")).isEqualTo(40300);
    assertThat(chat(answer, 2).getInteger("unread")).isZero();
    assertThat(chat(answer, 2).containsKey("read_errcode")).isFalse();
    assertThat(chat(answer, 3).getInteger("read_errcode")).isEqualTo(40001);
    assertThat(answer.getJsonArray("data")).hasSize(1);
  }

  @Test
  void cursorsAreGivenForUpToTwentyMembers() {
    node.chat("small", users(20));
    node.chat("big", users(21));

    assertThat(chat(reconnect(doc, "usif", "small", "index", 0), 0).getJsonObject("read"))
        .hasSize(20);
    assertThat(chat(reconnect(doc, "usif", "big", "index", 0), 0).containsKey("read")).isFalse();
  }

  private static String[] users(int count) {
    return IntStream.range(0, count).mapToObj(i -> i == 0 ? "doc" : "p" + i).toArray(String[]::new);
  }

  @Test
  void anAnswerHoldsAQuarterMegabyteFilledChatByChatNewestFirst() {
    node.chat("c2", "doc", "pat");
    String content = "x".repeat(8_000);
    for (String usif : new String[] {"c1", "c2"}) {
      for (int i = 0; i < 20; i++) {
        pat.act("push", "usif", usif, "content", content);
      }
      for (int i = 0; i < 20; i++) {
        stored(pat);
      }
    }
    JsonArray chats =
        new JsonArray()
            .add(new JsonObject().put("usif", "c1").put("index", 0))
            .add(new JsonObject().put("usif", "c2").put("index", 0));

    JsonObject answer = reconnect(doc, "chats", chats, "scope", "all");

    List<JsonObject> messages = objects(answer.getJsonArray("data"));
    int bytes =
        messages.stream().mapToInt(m -> m.encode().getBytes(StandardCharsets.UTF_8).length).sum();
    assertThat(bytes).isBetween(256 * 1024 - 2 * 8_500, 256 * 1024);
    assertThat(messages.stream().filter(m -> m.getString("usif").equals("c1"))).hasSize(20);
    assertThat(messages.get(messages.size() - 1).getInteger("seq")).isEqualTo(20);
    assertThat(chat(answer, 0).getInteger("more")).isZero();
    assertThat(chat(answer, 1).getInteger("more")).isOne();
    assertThat(chat(answer, 1).getInteger("missed")).isEqualTo(20);
  }
}
