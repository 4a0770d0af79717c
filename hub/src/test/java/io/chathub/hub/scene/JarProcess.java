package io.chathub.hub.scene;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.chathub.scene.FreePort;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * The packaged jar as a process of its own, to be killed and started again on the same ports and
 * data. Its calls block: for the test's thread.
 */
public final class JarProcess implements AutoCloseable {

  private static final Path JAR =
      Path.of("..", "hub", "target", "chathub.jar").toAbsolutePath().normalize();
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Path data;
  private final List<String> jvmOptions;
  private final int port = FreePort.next();
  private final int internalPort = FreePort.next();
  private final Map<String, String> environment = new HashMap<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private Process process;

  public JarProcess(Path data, String... jvmOptions) {
    this.data = data;
    this.jvmOptions = List.of(jvmOptions);
  }

  /** Has it see this variable from its next start on. */
  public void setVariable(String name, String value) {
    environment.put(name, value);
  }

  /** Starts it and waits until it is ready. */
  public void start(String... settings) {
    launch(settings);
    awaitReady();
  }

  /** Starts it and does not wait. */
  public void launch(String... settings) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.addAll(List.of("-jar", JAR.toString(), "serve"));
    set(command, "http.port=" + port, "internal.port=" + internalPort);
    set(command, "store.path=" + data.resolve("store"));
    set(command, settings);
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(data.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
      builder.environment().putAll(environment);
      process = builder.start();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits until it says that it is ready. */
  public void awaitReady() {
    Awaitility.await("ready, see " + log())
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(this::isReady);
  }

  private static void set(List<String> command, String... settings) {
    for (String setting : settings) {
      command.addAll(List.of("--set", setting));
    }
  }

  /** Whether it says that it is ready. */
  public boolean isReady() throws IOException, InterruptedException {
    if (!process.isAlive()) {
      throw new AssertionError("the hub ended with " + process.exitValue() + ", see " + log());
    }
    return http.send(internal("/health/ready").GET().build(), BodyHandlers.discarding())
            .statusCode()
        == 200;
  }

  public Path log() {
    return data.resolve("hub.log");
  }

  /** What it wrote, in all its lives. */
  public String logText() {
    try {
      return Files.readString(log());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** SIGSTOP: it stands still, its sockets stay open. */
  public void pause() {
    signal("-STOP");
  }

  /** SIGCONT: it goes on. */
  public void resume() {
    signal("-CONT");
  }

  private void signal(String signal) {
    try {
      Process kill =
          new ProcessBuilder("kill", signal, Long.toString(process.pid())).inheritIO().start();
      if (!kill.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || kill.exitValue() != 0) {
        throw new AssertionError("kill " + signal + " failed");
      }
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** SIGKILL. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** SIGTERM; gives the exit code. */
  public int terminate() {
    process.destroy();
    return awaitEnd();
  }

  /** Waits for it to end; gives the exit code. */
  @CanIgnoreReturnValue
  public int awaitEnd() {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("the hub does not end");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  public boolean isAlive() {
    return process != null && process.isAlive();
  }

  public long pid() {
    return process.pid();
  }

  public int port() {
    return port;
  }

  public int internalPort() {
    return internalPort;
  }

  /** Asks the internal port. */
  public JsonObject ask(String path) {
    return send(internal(path).GET());
  }

  /** The HTTP status that the internal port answers with. */
  public int status(String path) {
    try {
      return http.send(internal(path).GET().build(), BodyHandlers.discarding()).statusCode();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** What it tells Prometheus. */
  public String metrics() {
    try {
      return http.send(internal("/metrics").GET().build(), BodyHandlers.ofString()).body();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** A figure of the node; 0 where it has none of that name. */
  public double metric(String name) {
    return metrics()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .sum();
  }

  /** A session token of a user. */
  public String token(String user, String role) {
    JsonObject session = new JsonObject().put("user_id", user).put("role", role);
    return post("/internal/v1/sessions", session).getString("token");
  }

  /** A chat of these users. */
  public void chat(String usif, String... users) {
    JsonArray members = new JsonArray();
    for (String user : users) {
      members.add(new JsonObject().put("user_id", user).put("role", "member"));
    }
    JsonObject chat = new JsonObject().put("booking_id", 1024).put("members", members);
    send(
        internal("/internal/v1/chats/" + usif)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(chat.encode())));
  }

  @CanIgnoreReturnValue
  public JsonObject post(String path, JsonObject body) {
    return send(
        internal(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.encode())));
  }

  /** Asks the clients' interface as the bearer of a token. */
  public JsonObject get(String path, String token) {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    return send(HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + token).GET());
  }

  /** The whole log of a chat. */
  public List<JsonObject> history(String usif, String token) {
    List<JsonObject> all = new ArrayList<>();
    long last = 0;
    JsonObject page;
    do {
      page = get("/api/chats/" + usif + "/messages?limit=200&after=" + last, token);
      for (Object message : page.getJsonArray("messages")) {
        all.add((JsonObject) message);
        last = ((JsonObject) message).getLong("seq");
      }
    } while (page.getInteger("more") == 1);
    return all;
  }

  @CanIgnoreReturnValue
  private JsonObject send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
      if (response.statusCode() >= 300) {
        throw new AssertionError(response.statusCode() + " " + response.body());
      }
      return new JsonObject(response.body().isEmpty() ? "{}" : response.body());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private HttpRequest.Builder internal(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + internalPort + path));
  }

  @Override
  public void close() {
    if (isAlive()) {
      kill();
    }
  }
}
