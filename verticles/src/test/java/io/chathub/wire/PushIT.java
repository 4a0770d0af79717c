package io.chathub.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.scene.TestClient;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets a message, and which are refused. */
class PushIT extends TalkScene {

  @BeforeEach
  void talk() {
    node.chat("c1", "doc", "pat");
  }

  @Test
  void onlyTheSendingConnectionGetsAPushbackAllOthersOfAllMembersAPush() {
    TestClient pat = client("pat");
    TestClient patAtHome = client("pat");
    TestClient doc = client("doc");
    TestClient docAtHome = client("doc");
    TestClient stranger = client("stranger");

    JsonObject message = say(pat, "c1", "hi");
    say(doc, "c1", "hello");

    assertThat(types(upTo(pat, "push"))).containsExactly("push");
    for (TestClient other : new TestClient[] {patAtHome, docAtHome}) {
      var frames = upTo(other, "push");
      frames.addAll(upTo(other, "push"));
      assertThat(types(frames)).containsExactly("push", "push");
      assertThat(data(frames.get(0))).isEqualTo(message);
      assertThat(frames.get(0).containsKey("ref")).isFalse();
    }
    stranger.act("ping");
    assertThat(types(upTo(stranger, "pong"))).containsExactly("pong");
  }

  @Test
  void thePushbackBringsTheRefBack() {
    TestClient pat = client("pat");
    JsonObject data = new JsonObject().put("usif", "c1").put("content", 1);
    pat.send(new JsonObject().put("action", "push").put("data", data).put("ref", "r-1"));
    pat.send(
        new JsonObject()
            .put("action", "push")
            .put("data", new JsonObject().put("usif", "none").put("content", 1))
            .put("ref", "r-2"));

    assertThat(pat.next("pushback").getString("ref")).isEqualTo("r-1");
    assertThat(pat.next("pushback").getString("ref")).isEqualTo("r-2");
  }

  @Test
  void aFailureSaysWhichPushItWasAndWhetherToTryAgain() {
    TestClient pat = client("pat");
    pat.act("push", "usif", "unknown", "content", 1, "cid", "k1");

    JsonObject pushback = pat.next("pushback");

    assertThat(pushback.getInteger("errcode")).isEqualTo(40300);
    assertThat(pushback.getString("errmsg")).isNotEmpty();
    assertThat(data(pushback))
        .isEqualTo(new JsonObject().put("usif", "unknown").put("cid", "k1").put("retryable", 0));
  }

  @Test
  void whoIsNoMemberMayNotPush() {
    TestClient stranger = client("stranger");
    stranger.act("push", "usif", "c1", "content", 1);

    assertThat(errcode(stranger, "pushback")).isEqualTo(40300);
  }

  @Test
  void whoWasRemovedMayNotPushAndGetsNothingMore() {
    node.chat("c3", "doc", "pat", "aunt");
    TestClient aunt = client("aunt");
    TestClient pat = client("pat");
    node.chat("c3", "doc", "pat");

    aunt.act("push", "usif", "c3", "content", 1);
    assertThat(types(upTo(aunt, "pushback"))).containsExactly("chat", "pushback");
    say(pat, "c3", "without her");
    aunt.act("push", "usif", "c3", "content", 1);

    assertThat(types(upTo(aunt, "pushback"))).containsExactly("pushback");
  }

  @Test
  void aClosedChatRefusesPushesUntilItIsOpenAgain() {
    TestClient pat = client("pat");
    node.putChat("c1", "closed", "doc", "pat");
    pat.act("push", "usif", "c1", "content", 1);
    assertThat(errcode(pat, "pushback")).isEqualTo(40301);

    node.putChat("c1", "open", "doc", "pat");

    assertThat(say(pat, "c1", 2).getLong("seq")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"system", "Text", "", "1a", "a b", "中", "a23456789012345678901234567890123"})
  void aTypeThatIsNoneIsRefused(String type) {
    TestClient pat = client("pat");
    pat.act("push", "usif", "c1", "content", 1, "type", type);

    JsonObject pushback = pat.next("pushback");

    assertThat(pushback.getInteger("errcode")).isEqualTo(40001);
    assertThat(pushback.getString("errmsg")).contains("type");
    assertThat(data(pushback).getString("usif")).isEqualTo("c1");
    assertThat(data(pushback).getInteger("retryable")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "voice", "x-ray.v2_1", "a2345678901234567890123456789012"})
  void anyTypeOfThePatternIsTaken(String type) {
    TestClient pat = client("pat");
    pat.act("push", "usif", "c1", "content", 1, "type", type);

    assertThat(stored(pat).getString("type")).isEqualTo(type);
  }

  @Test
  void whatIsMissingOrMalformedIsNamed() {
    TestClient pat = client("pat");
    pat.act("push", "content", 1);
    assertMalformed(pat, "usif");
    pat.act("push", "usif", 5, "content", 1);
    assertMalformed(pat, "usif");
    pat.act("push", "usif", "c 1", "content", 1);
    assertMalformed(pat, "usif");
    pat.act("push", "usif", "c1");
    assertMalformed(pat, "content");
    pat.act("push", "usif", "c1", "content", 1, "cid", "");
    assertMalformed(pat, "cid");
    pat.act("push", "usif", "c1", "content", 1, "cid", "x".repeat(65));
    assertMalformed(pat, "cid");
    pat.act("push", "usif", "c1", "content", 1, "cid", 3);
    assertMalformed(pat, "cid");
    pat.act("push", "usif", "c1", "content", 1, "type", 3);
    assertMalformed(pat, "type");
  }

  private static void assertMalformed(TestClient client, String field) {
    JsonObject pushback = client.next("pushback");
    assertThat(pushback.getInteger("errcode")).isEqualTo(40001);
    assertThat(pushback.getString("errmsg")).startsWith(field);
  }

  @Test
  void contentMayBeAsLargeAsReadySaysAndNoLarger() {
    TestClient pat = client("pat");
    int max = gateway().limits().contentBytes();

    say(pat, "c1", "x".repeat(max - 2));
    pat.act("push", "usif", "c1", "content", "x".repeat(max - 1), "cid", "k");

    JsonObject pushback = pat.next("pushback");
    assertThat(pushback.getInteger("errcode")).isEqualTo(41300);
    assertThat(data(pushback).getString("cid")).isEqualTo("k");
  }

  @Test
  void aRefusedPushTakesNoSeq() {
    TestClient pat = client("pat");
    TestClient stranger = client("stranger");
    say(pat, "c1", 1);
    stranger.act("push", "usif", "c1", "content", 1);
    assertThat(errcode(stranger, "pushback")).isEqualTo(40300);
    node.putChat("c1", "closed", "doc", "pat");
    pat.act("push", "usif", "c1", "content", 1);
    assertThat(errcode(pat, "pushback")).isEqualTo(40301);
    node.putChat("c1", "open", "doc", "pat");

    assertThat(say(pat, "c1", 2).getLong("seq")).isEqualTo(2);
  }
}
