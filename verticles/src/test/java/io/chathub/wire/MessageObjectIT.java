package io.chathub.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.bus.ServiceAddress;
import io.chathub.scene.TestClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a message looks like, wherever it is shown. */
class MessageObjectIT extends TalkScene {

  @BeforeEach
  void talk() {
    node.chat("c1", "doc", "pat");
  }

  @Test
  void aMessageHasTheFieldsOfTheContractAndNoOthers() {
    long before = System.currentTimeMillis();
    TestClient pat = client("pat");
    pat.act("push", "usif", "c1", "content", "hi", "cid", "k1", "type", "image");

    JsonObject message = stored(pat);

    long at = message.getLong("created_at");
    assertThat(at).isBetween(before, System.currentTimeMillis());
    assertThat(message.getMap())
        .containsExactlyInAnyOrderEntriesOf(
            new JsonObject()
                .put("id", "c1.1." + Long.toString(at, 36))
                .put("usif", "c1")
                .put("booking_id", "b-c1")
                .put("seq", 1)
                .put("cid", "k1")
                .put("from", "pat")
                .put("role", "patient")
                .put("type", "image")
                .put("content", "hi")
                .put("created_at", at)
                .put("is_read", 0)
                .getMap());
  }

  @Test
  void withoutCidAndTypeThereIsNoCidAndTheTypeIsText() {
    TestClient pat = client("pat");

    JsonObject message = say(pat, "c1", "hi");

    assertThat(message.containsKey("cid")).isFalse();
    assertThat(message.getString("type")).isEqualTo("text");
  }

  @Test
  void nullCountsAsAbsent() {
    TestClient pat = client("pat");
    pat.act("push", "usif", "c1", "content", "hi", "cid", null, "type", null);

    JsonObject message = stored(pat);

    assertThat(message.containsKey("cid")).isFalse();
    assertThat(message.getString("type")).isEqualTo("text");
  }

  @Test
  void theRoleIsTheMembersInTheChatNotTheSessions() {
    JsonArray members =
        new JsonArray()
            .add(new JsonObject().put("user_id", "doc").put("role", "assistant"))
            .add(new JsonObject().put("user_id", "pat").put("role", "mother"));
    node.ask(
        ServiceAddress.PUT_CHAT,
        new JsonObject().put("usif", "c2").put("booking_id", 7).put("members", members));
    TestClient pat = client("pat");

    JsonObject message = say(pat, "c2", "hi");

    assertThat(message.getString("role")).isEqualTo("mother");
    assertThat(message.getValue("booking_id")).isEqualTo("7");
  }

  @Test
  void aSystemMessageIsFromTheSystemInTheRoleOfTheSystem() {
    TestClient pat = client("pat");
    node.ask(
        ServiceAddress.PUBLISH,
        new JsonObject().put("target", new JsonObject().put("usif", "c1")).put("content", 1));

    JsonObject message = data(pat.next("push"));

    assertThat(message.getString("from")).isEqualTo("system");
    assertThat(message.getString("role")).isEqualTo("system");
    assertThat(message.getString("type")).isEqualTo("system");
    assertThat(message.getString("booking_id")).isEqualTo("b-c1");
  }

  @Test
  void seqHasNoHolesAndTimeNeverGoesBack() {
    TestClient pat = client("pat");
    List<Long> seqs = new ArrayList<>();
    List<Long> times = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      pat.act("push", "usif", i % 3 == 0 ? "unknown" : "c1", "content", i);
    }

    for (int i = 1; i <= 20; i++) {
      JsonObject pushback = pat.next("pushback");
      if (pushback.getInteger("errcode") == 0) {
        seqs.add(data(pushback).getLong("seq"));
        times.add(data(pushback).getLong("created_at"));
      }
    }

    assertThat(seqs).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L, 13L, 14L);
    assertThat(times).isSorted();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "true",
        "0",
        "-0",
        "1.0",
        "1E400",
        "-1.50e-7",
        "123456789012345678901234567890.000",
        "\"\"",
        "\"\\u4e2d\\/\\n\\ud83d\\ude00\"",
        "\"中文 😀 \u00e9\"",
        "[ ]",
        "{ \"b\" : 1 ,\t\"a\":[ 1 , 2.00 ],\"b\":2 }",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"深\"]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
      })
  void contentIsPassedThroughByteForByte(String content) throws InterruptedException {
    TestClient pat = client("pat");
    TestClient doc = client("doc");
    BlockingQueue<String> atPat = texts(pat);
    BlockingQueue<String> atDoc = texts(doc);
    String wanted = "\"content\":" + content + ",\"created_at\"";

    pat.sendText(
        "{\"action\":\"push\",\"data\":{\"usif\":\"c1\",\"content\": \n" + content + "\t}}");

    assertThat(next(atPat)).contains("\"pushback\"").contains(wanted);
    assertThat(next(atDoc)).contains("\"push\"").contains(wanted);
    pat.act("reconnect", "usif", "c1", "index", 0, "scope", "all");
    assertThat(next(atPat)).contains("\"reconnect\"").contains(wanted);
    String history = new Rest(node).text("/api/chats/c1/messages", token("pat"));
    assertThat(history).contains(wanted);
  }

  private static BlockingQueue<String> texts(TestClient client) {
    BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    client
        .socket()
        .textMessageHandler(
            text -> {
              if (!text.startsWith("{\"msgType\":\"o")) {
                texts.add(text);
              }
            });
    return texts;
  }

  private static String next(BlockingQueue<String> texts) throws InterruptedException {
    String text = texts.poll(10, TimeUnit.SECONDS);
    assertThat(text).as("a frame").isNotNull();
    return text;
  }
}
