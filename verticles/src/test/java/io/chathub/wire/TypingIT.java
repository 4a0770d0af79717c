package io.chathub.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.scene.TestClient;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Telling that one is typing. */
class TypingIT extends TalkScene {

  private TestClient pat;
  private TestClient doc;

  @BeforeEach
  void talk() {
    node.chat("c1", "doc", "pat");
    pat = client("pat");
    doc = client("doc");
  }

  @Test
  void onlyTheOtherMembersAreTold() {
    TestClient patAtHome = client("pat");
    TestClient docAtHome = client("doc");
    pat.act("typing", "usif", "c1");
    say(pat, "c1", "hi");

    JsonObject typing = data(doc.next("typing"));

    assertThat(typing).isEqualTo(new JsonObject().put("usif", "c1").put("user_id", "pat"));
    assertThat(data(docAtHome.next("typing"))).isEqualTo(typing);
    assertThat(types(upTo(patAtHome, "push"))).containsExactly("push");
  }

  @Test
  void onceASecondForEachChatAndConnection() {
    node.chat("c2", "doc", "pat");
    TestClient patAtHome = client("pat");
    long before = System.nanoTime();
    for (int i = 0; i < 20; i++) {
      pat.act("typing", "usif", "c1");
      pat.act("typing", "usif", "c2");
    }
    patAtHome.act("typing", "usif", "c1");
    patAtHome.act("reconnect", "usif", "c1", "index", 0);
    patAtHome.next("reconnect");
    pat.act("reconnect", "usif", "c1", "index", 0);
    pat.next("reconnect");
    say(pat, "c1", "hi");

    long seconds = (System.nanoTime() - before) / 1_000_000_000L;
    long typings =
        upTo(doc, "push").stream().filter(f -> f.getString("msgType").equals("typing")).count();
    assertThat(typings).isBetween(3L, 3 + 3 * seconds);
  }

  @Test
  void itIsNotStored() {
    pat.act("typing", "usif", "c1");
    doc.next("typing");

    assertThat(chat(reconnect(doc, "usif", "c1", "index", 0), 0).getLong("last_seq")).isZero();
  }

  @Test
  void aClosedChatRefusesIt() {
    node.putChat("c1", "closed", "doc", "pat");
    pat.act("typing", "usif", "c1");

    JsonObject error = pat.next("error");
    assertThat(error.getInteger("errcode")).isEqualTo(40301);
    assertThat(data(error))
        .isEqualTo(new JsonObject().put("action", "typing").put("usif", "c1").put("retryable", 0));
  }

  @Test
  void whoIsNoMemberMayNotEvenInAClosedChat() {
    node.putChat("c1", "closed", "doc", "pat");
    TestClient stranger = client("stranger");
    stranger.act("typing", "usif", "c1");
    assertThat(errcode(stranger, "error")).isEqualTo(40300);
    stranger.act("typing", "usif", "unknown");
    assertThat(errcode(stranger, "error")).isEqualTo(40300);
  }
}
