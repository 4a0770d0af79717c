package io.chathub.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.chathub.scene.TestClient;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A message that is sent again with its {@code cid}. */
class DuplicateIT extends TalkScene {

  private TestClient pat;
  private TestClient doc;

  @BeforeEach
  void talk() {
    node.chat("c1", "doc", "pat");
    pat = client("pat");
    doc = client("doc");
  }

  @CanIgnoreReturnValue
  private static JsonObject send(TestClient by, String usif, String content, String cid) {
    by.act("push", "usif", usif, "content", content, "cid", cid);
    return stored(by);
  }

  @Test
  void aDuplicateIsTheFirstMessageAndIsToldNobodyElse() {
    JsonObject first = send(pat, "c1", "one", "k");
    JsonObject second = send(pat, "c1", "another text", "k");
    say(pat, "c1", "two");

    assertThat(first.containsKey("duplicate")).isFalse();
    assertThat(second).isEqualTo(first.copy().put("duplicate", 1));
    assertThat(data(doc.next("push"))).isEqualTo(first);
    assertThat(data(doc.next("push")).getString("content")).isEqualTo("two");
  }

  @Test
  void oneWhoseStoringWasNotAnsweredReachesTheOthersWithItsRepeatAndOnce() {
    node.sessions.loseAppends(true);
    pat.act("push", "usif", "c1", "content", "one", "cid", "k");
    assertThat(errcode(pat, "pushback")).isEqualTo(50400);
    node.sessions.loseAppends(false);

    JsonObject repeated = send(pat, "c1", "one", "k");
    JsonObject again = send(pat, "c1", "one", "k");
    say(pat, "c1", "two");

    assertThat(repeated.getInteger("duplicate")).isEqualTo(1);
    assertThat(again).isEqualTo(repeated);
    assertThat(data(doc.next("push")).getString("content")).isEqualTo("one");
    assertThat(data(doc.next("push")).getString("content")).isEqualTo("two");
  }

  @Test
  void sentTwiceAtOnceItIsStoredOnce() {
    for (int i = 0; i < 30; i++) {
      pat.act("push", "usif", "c1", "content", i, "cid", "k" + i);
      pat.act("push", "usif", "c1", "content", i, "cid", "k" + i);
    }
    for (int i = 0; i < 30; i++) {
      JsonObject first = stored(pat);
      assertThat(first.getLong("seq")).isEqualTo(i + 1);
      assertThat(stored(pat)).isEqualTo(first.copy().put("duplicate", 1));
    }
  }

  @Test
  void anotherConnectionOfTheSenderIsAnsweredTheSame() {
    JsonObject first = send(pat, "c1", "one", "k");

    assertThat(send(client("pat"), "c1", "one", "k")).isEqualTo(first.copy().put("duplicate", 1));
  }

  @Test
  void anotherSenderOrAnotherChatIsNoDuplicate() {
    node.chat("c2", "doc", "pat");
    send(pat, "c1", "one", "k");

    assertThat(send(doc, "c1", "one", "k").getLong("seq")).isEqualTo(2);
    assertThat(send(pat, "c2", "one", "k").containsKey("duplicate")).isFalse();
  }

  @Test
  void aDuplicateShowsTheMessageAsRead() {
    JsonObject first = send(pat, "c1", "one", "k");
    doc.act("read", "usif", "c1", "id", first.getString("id"));
    pat.next("read");

    assertThat(send(pat, "c1", "one", "k"))
        .isEqualTo(first.copy().put("is_read", 1).put("duplicate", 1));
  }

  @Test
  void aDuplicateShowsTheMessageAsRecalled() {
    JsonObject first = send(pat, "c1", "one", "k");
    pat.act("recall", "usif", "c1", "id", first.getString("id"));
    pat.next("recall");

    assertThat(send(pat, "c1", "one", "k"))
        .isEqualTo(first.copy().putNull("content").put("recalled", 1).put("duplicate", 1));
  }

  @Test
  void aDuplicateIsASuccessEvenIfTheChatWasClosedSince() {
    JsonObject first = send(pat, "c1", "one", "k");
    node.putChat("c1", "closed", "doc", "pat");

    assertThat(send(pat, "c1", "one", "k").getString("id")).isEqualTo(first.getString("id"));
    pat.act("push", "usif", "c1", "content", 1, "cid", "other");
    assertThat(errcode(pat, "pushback")).isEqualTo(40301);
  }

  @Test
  void membershipIsCheckedBeforeTheDuplicate() {
    node.chat("c3", "doc", "pat", "aunt");
    TestClient aunt = client("aunt");
    send(aunt, "c3", "one", "k");
    node.putChat("c3", "closed", "doc", "pat");

    aunt.act("push", "usif", "c3", "content", "one", "cid", "k");

    assertThat(errcode(aunt, "pushback")).isEqualTo(40300);
  }

  @Test
  void aRefusedPushDoesNotUseItsCid() {
    node.putChat("c1", "closed", "doc", "pat");
    pat.act("push", "usif", "c1", "content", 1, "cid", "k");
    assertThat(errcode(pat, "pushback")).isEqualTo(40301);
    node.putChat("c1", "open", "doc", "pat");

    assertThat(send(pat, "c1", "one", "k").containsKey("duplicate")).isFalse();
  }
}
