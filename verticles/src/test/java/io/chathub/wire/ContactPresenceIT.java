package io.chathub.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.presence.PresenceConfig;
import io.chathub.presence.PresenceConfig.Audience;
import io.chathub.scene.Settings;
import io.chathub.scene.TestClient;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Presence where only contacts may know of it. */
class ContactPresenceIT extends TalkScene {

  @Override
  PresenceConfig presence() {
    PresenceConfig settings = Settings.presence();
    return new PresenceConfig(settings.onlineRoles(), Audience.CONTACTS, settings.offlineGrace());
  }

  @BeforeEach
  void talk() {
    node.chat("c1", "doc", "pat");
    node.chat("c2", "doc2", "stranger");
  }

  @Test
  void onlyContactsAreToldOfComingAndGoing() {
    TestClient pat = client("pat");
    TestClient stranger = client("stranger");
    TestClient doc = client("doc");
    TestClient doc2 = client("doc2");

    assertThat(data(pat.next("online")).getString("user_id")).isEqualTo("doc");
    assertThat(data(stranger.next()).getString("user_id")).isEqualTo("doc2");
    doc.close();
    assertThat(data(pat.next("offline")).getString("user_id")).isEqualTo("doc");
    doc2.close();
    JsonObject gone = stranger.next();
    assertThat(gone.getString("msgType")).isEqualTo("offline");
    assertThat(data(gone).getString("user_id")).isEqualTo("doc2");
  }

  @Test
  void othersReadAsOfflineAndNeverSeen() {
    client("pat");
    client("doc");
    String path = "/api/presence?user_id=doc&user_id=pat&user_id=nobody";
    Rest rest = new Rest(node);

    List<JsonObject> toPat = rest.get(path, token("pat")).list("users");
    assertThat(toPat.stream().map(user -> user.getInteger("online"))).containsExactly(1, 1, 0);
    List<JsonObject> toStranger = rest.get(path, token("stranger")).list("users");
    assertThat(toStranger)
        .allSatisfy(
            user -> {
              assertThat(user.getInteger("online")).isZero();
              assertThat(user.getValue("since")).isNull();
            });
  }
}
