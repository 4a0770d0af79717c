package io.chathub.wire;

import static io.chathub.bus.ServiceAddress.GET_CHAT;
import static io.chathub.bus.ServiceAddress.PUT_CHAT;
import static org.assertj.core.api.Assertions.assertThat;

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
