package io.chathub.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.scene.TestClient;
import io.chathub.scene.TestNode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The client that Chathub was first made for, as it is: a list page with the one socket and a chat
 * page on top of it. It sends {@code action}, {@code data.usif}, {@code data.index}, {@code
 * data.id} and {@code data.content}, and looks at {@code msgType}, {@code errcode} and {@code
 * errmsg}.
 */
class SeedClientIT {

  private static final String CHAT = "b1024";

  @TempDir Path data;

  /** The two pages. */
  private static final class Pages implements AutoCloseable {
    private final TestNode node;
    private final String token;
    private final List<String> shown = new ArrayList<>();
    private final List<String> readByOther = new ArrayList<>();
    private TestClient socket;
    private String index = "";
    private boolean hasNews;

    Pages(TestNode node, String token) {
      this.node = node;
      this.token = token;
      this.socket = TestClient.ready(node, token);
    }

    void openChat() {
      JsonObject wanted = new JsonObject().put("usif", CHAT).put("index", index);
      socket.send(new JsonObject().put("action", "reconnect").put("data", wanted));
      handleUntil("reconnect");
      hasNews = false;
    }

    void say(String text) {
      JsonObject push = new JsonObject().put("usif", CHAT).put("content", text);
      socket.send(new JsonObject().put("action", "push").put("data", push));
      handleUntil("pushback");
    }

    void markAsRead() {
      JsonObject read = new JsonObject().put("usif", CHAT).put("id", index);
      socket.send(new JsonObject().put("action", "read").put("data", read));
    }

    void handleUntil(String msgType) {
      JsonObject frame;
      do {
        frame = socket.next();
        assertThat(frame.getInteger("errcode")).as(frame.getString("errmsg")).isZero();
        handle(frame);
      } while (!frame.getString("msgType").equals(msgType));
    }

    private void handle(JsonObject frame) {
      switch (frame.getString("msgType")) {
        case "push" -> {
          hasNews = true;
          show(frame.getJsonObject("data"));
        }
        case "pushback" -> show(frame.getJsonObject("data"));
        case "reconnect" -> showAll(frame.getJsonArray("data"));
        case "read" -> readByOther.add(frame.getJsonObject("data").getString("id"));
        default -> {}
      }
    }

    private void showAll(JsonArray messages) {
      messages.forEach(message -> show((JsonObject) message));
    }

    private void show(JsonObject message) {
      shown.add(message.getString("content"));
      index = message.getString("id");
    }

    void comeBack() {
      socket = TestClient.ready(node, token);
      openChat();
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  @Test
  void talksReadsBreaksAndCatchesUp() {
    String docToken;
    String patToken;
    String missedIndex;
    try (TestNode node = TestNode.start(data)) {
      node.chat(CHAT, "doc", "pat");
      docToken = node.token("doc", "doctor");
      patToken = node.token("pat", "patient");
      try (Pages doc = new Pages(node, docToken);
          Pages pat = new Pages(node, patToken)) {
        pat.say("good morning");
        doc.handleUntil("push");
        assertThat(doc.hasNews).isTrue();
        doc.openChat();
        doc.markAsRead();
        pat.handleUntil("read");
        assertThat(pat.readByOther).containsExactly(pat.index);

        doc.socket.close(); // a tunnel
        pat.say("are you there?");
        pat.say("hello?");
        doc.comeBack();

        assertThat(doc.shown).endsWith("are you there?", "hello?");
        missedIndex = doc.index;
        doc.say("I am");
        pat.handleUntil("push");
        assertThat(pat.shown).containsExactly("good morning", "are you there?", "hello?", "I am");
      }
    }
    // The server was started anew; the tokens and the log are as they were.
    try (TestNode node = TestNode.start(data);
        Pages pat = new Pages(node, patToken)) {
      pat.openChat();
      assertThat(pat.shown).containsExactly("I am");
      pat.say("thank you");
      try (Pages doc = new Pages(node, docToken)) {
        doc.index = missedIndex;
        doc.openChat();
        assertThat(doc.shown).containsExactly("thank you");
      }
    }
  }
}
