package io.chathub.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.scene.TestClient;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code GET /api/chats} and {@code GET /api/presence}. */
class ChatListIT extends TalkScene {

  private Rest rest;

  @BeforeEach
  void rest() {
    rest = new Rest(node);
  }

  private static List<String> names(List<JsonObject> chats) {
    return chats.stream().map(chat -> chat.getString("usif")).toList();
  }

  @Test
  void aChatIsShownWithItsMembersLastMessageAndWhatIsUnread() {
    node.chat("c1", "doc", "pat");
    TestClient pat = client("pat");
    say(pat, "c1", 1);
    JsonObject last = say(pat, "c1", 2);

    Rest.Answer answer = rest.get("/api/chats", token("doc"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("content-type")).startsWith("application/json");
    assertThat(answer.json().containsKey("cursor")).isTrue();
    assertThat(answer.json().getValue("cursor")).isNull();
    JsonObject chat = answer.list("chats").get(0);
    assertThat(chat.getJsonArray("members").getJsonObject(0)).isEqualTo(member("doc", "doctor", 0));
    assertThat(chat.getJsonArray("members").getJsonObject(1))
        .isEqualTo(member("pat", "patient", 1));
    chat.remove("members");
    assertThat(chat)
        .isEqualTo(
            new JsonObject()
                .put("usif", "c1")
                .put("booking_id", "b-c1")
                .put("state", "open")
                .put("member_count", 2)
                .put("last_message", last)
                .put("unread", 2)
                .put("hasnews", 1)
                .put("rev", 0));
    JsonObject own = rest.get("/api/chats", token("pat")).list("chats").get(0);
    assertThat(own.getInteger("unread")).isZero();
    assertThat(own.getInteger("hasnews")).isZero();
  }

  private static JsonObject member(String user, String role, int online) {
    return new JsonObject()
        .put("user_id", user)
        .put("role", role)
        .putNull("name")
        .put("online", online);
  }

  @Test
  void theLatestComeFirst() {
    for (String usif : new String[] {"c1", "c2", "c3"}) {
      node.chat(usif, "doc", "pat");
      nextMillisecond();
    }
    say(client("pat"), "c1", "hi");
    node.chat("not-his", "doc2", "aunt");

    List<JsonObject> chats = rest.get("/api/chats", token("doc")).list("chats");

    assertThat(names(chats)).containsExactly("c1", "c3", "c2");
    assertThat(chats.get(1).getValue("last_message")).isNull();
  }

  /** Two chats made in one are in the order of their names. */
  private static void nextMillisecond() {
    long now = System.currentTimeMillis();
    while (System.currentTimeMillis() == now) {
      Thread.onSpinWait();
    }
  }

  @Test
  void pagesGoOnToTheEnd() {
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      node.chat("c" + i, "doc", "pat");
      made.add("c" + i);
    }
    List<String> seen = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    String cursor = "";
    while (cursor != null) {
      Rest.Answer page = rest.get("/api/chats?limit=3&cursor=" + cursor, token("doc"));
      seen.addAll(names(page.list("chats")));
      sizes.add(page.list("chats").size());
      cursor = page.json().getString("cursor");
    }

    assertThat(seen).containsExactlyInAnyOrderElementsOf(made);
    assertThat(sizes).containsExactly(3, 3, 1);
  }

  @Test
  void limitsAndCursorsThatAreNoneAreRefused() {
    for (String query : new String[] {"limit=0", "limit=-1", "limit=x", "limit=1.5", "cursor=x"}) {
      Rest.Answer answer = rest.get("/api/chats?" + query, token("doc"));
      assertThat(answer.status()).as(query).isEqualTo(400);
      assertThat(answer.errcode()).isEqualTo(40001);
    }
    assertThat(rest.get("/api/chats?limit=100000", token("doc")).status()).isEqualTo(200);
    assertThat(rest.get("/api/chats?limit=9999999999999999999", token("doc")).status())
        .isEqualTo(200);
  }

  @Test
  void presenceIsOfUsersInTheOrderAsked() {
    long before = System.currentTimeMillis();
    node.chat("c1", "doc2", "pat", "aunt");
    client("doc");
    TestClient pat = client("pat");
    TestClient watcher = client("doc2");
    pat.close();
    watcher.next("offline");

    List<JsonObject> users =
        rest.get("/api/presence?user_id=pat&user_id=doc&user_id=nobody", token("aunt"))
            .list("users");

    assertThat(users.stream().map(user -> user.getString("user_id")))
        .containsExactly("pat", "doc", "nobody");
    assertThat(users.stream().map(user -> user.getInteger("online"))).containsExactly(0, 1, 0);
    long now = System.currentTimeMillis();
    assertThat(users.get(0).getLong("since")).isBetween(before, now);
    assertThat(users.get(1).getLong("since")).isBetween(before, now);
    assertThat(users.get(2).getValue("since")).isNull();
  }

  @Test
  void presenceOfTwoHundredWithLongNamesIsToldAtOnce() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      names.add(String.format("u%0127d", i));
    }

    List<JsonObject> users =
        rest.get("/api/presence?user_id=" + String.join("&user_id=", names), token("doc"))
            .list("users");

    assertThat(users.stream().map(user -> user.getString("user_id")))
        .containsExactlyElementsOf(names);
  }

  @Test
  void presenceOfNobodyOrOfTooManyIsRefused() {
    String many = "user_id=u&".repeat(201);
    for (String query : new String[] {"", "user_id=", "user_id=a%20b", many}) {
      Rest.Answer answer = rest.get("/api/presence?" + query, token("doc"));
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.errcode()).isEqualTo(40001);
    }
  }
}
