package io.chathub.wire;

import static io.chathub.bus.ServiceAddress.CREATE_SESSION;
import static io.chathub.bus.ServiceAddress.QUERY_PRESENCE;
import static io.chathub.bus.ServiceAddress.REVOKE_SESSIONS;
import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.scene.TestClient;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Sessions and presence, for internal services. */
class SessionServiceIT extends ServiceScene {

  @Test
  void aSessionLastsADayUnlessSaidOtherwise() {
    long before = System.currentTimeMillis();
    JsonObject day = ask(CREATE_SESSION, json("user_id", "u", "role", "patient"));
    JsonObject minute = ask(CREATE_SESSION, json("user_id", "u", "role", "patient", "ttl_s", 60));
    long after = System.currentTimeMillis();

    assertThat(day.fieldNames()).containsExactlyInAnyOrder("token", "expires_at");
    assertThat(day.getString("token")).matches("[A-Za-z0-9_-]{20,}");
    assertThat(day.getLong("expires_at")).isBetween(before + 86_400_000, after + 86_400_000);
    assertThat(minute.getLong("expires_at")).isBetween(before + 60_000, after + 60_000);
    assertThat(minute.getString("token")).isNotEqualTo(day.getString("token"));
  }

  @Test
  void aMalformedSessionIsRefused() {
    for (JsonObject body :
        List.of(
            json("role", "patient"),
            json("user_id", "u"),
            json("user_id", 5, "role", "patient"),
            json("user_id", "a b", "role", "patient"),
            json("user_id", "x".repeat(129), "role", "patient"),
            json("user_id", "system", "role", "patient"),
            json("user_id", "system:u", "role", "patient"),
            json("user_id", "u", "role", ""),
            json("user_id", "u", "role", "patient", "name", 3),
            json("user_id", "u", "role", "patient", "ttl_s", 0),
            json("user_id", "u", "role", "patient", "ttl_s", 1.5),
            json("user_id", "u", "role", "patient", "ttl_s", "60"))) {
      assertRefused(40001, CREATE_SESSION, body);
    }
  }

  @Test
  void aBodyThatIsNoObjectIsRefused() {
    assertRefused(40000, CREATE_SESSION, null);
    assertRefused(40000, CREATE_SESSION, "[]");
    assertRefused(40000, CREATE_SESSION, "{");
    assertRefused(40000, CREATE_SESSION, Buffer.buffer(new byte[] {'{', (byte) 0xff, '}'}));
    assertRefused(40000, CREATE_SESSION, 5);
  }

  @Test
  void revokingATokenClosesItsConnectionsOnly() {
    String token = token("pat");
    TestClient revoked = TestClient.ready(node, token);
    TestClient other = client("pat");

    assertThat(ask(REVOKE_SESSIONS, json("token", token))).isEqualTo(json("revoked", 1));

    JsonObject bye = data(revoked.next("bye"));
    assertThat(bye.getInteger("code")).isEqualTo(4410);
    assertThat(bye.getString("reason")).isNotEmpty();
    assertThat(revoked.closeCode()).isEqualTo(4410);
    assertThat(ask(REVOKE_SESSIONS, json("token", token))).isEqualTo(json("revoked", 0));
    other.act("ping");
    other.next("pong");
    revoked.close();
  }

  @Test
  void revokingAUserEndsAllSessions() {
    TestClient one = client("pat");
    TestClient two = client("pat");
    TestClient doc = client("doc");

    assertThat(ask(REVOKE_SESSIONS, json("user_id", "pat"))).isEqualTo(json("revoked", 2));

    assertThat(one.closeCode()).isEqualTo(4410);
    assertThat(two.closeCode()).isEqualTo(4410);
    assertThat(ask(REVOKE_SESSIONS, json("user_id", "pat"))).isEqualTo(json("revoked", 0));
    doc.act("ping");
    doc.next("pong");
  }

  @Test
  void oneOfTokenAndUserIsRequired() {
    assertRefused(40001, REVOKE_SESSIONS, json());
    assertRefused(40001, REVOKE_SESSIONS, json("token", "t", "user_id", "u"));
    assertRefused(40001, REVOKE_SESSIONS, json("token", 1));
    assertRefused(40001, REVOKE_SESSIONS, json("user_id", "a b"));
  }

  @Test
  void presenceIsToldOfAnybody() {
    client("doc");
    long now = System.currentTimeMillis();

    JsonObject answer = ask(QUERY_PRESENCE, json("user_ids", array("nobody", "doc")));

    List<JsonObject> users = objects(answer.getJsonArray("users"));
    assertThat(users.get(0)).isEqualTo(json("user_id", "nobody", "online", 0, "since", null));
    assertThat(users.get(1).getString("user_id")).isEqualTo("doc");
    assertThat(users.get(1).getInteger("online")).isOne();
    assertThat(users.get(1).getLong("since")).isLessThanOrEqualTo(now);
  }

  @Test
  void presenceIsOfAThousandAtMost() {
    JsonArray thousand = new JsonArray();
    IntStream.range(0, 1_000).forEach(i -> thousand.add("u" + i));

    assertThat(ask(QUERY_PRESENCE, json("user_ids", thousand)).getJsonArray("users"))
        .hasSize(1_000);
    assertRefused(40001, QUERY_PRESENCE, json("user_ids", thousand.copy().add("more")));
    assertRefused(40001, QUERY_PRESENCE, json());
    assertRefused(40001, QUERY_PRESENCE, json("user_ids", "u"));
    assertRefused(40001, QUERY_PRESENCE, json("user_ids", array(1)));
    assertRefused(40001, QUERY_PRESENCE, json("user_ids", array("a b")));
  }
}
