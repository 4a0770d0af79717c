package io.chathub.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.scene.TestClient;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code GET /api/chats/{usif}/messages}. */
class HistoryIT extends TalkScene {

  private final List<String> ids = new ArrayList<>();

  @BeforeEach
  void talk() {
    node.chat("c1", "doc", "pat");
    TestClient pat = client("pat");
    for (int i = 1; i <= 60; i++) {
      ids.add(say(pat, "c1", i).getString("id"));
    }
  }

  private Rest.Answer ask(String query) {
    return new Rest(node).get("/api/chats/c1/messages?" + query, token("doc"));
  }

  private void assertPage(String query, long first, long last, int more) {
    Rest.Answer answer = ask(query);
    assertThat(answer.status()).as(query).isEqualTo(200);
    List<Long> seqs = answer.list("messages").stream().map(m -> m.getLong("seq")).toList();
    assertThat(seqs).as(query).isSorted().hasSize((int) (last - first + 1));
    assertThat(seqs).startsWith(first).endsWith(last);
    assertThat(answer.json().getInteger("more")).as(query).isEqualTo(more);
  }

  @Test
  void withoutAPositionTheNewestFiftyComeOldestFirst() {
    assertPage("", 11, 60, 1);
    assertPage("limit=1000", 1, 60, 0);
  }

  @Test
  void beforeGivesTheNearestOlder() {
    assertPage("before=10&limit=4", 6, 9, 1);
    assertPage("before=" + ids.get(9) + "&limit=4", 6, 9, 1);
    assertPage("before=5&limit=4", 1, 4, 0);
    assertPage("before=1000&limit=2", 59, 60, 1);
  }

  @Test
  void afterGivesTheNearestNewer() {
    assertPage("after=10&limit=4", 11, 14, 1);
    assertPage("after=" + ids.get(9) + "&limit=4", 11, 14, 1);
    assertPage("after=56&limit=4", 57, 60, 0);
    assertPage("after=0&limit=2", 1, 2, 1);
  }

  @Test
  void beyondEitherEndThereIsNothing() {
    for (String query : new String[] {"before=1", "after=60", "after=1000"}) {
      JsonObject page = ask(query).json();
      assertThat(page.getJsonArray("messages")).as(query).isEmpty();
      assertThat(page.getInteger("more")).isZero();
    }
  }

  @Test
  void bothAtOnceOrAnUnknownIdIsMalformed() {
    node.chat("c2", "doc", "pat");
    String other = say(client("pat"), "c2", 1).getString("id");
    for (String query :
        new String[] {
          "before=9&after=3", "before=x", "after=" + other, "after=" + ids.get(3) + "0", "limit=0"
        }) {
      Rest.Answer answer = ask(query);
      assertThat(answer.status()).as(query).isEqualTo(400);
      assertThat(answer.errcode()).as(query).isEqualTo(40001);
      assertThat(answer.json().getString("errmsg")).isNotEmpty();
    }
  }

  @Test
  void onlyMembersMayAsk() {
    Rest rest = new Rest(node);
    for (String usif : new String[] {"c1", "unknown", "system:doc"}) {
      Rest.Answer answer = rest.get("/api/chats/" + usif + "/messages", token("stranger"));
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.errcode()).isEqualTo(40300);
    }
    assertThat(rest.get("/api/chats/a%20b/messages", token("doc")).errcode()).isEqualTo(40001);
  }

  @Test
  void theChatIsTheOneOfThePath() {
    node.chat("c2", "doc", "pat");
    node.chat("a@b:c", "doc", "pat");
    say(client("pat"), "a@b:c", 1);

    assertThat(ask("usif=c2&limit=1").list("messages")).hasSize(1);
    assertThat(new Rest(node).get("/api/chats/a%40b:c/messages", token("doc")).list("messages"))
        .hasSize(1);
  }
}
