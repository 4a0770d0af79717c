package io.chathub.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.scene.TestClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a message of a chat of three counts as read. */
class IsReadIT extends TalkScene {

  private TestClient doc;
  private TestClient pat;
  private TestClient aunt;

  @BeforeEach
  void talk() {
    node.chat("c1", "doc", "pat", "aunt");
    doc = client("doc");
    pat = client("pat");
    aunt = client("aunt");
    say(pat, "c1", "hi");
  }

  /** After everything that the asker sent before. */
  private int isRead(TestClient asker) {
    return reconnect(asker, "usif", "c1", "index", 0, "scope", "all")
        .getJsonArray("data")
        .getJsonObject(0)
        .getInteger("is_read");
  }

  @Test
  void onlyOnceEveryOtherMemberHasReadIt() {
    doc.act("read", "usif", "c1", "id", 1);
    assertThat(isRead(doc)).isZero();

    aunt.act("read", "usif", "c1", "id", 1);
    assertThat(isRead(aunt)).isOne();
  }

  @Test
  void theSendersOwnReadingDoesNotCount() {
    pat.act("read", "usif", "c1", "id", 1);
    doc.act("read", "usif", "c1", "id", 1);
    assertThat(isRead(pat)).isZero();
    assertThat(isRead(doc)).isZero();
  }

  @Test
  void whoLeavesIsNotWaitedForAndComingBackUnreadsNothing() {
    doc.act("read", "usif", "c1", "id", 1);
    assertThat(isRead(doc)).isZero();

    node.chat("c1", "doc", "pat");
    assertThat(isRead(doc)).isOne();

    node.chat("c1", "doc", "pat", "aunt");
    assertThat(isRead(doc)).isOne();
  }

  @Test
  void whoComesLaterUnreadsNothing() {
    doc.act("read", "usif", "c1", "id", 1);
    assertThat(isRead(doc)).isZero();
    aunt.act("read", "usif", "c1", "id", 1);
    assertThat(isRead(aunt)).isOne();

    node.chat("c1", "doc", "pat", "aunt", "uncle");

    assertThat(isRead(client("uncle"))).isOne();
    say(pat, "c1", "two");
    doc.act("read", "usif", "c1", "id", 2);
    aunt.act("read", "usif", "c1", "id", 2);
    assertThat(
            reconnect(aunt, "usif", "c1", "index", 1, "scope", "all")
                .getJsonArray("data")
                .getJsonObject(0)
                .getInteger("is_read"))
        .isZero();
  }
}
