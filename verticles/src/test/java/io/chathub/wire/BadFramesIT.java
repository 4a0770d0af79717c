package io.chathub.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.scene.RawClient;
import io.chathub.scene.TestClient;
import io.chathub.scene.TestNode;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames that are no action, and how many of them a connection may send. */
class BadFramesIT {

  private static final int BAD_FRAMES_MAX = 20;

  @TempDir Path data;
  private TestNode node;
  private TestClient pat;

  @BeforeEach
  void start() {
    node = TestNode.start(data);
    node.chat("c1", "doc", "pat");
    pat = TestClient.ready(node, node.token("pat", "patient"));
  }

  @AfterEach
  void stop() {
    pat.close();
    node.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "42",
        "\"ping\"",
        "[]",
        "{",
        "{\"action\":\"ping\"",
        "{\"action\":\"ping\"}{}",
        "{\"action\":\"ping\"} x",
        "{action:'ping'}",
        "{}",
        "{\"action\":null}",
        "{\"action\":7}",
        "{\"ref\":\"r\",\"data\":{}}"
      })
  void whatIsNoObjectOrHasNoActionIs40000(String text) {
    pat.sendText(text);

    JsonObject error = pat.next();
    assertThat(error.getString("msgType")).isEqualTo("error");
    assertThat(error.getInteger("errcode")).isEqualTo(40000);
    assertThat(error.getString("errmsg")).isNotBlank();
    assertThat(error.getJsonObject("data").getInteger("retryable")).isZero();
    assertThat(pat.sofar()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"action\":\"read\",\"ref\":\"r\",\"data\":{\"id\":1}}|usif|read",
        "{\"action\":\"read\",\"ref\":\"r\",\"data\":{\"usif\":\"c1\"}}|id|read",
        "{\"action\":\"typing\",\"ref\":\"r\"}|data|typing",
        "{\"action\":\"typing\",\"ref\":\"r\",\"data\":[]}|data|typing",
        "{\"action\":\"ping\",\"ref\":\"r\",\"data\":1}|data|ping",
        "{\"data\":{\"usif\":\"!\"},\"ref\":\"r\",\"action\":\"typing\"}|usif|typing",
      })
  void aFieldThatIsMissingOrMalformedIsNamedWith40001(String text, String field, String action) {
    pat.sendText(text);

    JsonObject error = pat.next();
    assertThat(error.getString("msgType")).isEqualTo("error");
    assertThat(error.getInteger("errcode")).isEqualTo(40001);
    assertThat(error.getString("errmsg")).contains(field);
    assertThat(error.getJsonObject("data").getString("action")).isEqualTo(action);
    assertThat(error.getString("ref")).isEqualTo("r");
  }

  @Test
  void aMalformedPushIsAnsweredByAPushback() {
    pat.sendText(
        "{\"data\":{\"type\":\"system\",\"content\":1,\"cid\":\"k\",\"usif\":\"c1\"},"
            + "\"ref\":\"r\",\"action\":\"push\"}");

    JsonObject refused = pat.next();
    assertThat(refused.getString("msgType")).isEqualTo("pushback");
    assertThat(refused.getInteger("errcode")).isEqualTo(40001);
    assertThat(refused.getString("ref")).isEqualTo("r");
    assertThat(refused.getJsonObject("data"))
        .isEqualTo(new JsonObject().put("usif", "c1").put("cid", "k").put("retryable", 0));
  }

  @Test
  void anUnknownActionIs40002() {
    pat.sendText("{\"action\":\"Ping\",\"ref\":\"r\"}");

    JsonObject error = pat.next();
    assertThat(error.getInteger("errcode")).isEqualTo(40002);
    assertThat(error.getJsonObject("data").getString("action")).isEqualTo("Ping");
    assertThat(error.getString("ref")).isEqualTo("r");
  }

  @Test
  void refComesBackAndIsAtMost64Characters() {
    String longest = "界".repeat(64);
    pat.send(new JsonObject().put("action", "ping").put("ref", longest));
    assertThat(pat.next().getString("ref")).isEqualTo(longest);

    pat.send(new JsonObject().put("action", "ping").put("ref", longest + "x"));
    assertThat(pat.next().getInteger("errcode")).isEqualTo(40001);

    pat.send(new JsonObject().put("action", "ping").put("ref", 5));
    assertThat(pat.next().getInteger("errcode")).isEqualTo(40001);

    pat.send(new JsonObject().put("action", "ping").putNull("ref").putNull("data"));
    JsonObject pong = pat.next();
    assertThat(pong.getString("msgType")).isEqualTo("pong");
    assertThat(pong.containsKey("ref")).isFalse();
  }

  @Test
  void unknownFieldsAreIgnoredAndDataMayComeBeforeTheAction() {
    pat.sendText(
        "{\"later\":[{\"x\":1}],\"data\":{\"new\":{\"a\":[]},\"content\":\"hi\",\"usif\":\"c1\"},"
            + "\"ref\":\"r\",\"action\":\"push\"}");

    JsonObject pushback = pat.next();
    assertThat(pushback.getInteger("errcode")).isZero();
    assertThat(pushback.getString("ref")).isEqualTo("r");
    assertThat(pushback.getJsonObject("data").getString("content")).isEqualTo("hi");
  }

  @Test
  void theLastStrawIsAnsweredThenItCloses() {
    String[] bad = {"x", "{\"action\":\"what\"}", "{\"action\":\"read\",\"data\":{}}"};
    for (int i = 0; i < BAD_FRAMES_MAX + 1; i++) {
      pat.sendText(bad[i % bad.length]);
    }

    assertThat(pat.closeCode()).isEqualTo(1008);
    assertThat(pat.received()).hasSize(BAD_FRAMES_MAX);
    assertThat(pat.received()).allMatch(frame -> frame.getInteger("errcode") < 40003);
  }

  @Test
  void refusalsThatAreNoBadFramesDoNotCount() {
    for (int i = 0; i < 2 * BAD_FRAMES_MAX; i++) {
      pat.act("push", "usif", "nowhere", "content", i);
      assertThat(pat.next().getInteger("errcode")).isEqualTo(40300);
    }
    for (int i = 0; i < BAD_FRAMES_MAX - 1; i++) {
      pat.sendText("x");
      assertThat(pat.next().getInteger("errcode")).isEqualTo(40000);
    }

    pat.act("ping");
    assertThat(pat.next().getString("msgType")).isEqualTo("pong");
  }

  @Test
  void invalidUtf8ReachesNobody() {
    byte[] push =
        "{\"action\":\"push\",\"data\":{\"usif\":\"c1\",\"content\":\"a?b\"}}"
            .getBytes(StandardCharsets.US_ASCII);
    byte[][] broken = {{(byte) 0xFF}, {(byte) 0xC0, (byte) 0xAF}, {(byte) 0xED, (byte) 0xA0, 'x'}};
    int place = new String(push, StandardCharsets.US_ASCII).indexOf('?');

    try (TestClient doc = TestClient.ready(node, node.token("doc", "doctor"));
        RawClient raw = RawClient.open(node, node.token("pat", "patient"))) {
      raw.readText();
      for (byte[] bytes : broken) {
        byte[] frame = new byte[push.length - 1 + bytes.length];
        System.arraycopy(push, 0, frame, 0, place);
        System.arraycopy(bytes, 0, frame, place, bytes.length);
        System.arraycopy(push, place + 1, frame, place + bytes.length, push.length - place - 1);
        raw.send(RawClient.frame(RawClient.TEXT, true, frame));
        assertThat(raw.readText().getInteger("errcode")).isEqualTo(40000);
      }
      raw.send(
          RawClient.text("{\"action\":\"push\",\"data\":{\"usif\":\"c1\",\"content\":\"ok\"}}"));

      JsonObject first = doc.next("push");
      assertThat(first.getJsonObject("data").getString("content")).isEqualTo("ok");
      assertThat(first.getJsonObject("data").getLong("seq")).isEqualTo(1);
    }
  }
}
