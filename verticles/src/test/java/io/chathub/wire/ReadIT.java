package io.chathub.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.scene.TestClient;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Saying what was read. */
class ReadIT extends TalkScene {

  private TestClient pat;
  private TestClient doc;

  @BeforeEach
  void talk() {
    node.chat("c1", "doc", "pat");
    pat = client("pat");
    doc = client("doc");
  }

  @Test
  void allOtherConnectionsOfAllMembersAreTold() {
    TestClient docAtHome = client("doc");
    String id = say(pat, "c1", "hi").getString("id");
    long before = System.currentTimeMillis();
    doc.act("read", "usif", "c1", "id", id);

    JsonObject read = data(pat.next("read"));

    assertThat(docAtHome.next("read").getJsonObject("data")).isEqualTo(read);
    assertThat(read.getLong("read_at")).isBetween(before, System.currentTimeMillis());
    assertThat(read.getMap())
        .containsExactlyInAnyOrderEntriesOf(
            new JsonObject()
                .put("usif", "c1")
                .put("booking_id", "b-c1")
                .put("id", id)
                .put("seq", 1)
                .put("reader", "doc")
                .put("read_at", read.getLong("read_at"))
                .getMap());
  }

  @Test
  void nothingComesBackToTheConnectionThatSentIt() {
    String id = say(pat, "c1", "hi").getString("id");
    doc.act("read", "usif", "c1", "id", id);
    pat.next("read");
    say(pat, "c1", "more");

    List<JsonObject> frames = upTo(doc, "push");
    frames.addAll(upTo(doc, "push"));
    assertThat(types(frames)).containsExactly("push", "push");
  }

  @Test
  void cursorsOnlyMoveForwardAndWhatMovesNothingIsNotTold() {
    TestClient patAtHome = client("pat");
    String first = say(pat, "c1", 1).getString("id");
    String second = say(pat, "c1", 2).getString("id");
    doc.act("read", "usif", "c1", "id", second);
    doc.act("read", "usif", "c1", "id", second);
    doc.act("read", "usif", "c1", "id", first);
    String third = say(pat, "c1", 3).getString("id");
    doc.act("read", "usif", "c1", "id", third);

    assertThat(data(patAtHome.next("read")).getString("id")).isEqualTo(second);
    assertThat(data(patAtHome.next("read")).getString("id")).isEqualTo(third);
    assertThat(chat(reconnect(doc, "usif", "c1", "index", 0), 0).getJsonObject("read"))
        .isEqualTo(new JsonObject().put("doc", 3).put("pat", 0));
  }

  @Test
  void theMessageMayBeNamedByIdOrSeq() {
    for (int i = 1; i <= 4; i++) {
      say(pat, "c1", i);
    }
    doc.act("read", "usif", "c1", "seq", 1);
    doc.act("read", "usif", "c1", "id", 2);
    doc.act("read", "usif", "c1", "id", "3");
    doc.act("read", "usif", "c1", "id", null, "seq", "4");

    for (long seq = 1; seq <= 4; seq++) {
      JsonObject read = data(pat.next("read"));
      assertThat(read.getLong("seq")).isEqualTo(seq);
      assertThat(read.getString("id")).startsWith("c1." + seq + ".");
    }
  }

  @Test
  void anUnknownMessageIsRefusedAndMovesNothing() {
    node.chat("c2", "doc", "pat");
    String other = say(pat, "c2", 1).getString("id");
    String id = say(pat, "c1", 1).getString("id");
    for (String unknown : new String[] {"2", other, id + "0", "c1.2.zzz", "nonsense"}) {
      doc.act("read", "usif", "c1", "id", unknown);
      JsonObject error = doc.next("error");
      assertThat(error.getInteger("errcode")).as(unknown).isEqualTo(40400);
      assertThat(data(error))
          .isEqualTo(new JsonObject().put("action", "read").put("usif", "c1").put("retryable", 0));
    }

    assertThat(chat(reconnect(doc, "usif", "c1", "index", 0), 0).getInteger("unread")).isOne();
  }

  @Test
  void aMissingMessageIsMalformed() {
    say(pat, "c1", 1);
    doc.act("read", "usif", "c1");
    assertThat(errcode(doc, "error")).isEqualTo(40001);
    doc.act("read", "usif", "c1", "id", "");
    assertThat(errcode(doc, "error")).isEqualTo(40001);
    doc.act("read", "usif", "c1", "id", true);
    assertThat(errcode(doc, "error")).isEqualTo(40001);
  }

  @Test
  void whoIsNoMemberMayNotRead() {
    say(pat, "c1", 1);
    TestClient stranger = client("stranger");
    stranger.act("read", "usif", "c1", "id", 1);
    assertThat(errcode(stranger, "error")).isEqualTo(40300);
    stranger.act("read", "usif", "unknown", "id", 1);
    assertThat(errcode(stranger, "error")).isEqualTo(40300);
  }

  @Test
  void anErrorBringsTheRefBack() {
    JsonObject data = new JsonObject().put("usif", "c1").put("id", "nonsense");
    doc.send(new JsonObject().put("action", "read").put("ref", "r").put("data", data));

    assertThat(doc.next("error").getString("ref")).isEqualTo("r");
  }
}
