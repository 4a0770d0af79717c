package io.chathub.hub.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.hub.scene.ClusterScene;
import io.chathub.hub.scene.JarProcess;
import io.chathub.scene.TestClient;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Two processes are one hub: whoever is connected to one has all of the other. */
@TestMethodOrder(OrderAnnotation.class)
class ClusterIT {

  @TempDir static Path dir;
  private static Vertx vertx;
  private static ClusterScene scene;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    scene = ClusterScene.start(dir, 2, "presence.offline-grace=300ms");
  }

  @AfterAll
  static void close() throws Exception {
    if (scene != null) {
      scene.close();
    }
    vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @Test
  void aPushReachesTheOtherNodeAndItsReadComesBack() {
    node(0).chat("c1", "doc", "pat");
    // Made on one node, used on the other.
    String doc = node(0).token("doc", "doctor");
    String pat = node(1).token("pat", "patient");
    try (TestClient atOne = TestClient.ready(vertx, node(1).port(), doc);
        TestClient atZero = TestClient.ready(vertx, node(0).port(), pat)) {
      atZero.act("push", "usif", "c1", "content", "good morning", "cid", "1");

      String id = atZero.next("pushback").getJsonObject("data").getString("id");
      JsonObject message = atOne.next("push").getJsonObject("data");
      assertThat(message.getString("content")).isEqualTo("good morning");
      assertThat(message.getString("id")).isEqualTo(id);

      atOne.act("read", "usif", "c1", "id", id);
      assertThat(atZero.next("read").getJsonObject("data").getLong("seq")).isOne();
    }
  }

  @Test
  void whoComesAndGoesOnOneNodeIsAnnouncedOnTheOther() {
    String watcher = node(0).token("watcher", "patient");
    String doc = node(0).token("doc2", "doctor");
    try (TestClient atZero = TestClient.ready(vertx, node(0).port(), watcher)) {
      try (TestClient atOne = TestClient.ready(vertx, node(1).port(), doc)) {
        assertThat(userOf(atZero, "online")).isEqualTo("doc2");
        assertThat(node(0).ask("/admin/v1/users/doc2").getInteger("online")).isOne();
        assertThat(atOne.socket().isClosed()).isFalse();
      }
      assertThat(userOf(atZero, "offline")).isEqualTo("doc2");
    }
  }

  private static String userOf(TestClient client, String msgType) {
    String user;
    do {
      user = client.next(msgType).getJsonObject("data").getString("user_id");
    } while (!user.equals("doc2"));
    return user;
  }

  @Test
  void aRevocationOnOneNodeClosesOnTheOther() {
    String token = node(0).token("gone", "patient");
    try (TestClient atOne = TestClient.ready(vertx, node(1).port(), token)) {
      node(0).post("/internal/v1/sessions/revoke", new JsonObject().put("token", token));

      assertThat(atOne.closeCode()).isEqualTo(4410);
    }
  }

  @Test
  void anOperatorSeesAndReachesEverybodyFromAnyNode() {
    String token = node(1).token("seen", "patient");
    try (TestClient atOne = TestClient.ready(vertx, node(1).port(), token)) {
      JsonObject cluster = node(0).ask("/admin/v1/cluster");
      assertThat(cluster.getJsonArray("nodes")).hasSize(2);
      assertThat(cluster.getJsonObject("totals").getInteger("connections")).isPositive();

      JsonObject user = node(0).ask("/admin/v1/users/seen");
      String there = user.getJsonArray("connections").getJsonObject(0).getString("node");
      assertThat(there).isEqualTo(idOf(node(1)));

      JsonObject answer = node(0).post("/admin/v1/users/seen/disconnect", new JsonObject());
      assertThat(answer.getInteger("disconnected")).isOne();
      assertThat(atOne.closeCode()).isEqualTo(1012);
    }
  }

  private static String idOf(JarProcess node) {
    return node.ask("/admin/v1/cluster").getJsonArray("nodes").getJsonObject(0).getString("id");
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void aNodeJoinsOneIsKilledAndOneDrainsAndNothingIsLost() {
    node(0).chat("c2", "ann", "bob");
    String ann = node(0).token("ann", "patient");
    String bob = node(0).token("bob", "patient");
    int third = scene.add();
    scene.awaitMembers(3);
    try (TestClient atZero = TestClient.ready(vertx, node(0).port(), ann);
        TestClient atThird = TestClient.ready(vertx, node(third).port(), bob)) {
      atZero.act("push", "usif", "c2", "content", "1", "cid", "1");
      assertThat(contentOf(atThird.next("push"))).isEqualTo("1");

      scene.kill(third);
      atZero.act("push", "usif", "c2", "content", "2", "cid", "2");
      assertThat(atZero.next("pushback").getInteger("errcode")).isZero();
    }
    scene.awaitMembers(2);
    try (TestClient atOne = TestClient.ready(vertx, node(1).port(), bob)) {
      atOne.act("reconnect", "usif", "c2", "index", 1);
      JsonObject missed = atOne.next("reconnect").getJsonArray("data").getJsonObject(0);
      assertThat(missed.getString("content")).isEqualTo("2");

      assertThat(scene.stop(0)).isZero();
      scene.awaitMembers(1);
      atOne.act("push", "usif", "c2", "content", "3", "cid", "3");
      assertThat(atOne.next("pushback").getInteger("errcode")).isZero();
    }
    scene.restart(0);
    scene.awaitMembers(2);
    assertThat(node(0).history("c2", ann)).hasSize(3);
  }

  private static String contentOf(JsonObject push) {
    return push.getJsonObject("data").getString("content");
  }

  private static JarProcess node(int number) {
    return scene.node(number);
  }
}
