package io.chathub.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chathub.model.UserId;
import io.chathub.scene.TestClient;
import io.chathub.scene.TestNode;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Presence as it is by default: of doctors to everybody, of patients to their contacts. */
class AnnouncedPresenceIT extends TalkScene {

  private static final String QUERY = "/api/presence?user_id=doc&user_id=pat";

  private Rest rest;

  @BeforeEach
  void talk() {
    node.chat("c1", "doc", "pat");
    node.chat("c2", "doc", "pat", "aunt");
    node.chat("c3", "doc2", "stranger");
    rest = new Rest(node);
  }

  private TestClient patientAsDoctor(String user) {
    return TestClient.ready(node, node.token(user, "doctor"));
  }

  /** Such as {@code offline pat}, once each has come. */
  private static List<String> told(TestClient client, int count) {
    List<String> told = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      JsonObject frame = client.next();
      told.add(frame.getString("msgType") + ' ' + data(frame).getString("user_id"));
    }
    return told;
  }

  private List<String> seen(String asker) {
    return rest.get(QUERY, token(asker)).list("users").stream()
        .map(user -> user.getInteger("online") + (user.getLong("since") == null ? " -" : " +"))
        .toList();
  }

  @Test
  void everybodyIsToldOfDoctorsAndContactsAloneOfPatients() {
    TestClient stranger = client("stranger");
    TestClient aunt = client("aunt");
    TestClient pat = client("pat");
    TestClient doc = client("doc");
    assertThat(told(aunt, 1)).containsExactly("online doc");
    assertThat(told(pat, 1)).containsExactly("online doc");

    pat.close();
    assertThat(told(aunt, 1)).containsExactly("offline pat");
    assertThat(told(doc, 1)).containsExactly("offline pat");
    doc.close();
    assertThat(told(aunt, 1)).containsExactly("offline doc");

    assertThat(told(stranger, 2)).containsExactly("online doc", "offline doc");
  }

  @Test
  void whoIsNotToldMayNotAskEither() {
    TestClient watcher = client("aunt");
    TestClient doc = client("doc");
    TestClient pat = client("pat");
    assertThat(seen("stranger")).containsExactly("1 +", "0 -");
    assertThat(seen("aunt")).containsExactly("1 +", "1 +");
    assertThat(seen("pat")).containsExactly("1 +", "1 +");

    doc.close();
    pat.close();
    assertThat(told(watcher, 3)).contains("offline doc", "offline pat");
    // When a user was seen last is noted beside the event.
    await().until(() -> seen("stranger").equals(List.of("0 +", "0 -")));
    assertThat(seen("aunt")).containsExactly("0 +", "0 +");
    assertThat(seen("pat")).containsExactly("0 +", "0 +");
  }

  @Test
  void theListOfChatsShowsContacts() {
    client("pat");

    JsonObject chat = rest.get("/api/chats", token("aunt")).list("chats").get(0);

    assertThat(objects(chat.getJsonArray("members")))
        .filteredOn(member -> member.getString("user_id").equals("pat"))
        .allSatisfy(member -> assertThat(member.getInteger("online")).isOne());
  }

  @Test
  void whoeverHeardThatADoctorCameHearsThatHeWent() {
    TestClient stranger = client("stranger");
    TestClient asDoctor = client("doc");
    TestClient asPatient = TestClient.ready(node, node.token("doc", "patient"));
    asDoctor.close();
    asPatient.close();

    assertThat(told(stranger, 2)).containsExactly("online doc", "offline doc");
  }

  @Test
  void whoWasADoctorBeforeIsNoMoreOnceGone() {
    TestClient stranger = client("stranger");
    patientAsDoctor("pat").close();
    assertThat(told(stranger, 2)).containsExactly("online pat", "offline pat");
    await().until(() -> seen("stranger").get(1).equals("0 +"));
    TestClient aunt = client("aunt");
    client("pat").close();
    assertThat(told(aunt, 1)).containsExactly("offline pat");

    await().until(() -> seen("stranger").get(1).equals("0 -"));
    client("doc2");
    assertThat(told(stranger, 1)).containsExactly("online doc2");
  }

  @Test
  void contactsAreWhoIsOneAtThatMoment() {
    TestClient stranger = client("stranger");
    TestClient aunt = client("aunt");
    TestClient pat = client("pat");
    node.chat("c2", "doc", "aunt");
    node.chat("c3", "doc2", "stranger", "pat");
    assertThat(seen("aunt").get(1)).isEqualTo("0 -");
    assertThat(seen("stranger").get(1)).isEqualTo("1 +");

    pat.close();
    assertThat(data(stranger.next("offline")).getString("user_id")).isEqualTo("pat");
    client("doc2");
    assertThat(data(aunt.next("online")).getString("user_id")).isEqualTo("doc2");
    assertThat(aunt.received()).noneMatch(frame -> frame.getString("msgType").equals("offline"));
  }

  @Test
  void aChatWithTheSystemMakesNoContacts() {
    TestNode.await(node.store.systemChat(new UserId("stranger"), "patient"));
    TestClient pat = client("pat");

    assertThat(seen("stranger")).containsExactly("0 -", "0 -");
    pat.close();
  }
}
