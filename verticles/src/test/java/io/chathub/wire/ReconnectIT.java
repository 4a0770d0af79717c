package io.chathub.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.scene.TestClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What scope and limit select, in the single form and in that of many chats. */
class ReconnectIT extends TalkScene {

  private TestClient pat;
  private TestClient doc;

  @BeforeEach
  void talk() {
    node.chat("c1", "doc", "pat");
    pat = client("pat");
    doc = client("doc");
  }

  private static void sayMany(TestClient by, String usif, int count) {
    for (int i = 0; i < count; i++) {
      by.act("push", "usif", usif, "content", i);
    }
    for (int i = 0; i < count; i++) {
      stored(by);
    }
  }

  private static List<Long> range(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }

  @Test
  void unreadIsWhatOthersSentAndTheUserHasNotRead() {
    sayMany(pat, "c1", 3);
    say(doc, "c1", "own");
    sayMany(pat, "c1", 2);
    doc.act("read", "usif", "c1", "id", 2);

    JsonObject answer = reconnect(doc, "usif", "c1", "index", 0);

    assertThat(seqs(answer.getJsonArray("data"))).containsExactly(3L, 5L, 6L);
    assertThat(answer.getJsonObject("meta").getString("usif")).isEqualTo("c1");
    assertThat(chat(answer, 0))
        .isEqualTo(
            new JsonObject()
                .put("usif", "c1")
                .put("missed", 3)
                .put("more", 0)
                .put("last_seq", 6)
                .put("unread", 3)
                .put("rev", 0)
                .put("read", new JsonObject().put("doc", 2).put("pat", 0)));
  }

  @Test
  void allIsWhatAnybodySentReadOrNot() {
    sayMany(pat, "c1", 3);
    say(doc, "c1", "own");
    doc.act("read", "usif", "c1", "id", 3);

    JsonObject answer = reconnect(doc, "usif", "c1", "index", 1, "scope", "all");

    assertThat(seqs(answer.getJsonArray("data"))).containsExactly(2L, 3L, 4L);
    assertThat(chat(answer, 0).getInteger("missed")).isEqualTo(3);
    assertThat(chat(answer, 0).getInteger("unread")).isZero();
  }

  @Test
  void unreadAfterAnIndexCountsOnlyWhatComesAfterIt() {
    sayMany(pat, "c1", 5);

    JsonObject answer = reconnect(doc, "usif", "c1", "index", 3);

    assertThat(seqs(answer.getJsonArray("data"))).containsExactly(4L, 5L);
    assertThat(chat(answer, 0).getInteger("missed")).isEqualTo(2);
    assertThat(chat(answer, 0).getInteger("unread")).isEqualTo(5);
  }

  @Test
  void theNewestAreGivenOldestFirstAndMissedCountsThemAll() {
    sayMany(pat, "c1", 210);

    JsonObject unread = reconnect(doc, "usif", "c1", "index", 0);
    assertThat(seqs(unread.getJsonArray("data"))).isEqualTo(range(161, 210));
    assertThat(chat(unread, 0).getInteger("missed")).isEqualTo(210);
    assertThat(chat(unread, 0).getInteger("more")).isOne();

    JsonObject all = reconnect(doc, "usif", "c1", "index", 0, "scope", "all");
    assertThat(seqs(all.getJsonArray("data"))).isEqualTo(range(161, 210));

    JsonObject most = reconnect(doc, "usif", "c1", "index", 5, "scope", "all", "limit", 9999);
    assertThat(seqs(most.getJsonArray("data"))).isEqualTo(range(11, 210));
    assertThat(chat(most, 0).getInteger("missed")).isEqualTo(205);

    JsonObject most50 = reconnect(doc, "usif", "c1", "index", 0, "limit", 9999999999999L);
    assertThat(most50.getJsonArray("data")).hasSize(50);

    JsonObject some = reconnect(doc, "usif", "c1", "index", 207, "limit", 3, "scope", "unread");
    assertThat(seqs(some.getJsonArray("data"))).isEqualTo(range(208, 210));
    assertThat(chat(some, 0).getInteger("more")).isZero();
  }

