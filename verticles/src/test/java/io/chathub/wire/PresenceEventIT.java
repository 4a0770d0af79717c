package io.chathub.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.presence.PresenceConfig;
import io.chathub.presence.PresenceConfig.Audience;
import io.chathub.scene.Settings;
import io.chathub.scene.TestClient;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Telling everybody who comes and goes, where the hub is set to. */
class PresenceEventIT extends TalkScene {

  @Override
  PresenceConfig presence() {
    PresenceConfig settings = Settings.presence();
    return new PresenceConfig(settings.onlineRoles(), Audience.EVERYONE, settings.offlineGrace());
  }

  /** Who was told of by now. */
  private static List<String> presence(TestClient client) {
    List<String> told = new ArrayList<>();
    for (JsonObject frame = client.next();
        !frame.getString("msgType").equals("pong");
        frame = client.next()) {
      told.add(frame.getString("msgType") + " " + data(frame).getString("user_id"));
    }
    return told;
  }

  @Test
  void everybodyIsToldOfADoctorComingOnline() {
    TestClient pat = client("pat");
    long before = System.currentTimeMillis();
    TestClient doc = client("doc");

    JsonObject online = data(pat.next("online"));

    assertThat(online.getString("user_id")).isEqualTo("doc");
    assertThat(online.getString("role")).isEqualTo("doctor");
    assertThat(online.getString("name")).isEqualTo("Name of doc");
    assertThat(online.getLong("at")).isBetween(before, System.currentTimeMillis());
    assertThat(online.fieldNames()).hasSize(4);
    client("doc2");
    assertThat(data(doc.next("online")).getString("user_id")).isEqualTo("doc2");
  }

  @Test
  void rolesThatAreNotAnnouncedAndSecondConnectionsAreNotTold() {
    TestClient pat = client("pat");
    client("pat2");
    client("doc");
    client("doc");
    client("doc2");

    assertThat(data(pat.next()).getString("user_id")).isEqualTo("doc");
    assertThat(data(pat.next()).getString("user_id")).isEqualTo("doc2");
  }

  @Test
  void everybodyIsToldOfAnyRoleGoingOfflineAfterTheGrace() {
    TestClient doc = client("doc");
    TestClient pat = client("pat");
    long before = System.currentTimeMillis();
    pat.close();

    JsonObject offline = data(doc.next("offline"));

    long graceMs = presence().offlineGrace().toMillis();
    assertThat(System.currentTimeMillis() - before).isGreaterThanOrEqualTo(graceMs);
    assertThat(offline.getString("user_id")).isEqualTo("pat");
    assertThat(offline.getString("role")).isEqualTo("patient");
    assertThat(offline.getLong("at")).isBetween(before, System.currentTimeMillis() - graceMs / 2);
    assertThat(offline.fieldNames()).hasSize(3);
  }

  @Test
  void whoComesBackWithinTheGraceOrHasAnotherConnectionWasNeverGone() {
    TestClient watcher = client("pat9");
    client("pat");
    client("pat").close();
    client("doc").close();
    client("doc");
    client("aunt").close();

    assertThat(watcher.next("offline").getJsonObject("data").getString("user_id"))
        .isEqualTo("aunt");
    watcher.act("ping");
    assertThat(presence(watcher)).isEmpty();
  }
}
