package io.chathub.wire;

import static io.chathub.bus.ServiceAddress.GET_CHAT;
import static io.chathub.bus.ServiceAddress.PATCH_CHAT;
import static io.chathub.bus.ServiceAddress.PUT_CHAT;
import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.scene.TestClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Chats, for internal services. */
class ChatServiceIT extends ServiceScene {

  private static JsonObject member(String user) {
    return json("user_id", user, "role", "patient");
  }

  private static JsonObject chat(Object... more) {
    JsonArray members =
        array(json("user_id", "doc", "role", "doctor", "name", "Dr"), member("pat"));
    return json("usif", "c1", "booking_id", "1024", "members", members).mergeIn(json(more));
  }

  @Test
  void putAnswersWithTheChatAndGetGivesItAgain() {
    JsonObject put = ask(PUT_CHAT, chat());

    assertThat(put.getLong("created_at")).isPositive();
    assertThat(put)
        .isEqualTo(
            json(
                "usif",
                "c1",
                "booking_id",
                "1024",
                "state",
                "open",
                "members",
                array(
                    json("user_id", "doc", "role", "doctor", "name", "Dr"),
                    json("user_id", "pat", "role", "patient", "name", null)),
                "created_at",
                put.getLong("created_at")));
    assertThat(ask(GET_CHAT, json("usif", "c1"))).isEqualTo(put);
    assertThat(ask(PUT_CHAT, chat())).isEqualTo(put);
  }

  @Test
  void putChangesMembersAndState() {
    ask(PUT_CHAT, chat());

    JsonObject changed =
        ask(PUT_CHAT, chat("state", "closed", "members", array(member("pat"), member("aunt"))));

    assertThat(changed.getString("state")).isEqualTo("closed");
    assertThat(objects(changed.getJsonArray("members")).stream().map(m -> m.getString("user_id")))
        .containsExactly("pat", "aunt");
    assertThat(ask(GET_CHAT, json("usif", "c1"))).isEqualTo(changed);
  }

  @Test
  void aPatchChangesWhatItNamesAndTellsWhomItConcerns() {
    ask(PUT_CHAT, chat());
    TestClient pat = client("pat");
    TestClient aunt = client("aunt");

    JsonObject closed = ask(PATCH_CHAT, json("usif", "c1", "state", "closed"));
    JsonObject wider =
        ask(PATCH_CHAT, json("usif", "c1", "add", array(member("aunt")), "remove", array("pat")));

    assertThat(closed.getString("state")).isEqualTo("closed");
    assertThat(closed.getJsonArray("members")).hasSize(2);
    assertThat(closed.getString("booking_id")).isEqualTo("1024");
    assertThat(wider.getString("state")).isEqualTo("closed");
    assertThat(objects(wider.getJsonArray("members")).stream().map(m -> m.getString("user_id")))
        .containsExactly("doc", "aunt");
    assertThat(ask(GET_CHAT, json("usif", "c1"))).isEqualTo(wider);
    assertThat(data(pat.next("chat")).getString("state")).isEqualTo("closed");
    assertThat(data(pat.next("chat")).getInteger("member")).isZero();
    assertThat(data(aunt.next("chat")).getInteger("member")).isOne();
  }

  @Test
  void aWrongPatchIsRefused() {
    assertRefused(40401, PATCH_CHAT, json("usif", "unknown", "state", "closed"));
    ask(PUT_CHAT, chat());
    for (JsonObject body :
        List.of(
            json("usif", "c1"),
            json("state", "closed"),
            json("usif", "c1", "state", "ajar"),
            json("usif", "c1", "remove", array("pat")),
            json("usif", "c1", "closed", true),
            json("usif", "c1", "add", array(json("user_id", "a", "role", "b", "x", 1))))) {
      assertRefused(40001, PATCH_CHAT, body);
    }
    assertRefused(40001, PUT_CHAT, chat("ttl", 60));
    assertRefused(40001, GET_CHAT, json("usif", "c1", "ttl", 60));
    assertThat(ask(GET_CHAT, json("usif", "c1")).getString("state")).isEqualTo("open");
  }

  @Test
  void aBookingMayBeANumber() {
    assertThat(ask(PUT_CHAT, chat("booking_id", 77)).getValue("booking_id")).isEqualTo("77");
  }

  @Test
  void aMalformedChatIsRefused() {
    JsonArray many = new JsonArray();
    for (int i = 0; i < 501; i++) {
      many.add(member("u" + i));
    }
    for (JsonObject body :
        List.of(
            chat("usif", null),
            chat("usif", "a b"),
            chat("usif", "x".repeat(129)),
            chat("usif", 5),
            chat("usif", "system:doc"),
            chat("usif", "system"),
            chat("booking_id", null),
            chat("booking_id", "x".repeat(129)),
            chat("booking_id", true),
            chat("state", "ajar"),
            chat("state", 1),
            chat("members", null),
            chat("members", array()),
            chat("members", array(member("pat"))),
            chat("members", array(member("pat"), member("pat"))),
            chat("members", array("pat", "doc")),
            chat("members", array(member("pat"), json("user_id", "doc"))),
            chat("members", array(member("pat"), member("system"))),
            chat("members", many))) {
      assertRefused(40001, PUT_CHAT, body);
    }
    assertRefused(40401, GET_CHAT, json("usif", "c1"));
    many.remove(500);
    assertThat(ask(PUT_CHAT, chat("members", many)).getJsonArray("members")).hasSize(500);
  }

  @Test
  void aChatThatIsNotThereOrNotNamedIsRefused() {
    assertRefused(40401, GET_CHAT, json("usif", "unknown"));
    assertRefused(40001, GET_CHAT, json());
    assertRefused(40001, GET_CHAT, json("usif", "a b"));
  }
}
