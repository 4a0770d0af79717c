package io.chathub.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.scene.TestClient;
import io.chathub.scene.TestNode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A doctor and a patient talk, by real sockets. */
class ConversationIT {

  @TempDir Path data;
  private TestNode node;

  @BeforeEach
  void start() {
    node = TestNode.start(data);
    node.chat("c1", "doc", "pat");
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void aMessageIsAcknowledgedAndHandedOn() {
    try (TestClient doc = TestClient.ready(node, node.token("doc", "doctor"));
        TestClient pat = TestClient.ready(node, node.token("pat", "patient"))) {
      pat.act("push", "usif", "c1", "content", "hello", "cid", "k1");

      JsonObject pushback = pat.next("pushback");
      JsonObject push = doc.next("push");

      assertThat(pushback.getInteger("errcode")).isZero();
      assertThat(pushback.getJsonObject("data")).isEqualTo(push.getJsonObject("data"));
      assertThat(push.getJsonObject("data").getString("content")).isEqualTo("hello");
      assertThat(push.getJsonObject("data").getLong("seq")).isEqualTo(1);
      assertThat(push.getJsonObject("data").getString("role")).isEqualTo("patient");
    }
  }

  @Test
  void whatWasMissedComesOnReconnect() {
    String docToken = node.token("doc", "doctor");
    try (TestClient pat = TestClient.ready(node, node.token("pat", "patient"))) {
      for (int i = 1; i <= 3; i++) {
        pat.act("push", "usif", "c1", "content", i);
        pat.next("pushback");
      }
      try (TestClient doc = TestClient.ready(node, docToken)) {
        doc.act("reconnect", "usif", "c1", "index", "");

        JsonObject answer = doc.next("reconnect");

        JsonArray messages = answer.getJsonArray("data");
        assertThat(messages).hasSize(3);
        assertThat(messages.getJsonObject(2).getInteger("content")).isEqualTo(3);
        JsonObject meta = answer.getJsonObject("meta").getJsonArray("chats").getJsonObject(0);
        assertThat(meta.getLong("missed")).isEqualTo(3);
        assertThat(meta.getLong("unread")).isEqualTo(3);

        doc.act("read", "usif", "c1", "id", messages.getJsonObject(2).getString("id"));
        assertThat(pat.next("read").getJsonObject("data").getLong("seq")).isEqualTo(3);
      }
    }
  }
}
