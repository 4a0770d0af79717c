package io.chathub.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DamagedStoreIT {

  private static final Pattern CLIENTS = Pattern.compile("clients=http://(\\S+)");
  private static final int MESSAGES = 50;

  private final HttpClient http = HttpClient.newHttpClient();

  @TempDir Path dir;

  @Test
  void aDamagedStoreEndsTheStartAndItsLossCanBeAccepted() throws Exception {
    String last = fillAndKill();
    Path log = log();
    byte[] bytes = Files.readAllBytes(log);
    var unused = Files.write(log, Arrays.copyOf(bytes, bytes.length / 2));

    try (HubProcess hub = start()) {
      assertThat(hub.exitCode()).isEqualTo(1);
      assertThat(hub.err())
          .contains("is damaged", log.toString(), "acknowledged messages of 1 chats", "c1:")
          .contains("copy a backup", "--set store.accept-loss=true")
          .doesNotContain("\tat ");
    }
    try (HubProcess hub = start("--set", "store.accept-loss=true")) {
      String internal = hub.internalAddress();
      assertThat(hub.err()).contains("lost for good: chat=c1 messages=");
      assertThat(reconnect(hub, internal, last).getBoolean("reset")).isTrue();
      hub.terminate();
      assertThat(hub.exitCode()).isZero();
    }
    try (HubProcess hub = start()) {
      assertThat(hub.internalAddress()).isNotEmpty();
      assertThat(hub.err()).doesNotContain("damaged");
    }
  }

  @Test
  void anotherDirectoryInThePlaceOfTheStoresEndsTheProcess() throws Exception {
    try (HubProcess hub = start()) {
      assertThat(hub.internalAddress()).isNotEmpty();

      Files.move(dir.resolve("data"), dir.resolve("away"));
      Files.createDirectory(dir.resolve("data"));

      assertThat(hub.exitCode()).isEqualTo(1);
      assertThat(hub.err()).contains("the store is given up");
      assertThat(dir.resolve("data")).isEmptyDirectory();
    }
  }

  @Test
  void aDirectoryThatIsAwayForAMomentIsWaitedFor() throws Exception {
    try (HubProcess hub = start()) {
      String internal = hub.internalAddress();
      Files.move(dir.resolve("data"), dir.resolve("away"));
      await().until(() -> get(internal + "/health/ready").contains("is not there"));
      assertThat(get(internal + "/health/live")).contains("\"live\":1");

      Files.move(dir.resolve("away"), dir.resolve("data"));

      await().until(() -> get(internal + "/health/ready").contains("\"ready\":1"));
      assertThat(hub.err())
          .containsOnlyOnce("the store cannot write")
          .contains("the store takes writes again");
    }
  }

  /** Gives the id of the last message. */
  private String fillAndKill() throws Exception {
    try (HubProcess hub = start()) {
      String internal = hub.internalAddress();
      JsonArray members = new JsonArray();
      for (String user : List.of("ann", "bob")) {
        members.add(new JsonObject().put("user_id", user).put("role", "patient"));
      }
      JsonObject chat = new JsonObject().put("booking_id", "1").put("members", members);
      var unused = send("PUT", internal + "/internal/v1/chats/c1", chat);
      JsonObject message =
          new JsonObject()
              .put("target", new JsonObject().put("usif", "c1"))
              .put("content", "hello");
      JsonObject sent = null;
      for (int i = 0; i < MESSAGES; i++) {
        sent = send("POST", internal + "/internal/v1/system-messages", message);
      }
      return sent.getJsonArray("messages").getJsonObject(0).getString("id");
    } // by force
  }

  /** What a client that held the last message is told of the chat. */
  private JsonObject reconnect(HubProcess hub, String internal, String index) throws Exception {
    JsonObject session =
        new JsonObject().put("user_id", "ann").put("role", "patient").put("ttl_s", 600);
    String token = send("POST", internal + "/internal/v1/sessions", session).getString("token");
    Matcher clients = CLIENTS.matcher(hub.err());
    assertThat(clients.find()).isTrue();
    BlockingQueue<JsonObject> frames = new LinkedBlockingQueue<>();
    WebSocket socket =
        http.newWebSocketBuilder()
            .subprotocols(token)
            .buildAsync(URI.create("ws://" + clients.group(1) + "/ws"), new Frames(frames))
            .get(30, TimeUnit.SECONDS);
    JsonObject query = new JsonObject().put("usif", "c1").put("index", index);
    JsonObject ask = new JsonObject().put("action", "reconnect").put("data", query);
    var unused = socket.sendText(ask.encode(), true).get(30, TimeUnit.SECONDS);
    JsonObject frame = frames.poll(30, TimeUnit.SECONDS);
    while (frame != null && !frame.getString("msgType").equals("reconnect")) {
      frame = frames.poll(30, TimeUnit.SECONDS);
    }
    socket.abort();
    JsonObject told = frame.getJsonObject("meta").getJsonArray("chats").getJsonObject(0);
    return new JsonObject().put("reset", told.getInteger("reset", 0) == 1);
  }

  private record Frames(BlockingQueue<JsonObject> frames, StringBuilder text)
      implements WebSocket.Listener {

    Frames(BlockingQueue<JsonObject> frames) {
      this(frames, new StringBuilder());
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean isLast) {
      text.append(data);
      if (isLast) {
        frames.add(new JsonObject(text.toString()));
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }
  }

  private HubProcess start(String... more) {
    List<String> arguments = new ArrayList<>(List.of("serve"));
    for (String setting : List.of("http.port=0", "internal.port=0", "drain.period=100ms")) {
      arguments.addAll(List.of("--set", setting));
    }
    arguments.addAll(List.of(more));
    return HubProcess.start(dir, Map.of(), arguments.toArray(new String[0]));
  }

  private Path log() throws IOException {
    try (Stream<Path> files = Files.list(dir.resolve("data"))) {
      return files
          .filter(file -> file.toString().endsWith(".log"))
          .max(Path::compareTo)
          .orElseThrow();
    }
  }

  private String get(String address) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(address)).build();
    return http.send(request, BodyHandlers.ofString()).body();
  }

  private JsonObject send(String method, String address, JsonObject body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body.encode()))
            .build();
    var answer = http.send(request, BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new JsonObject(answer.body());
  }
}
