package io.chathub.hub.fault.machine;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The HTTP interfaces of one node. Fails the test where the answer is no success. */
public final class NodeApi {

  static final String KEY = "key-of-the-tests";

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PROBE = Duration.ofSeconds(3);
  private static final int PAGE = 200;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PROBE).build();
  private final String clientUrl;
  private final String internalUrl;

  NodeApi(String host, int port, int internalPort) {
    this.clientUrl = "http://" + host + ':' + port;
    this.internalUrl = "http://" + host + ':' + internalPort;
  }

  /** Whether it says that it is ready. */
  public boolean isReady() {
    try {
      HttpRequest request = internal("/health/ready").timeout(PROBE).GET().build();
      return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** A session token of a user. */
  public String token(String user, String role) {
    JsonObject session = new JsonObject().put("user_id", user).put("role", role);
    return post("/internal/v1/sessions", session).getString("token");
  }

  /** Revokes a token; gives how many sessions that were. */
  public int revoke(String token) {
    return post("/internal/v1/sessions/revoke", new JsonObject().put("token", token))
        .getInteger("revoked");
  }

  /** A chat of these users. */
  public void chat(String usif, Collection<String> users) {
    JsonArray members = new JsonArray();
    users.forEach(user -> members.add(new JsonObject().put("user_id", user).put("role", "member")));
    JsonObject chat = new JsonObject().put("booking_id", 1024).put("members", members);
    send(
        internal("/internal/v1/chats/" + usif)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(chat.encode())));
  }

  /** Drains the node. */
  public void drain() {
    post("/admin/v1/drain", new JsonObject());
  }

  /** The ids of the nodes that this one knows. */
  public Set<String> nodes() {
    Set<String> ids = new HashSet<>();
    JsonArray nodes = send(internal("/admin/v1/cluster").GET()).getJsonArray("nodes");
    nodes.forEach(node -> ids.add(((JsonObject) node).getString("id")));
    return ids;
  }

  /** The ids of a user's connections, anywhere in the cluster. */
  public List<String> connections(String user) {
    JsonObject state = send(internal("/admin/v1/users/" + user).GET());
    return state.getJsonArray("connections").stream()
        .map(connection -> ((JsonObject) connection).getString("connection_id"))
        .toList();
  }

  /** Those of these users (at most 200) that this node holds for online. */
  public Set<String> online(Collection<String> users, String token) {
    String query = users.stream().map(user -> "user_id=" + user).collect(Collectors.joining("&"));
    JsonArray states = send(client("/api/presence?" + query, token)).getJsonArray("users");
    Set<String> online = new HashSet<>();
    for (Object state : states) {
      JsonObject user = (JsonObject) state;
      if (user.getInteger("online") == 1) {
        online.add(user.getString("user_id"));
      }
    }
    return online;
  }

  /** Reads the whole log of a chat, page by page. */
  public void history(String usif, String token, Consumer<JsonObject> reader) {
    long last = 0;
    JsonObject page;
    do {
      String path = "/api/chats/" + usif + "/messages?limit=" + PAGE + "&after=" + last;
      page = send(client(path, token));
      for (Object message : page.getJsonArray("messages")) {
        reader.accept((JsonObject) message);
        last = ((JsonObject) message).getLong("seq");
      }
    } while (page.getInteger("more") == 1);
  }

  private HttpRequest.Builder client(String path, String token) {
    return HttpRequest.newBuilder(URI.create(clientUrl + path))
        .header("Authorization", "Bearer " + token)
        .GET();
  }

  private HttpRequest.Builder internal(String path) {
    return HttpRequest.newBuilder(URI.create(internalUrl + path))
        .header("Authorization", "Bearer " + KEY);
  }

  @CanIgnoreReturnValue
  private JsonObject post(String path, JsonObject body) {
    return send(
        internal(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.encode())));
  }

  @CanIgnoreReturnValue
  private JsonObject send(HttpRequest.Builder builder) {
    HttpRequest request = builder.timeout(PATIENCE).build();
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      if (response.statusCode() >= 300) {
        throw new AssertionError(
            request.uri() + " " + response.statusCode() + " " + response.body());
      }
      return new JsonObject(response.body().isEmpty() ? "{}" : response.body());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(request.uri() + " " + e, e);
    }
  }
}
