package io.chathub.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.bus.ServiceAddress;
import io.chathub.scene.TestClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** Being told of chats and of what the system says to all. */
class ChatEventIT extends TalkScene {

  private static JsonObject event(String state, int member) {
    return new JsonObject()
        .put("usif", "c1")
        .put("booking_id", "b-c1")
        .put("state", state)
        .put("member", member);
  }

  @Test
  void membersAreToldThatAChatWasMadeClosedAndReopened() {
    TestClient pat = client("pat");
    node.chat("c1", "doc", "pat");
    node.chat("c1", "doc", "pat");
    node.putChat("c1", "closed", "doc", "pat");
    node.putChat("c1", "closed", "doc", "pat");
    node.putChat("c1", "open", "doc", "pat");

    assertThat(data(pat.next("chat"))).isEqualTo(event("open", 1));
    assertThat(data(pat.next("chat"))).isEqualTo(event("closed", 1));
    assertThat(data(pat.next("chat"))).isEqualTo(event("open", 1));
  }

  @Test
  void onlyWhoJoinsOrLeavesIsToldOfIt() {
    TestClient pat = client("pat");
    TestClient aunt = client("aunt");
    TestClient auntAtHome = client("aunt");
    node.chat("c1", "doc", "pat");
    pat.next("chat");
    node.chat("c1", "doc", "pat", "aunt");
    node.chat("c1", "doc", "pat");
    node.putChat("c1", "closed", "doc", "pat");

    for (TestClient connection : new TestClient[] {aunt, auntAtHome}) {
      assertThat(data(connection.next("chat"))).isEqualTo(event("open", 1));
      assertThat(data(connection.next("chat"))).isEqualTo(event("open", 0));
    }
    assertThat(data(pat.next("chat"))).isEqualTo(event("closed", 1));
  }

  @Test
  void aNoticeGoesToARoleOrToAllAndIsNotStored() {
    TestClient doc = client("doc");
    TestClient docAtHome = client("doc");
    TestClient pat = client("pat");

    assertThat(notice(new JsonObject().put("role", "doctor"), "for doctors").getInteger("reached"))
        .isOne();
    JsonObject toAll = notice(new JsonObject().put("all", 1), "for all");

    assertThat(toAll.getInteger("reached")).isEqualTo(2);
    assertThat(toAll.getJsonArray("messages")).isEmpty();
    for (TestClient connection : new TestClient[] {doc, docAtHome}) {
      JsonObject notice = data(connection.next("notice"));
      assertThat(notice.fieldNames())
          .containsExactlyInAnyOrder("id", "type", "content", "created_at");
      assertThat(notice.getString("content")).isEqualTo("for doctors");
      assertThat(notice.getString("type")).isEqualTo("system");
      assertThat(data(connection.next("notice")).getString("content")).isEqualTo("for all");
    }
    assertThat(data(pat.next("notice")).getString("content")).isEqualTo("for all");
    assertThat(new Rest(node).get("/api/chats", token("pat")).list("chats")).isEmpty();
  }

  private JsonObject notice(JsonObject target, String content) {
    return node.ask(
        ServiceAddress.PUBLISH, new JsonObject().put("target", target).put("content", content));
  }

  @Test
  void aNewMemberSeesTheWholeLogAndHasReadIt() {
    node.chat("c1", "doc", "pat");
    TestClient pat = client("pat");
    say(pat, "c1", 1);
    say(pat, "c1", 2);
    node.chat("c1", "doc", "pat", "aunt");
    TestClient aunt = client("aunt");

    JsonObject all = reconnect(aunt, "usif", "c1", "index", 0, "scope", "all");
    assertThat(seqs(all.getJsonArray("data"))).containsExactly(1L, 2L);
    assertThat(chat(all, 0).getInteger("unread")).isZero();
    assertThat(chat(all, 0).getJsonObject("read").getInteger("aunt")).isEqualTo(2);
    assertThat(reconnect(aunt, "usif", "c1", "index", 0).getJsonArray("data"))
        .isEqualTo(new JsonArray());
  }
}
