package io.chathub.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chathub.gateway.Limits;
import io.chathub.scene.Settings;
import io.chathub.scene.TestClient;
import io.chathub.scene.TestNode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How fast a client may act. A rate of one a second, so that no slow machine grants more. */
class RatesIT {

  private static final int PUSH_BURST = 2;
  private static final int ACTION_BURST = 4;

  @TempDir Path data;
  private TestNode node;
  private TestClient pat;

  @BeforeEach
  void start() {
    Limits slow = new Limits(100, 10, false, 1, 1, 8192, 65536, 1 << 20);
    node =
        TestNode.start(data, Settings.gateway(Duration.ofSeconds(25), slow), Settings.presence());
    node.chat("c1", "doc", "pat");
    pat = TestClient.ready(node, node.token("pat", "patient"));
  }

  @AfterEach
  void stop() {
    pat.close();
    node.close();
  }

  @Test
  void pushesBeyondTheBurstAreRefusedAndTakeNoSeq() {
    for (int i = 0; i <= PUSH_BURST; i++) {
      JsonObject push = new JsonObject().put("usif", "c1").put("content", i).put("cid", "k" + i);
      pat.send(new JsonObject().put("action", "push").put("ref", "r" + i).put("data", push));
    }

    JsonObject refused = pat.next("pushback");
    while (refused.getInteger("errcode") == 0) {
      refused = pat.next("pushback");
    }
    assertThat(refused.getInteger("errcode")).isEqualTo(42900);
    assertThat(refused.getString("ref")).isEqualTo("r" + PUSH_BURST);
    JsonObject what = refused.getJsonObject("data");
    assertThat(what.getString("usif")).isEqualTo("c1");
    assertThat(what.getString("cid")).isEqualTo("k" + PUSH_BURST);
    assertThat(what.getInteger("retryable")).isEqualTo(1);
    long wait = what.getLong("retry_after_ms");
    assertThat(wait).isBetween(1L, 1_000L);

    await().pollDelay(Duration.ofMillis(wait)).until(() -> true); // as the client is told
    pat.act("push", "usif", "c1", "content", "again");
    JsonObject stored = pat.next("pushback");
    while (!"again".equals(stored.getJsonObject("data").getValue("content"))) {
      stored = pat.next("pushback");
    }
    assertThat(stored.getInteger("errcode")).isZero();
    assertThat(stored.getJsonObject("data").getLong("seq")).isEqualTo(PUSH_BURST + 1);
  }

  @Test
  void tooLargePushesCountToo() {
    String tooLarge = "x".repeat(9_000);
    for (int i = 0; i < PUSH_BURST; i++) {
      pat.act("push", "usif", "c1", "content", tooLarge);
      assertThat(pat.next().getInteger("errcode")).isEqualTo(41300);
    }

    pat.act("push", "usif", "c1", "content", tooLarge);
    assertThat(pat.next().getInteger("errcode")).isEqualTo(42900);
  }

  @Test
  void otherActionsShareARateOfTheirOwn() {
    for (int i = 0; i < ACTION_BURST; i++) {
      pat.act(i % 2 == 0 ? "typing" : "read", "usif", "nowhere" + i, "seq", 1);
      assertThat(pat.next().getInteger("errcode")).isEqualTo(40300);
    }

    pat.act("recall", "usif", "c1", "seq", 1);
    JsonObject error = pat.next();
    assertThat(error.getString("msgType")).isEqualTo("error");
    assertThat(error.getInteger("errcode")).isEqualTo(42900);
    assertThat(error.getJsonObject("data").getString("action")).isEqualTo("recall");
    assertThat(error.getJsonObject("data").getString("usif")).isEqualTo("c1");
    assertThat(error.getJsonObject("data").getInteger("retryable")).isEqualTo(1);
    assertThat(error.getJsonObject("data").getLong("retry_after_ms")).isPositive();

    pat.act("push", "usif", "c1", "content", 1);
    assertThat(pat.next("pushback").getInteger("errcode")).isZero();
  }

  @Test
  void aReconnectCountsItsChats() {
    pat.act("reconnect", "chats", chats(ACTION_BURST));
    assertThat(pat.next().getString("msgType")).isEqualTo("reconnect");

    pat.act("reconnect", "chats", chats(2));
    JsonObject error = pat.next();
    assertThat(error.getInteger("errcode")).isEqualTo(42900);
    assertThat(error.getJsonObject("data").getLong("retry_after_ms")).isGreaterThan(1_000);
  }

  private static JsonArray chats(int count) {
    JsonArray chats = new JsonArray();
    for (int i = 0; i < count; i++) {
      chats.add(new JsonObject().put("usif", "c1"));
    }
    return chats;
  }

  @Test
  void aPingCountsAsAnAction() {
    for (int i = 0; i < ACTION_BURST; i++) {
      pat.act("ping");
      JsonObject pong = pat.next();
      assertThat(pong.getString("msgType")).isEqualTo("pong");
      assertThat(pong.getJsonObject("data").getLong("server_time")).isPositive();
    }

    pat.act("ping");
    JsonObject error = pat.next();
    assertThat(error.getInteger("errcode")).isEqualTo(42900);
    assertThat(error.getJsonObject("data").getString("action")).isEqualTo("ping");
    assertThat(error.getJsonObject("data").getLong("retry_after_ms")).isPositive();
  }

  @Test
  void aThousandRefusedActionsClose() {
    JsonObject recall = new JsonObject().put("action", "recall");
    recall.put("data", new JsonObject().put("usif", "nowhere").put("seq", 1));
    for (int sent = 0; sent < 1_000; sent += 100) {
      for (int i = 0; i < 100; i++) {
        pat.send(recall);
      }
      for (int i = 0; i < 100; i++) {
        assertThat(pat.next().getString("msgType")).isEqualTo("error");
      }
    }
    assertThat(pat.closeCode()).isEqualTo(1008);
  }

  @Test
  void theDefaultsAreFiftyPushesASecondAndABurstOfAHundred() {
    assertThat(Limits.DEFAULT.pushRate()).isEqualTo(50);
    try (TestNode another = TestNode.start(data.resolve("another"))) {
      another.chat("c1", "doc", "pat");
      try (TestClient client = TestClient.ready(another, another.token("pat", "patient"))) {
        long began = System.nanoTime();
        for (int i = 0; i < 300; i++) {
          client.act("push", "usif", "c1", "content", i);
        }

        int stored = 0;
        for (int i = 0; i < 300; i++) {
          stored += client.next("pushback").getInteger("errcode") == 0 ? 1 : 0;
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        assertThat(stored).isBetween(100, 101 + (int) (50 * seconds));
      }
    }
  }
}