  @Test
  void aLimitBelowOneOrOfAnotherTypeIsMalformed() {
    for (Object limit : new Object[] {0, -1, 1.5, "10", true, new JsonArray()}) {
      doc.act("reconnect", "usif", "c1", "index", 0, "limit", limit);
      assertMalformed("limit");
    }
    for (Object scope : new Object[] {"some", "", 1}) {
      doc.act("reconnect", "usif", "c1", "index", 0, "scope", scope);
      assertMalformed("scope");
    }
    for (Object rev : new Object[] {-1, "1", 1.5}) {
      doc.act("reconnect", "usif", "c1", "index", 0, "rev", rev);
      assertMalformed("rev");
    }
  }

  private void assertMalformed(String field) {
    JsonObject error = doc.next("error");
    assertThat(error.getInteger("errcode")).isEqualTo(40001);
    assertThat(error.getString("errmsg")).startsWith(field);
    assertThat(data(error).getString("action")).isEqualTo("reconnect");
  }

  @Test
  void manyChatsComeInOneAnswerInTheOrderAsked() {
    node.chat("c2", "doc", "pat");
    sayMany(pat, "c1", 2);
    sayMany(pat, "c2", 3);
    JsonArray chats =
        new JsonArray()
            .add(new JsonObject().put("usif", "c2").put("index", 1))
            .add(new JsonObject().put("usif", "unknown").put("index", 0))
            .add(new JsonObject().put("usif", "c1"));
    JsonObject data = new JsonObject().put("chats", chats).put("limit", 1);
    doc.send(new JsonObject().put("action", "reconnect").put("ref", "r").put("data", data));

    JsonObject answer = doc.next("reconnect");

    assertThat(answer.getString("ref")).isEqualTo("r");
    assertThat(answer.getJsonObject("meta").containsKey("usif")).isFalse();
    assertThat(objects(answer.getJsonArray("data")).stream().map(m -> m.getString("usif")))
        .containsExactly("c2", "c1");
    assertThat(seqs(answer.getJsonArray("data"))).containsExactly(3L, 2L);
    assertThat(chat(answer, 0).getInteger("missed")).isEqualTo(2);
    assertThat(chat(answer, 2).getInteger("missed")).isEqualTo(2);
    JsonObject refused = chat(answer, 1);
    assertThat(refused.fieldNames()).containsExactlyInAnyOrder("usif", "errcode", "errmsg");
    assertThat(refused.getString("usif")).isEqualTo("unknown");
    assertThat(refused.getInteger("errcode")).isEqualTo(40300);
  }

  @Test
  void aSingleChatOfOthersIsRefusedInItsEntry() {
    JsonObject answer = reconnect(client("stranger"), "usif", "c1", "index", 0);

    assertThat(answer.getInteger("errcode")).isZero();
    assertThat(answer.getJsonArray("data")).isEmpty();
    assertThat(answer.getJsonObject("meta").getString("usif")).isEqualTo("c1");
    assertThat(chat(answer, 0).getInteger("errcode")).isEqualTo(40300);
  }

  @Test
  void twoHundredChatsAreTakenAndNotOneMore() {
    JsonArray chats = new JsonArray();
    for (int i = 0; i < 200; i++) {
      chats.add(new JsonObject().put("usif", "none" + i).put("index", 0));
    }
    JsonObject answer = reconnect(doc, "chats", chats);
    assertThat(answer.getJsonObject("meta").getJsonArray("chats")).hasSize(200);

    doc.act("reconnect", "chats", chats.add(new JsonObject().put("usif", "c1")));
    assertMalformed("chats");
    doc.act("reconnect", "chats", "c1");
    assertMalformed("chats");
    doc.act("reconnect", "chats", new JsonArray().add("c1"));
    assertMalformed("chats");
    doc.act("reconnect", "index", 0);
    assertMalformed("usif");
    assertThat(reconnect(doc, "chats", new JsonArray()).getJsonArray("data")).isEmpty();
  }
}
