package io.chathub.bench.target;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The hub: sessions and chats are made through its internal interface, ten requests at a time over
 * connections that are kept. The roles of pair members are not announced ones, so that setting up
 * causes no broadcasts.
 */
final class HubTarget implements Target {

  private static final int REQUESTS_AT_A_TIME = 10;
  private static final Pattern TOKEN = Pattern.compile("\"token\"\\s*:\\s*\"([A-Za-z0-9_.=-]+)\"");

  private final InetSocketAddress address;
  private final URI internal;
  private final String key;
  private final String run;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  /**
   * @param key the service key, empty where the internal interface wants none
   */
  HubTarget(InetSocketAddress address, URI internal, String key, String run) {
    this.address = address;
    this.internal = internal;
    this.key = key;
    this.run = run;
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public List<ChatSeats> chats(int count) throws IOException, InterruptedException {
    return each(count, i -> () -> chat(run + "c" + i));
  }

  @Override
  public List<String> users(int count, String role) throws IOException, InterruptedException {
    return each(count, i -> () -> session(role + "-" + run + i, role));
  }

  private ChatSeats chat(String usif) throws IOException, InterruptedException {
    String a = usif + "-a";
    String b = usif + "-b";
    String body =
        """
        {"usif":"%s","booking_id":"%s","members":[{"user_id":"%s","role":"patient"},\
        {"user_id":"%s","role":"assistant"}]}"""
            .formatted(usif, usif, a, b);
    String chat = send("PUT", "/internal/v1/chats/" + usif, body);
    if (!chat.contains(usif)) {
      throw new IOException("no chat in " + chat);
    }
    return new ChatSeats(usif, session(a, "patient"), session(b, "assistant"));
  }

  private String session(String user, String role) throws IOException, InterruptedException {
    String body = "{\"user_id\":\"" + user + "\",\"role\":\"" + role + "\"}";
    Matcher token = TOKEN.matcher(send("POST", "/internal/v1/sessions", body));
    if (!token.find()) {
      throw new IOException("the reply to a new session holds no token");
    }
    return token.group(1);
  }

  private String send(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(internal.resolve(path))
            .method(method, BodyPublishers.ofString(body))
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(20));
    if (!key.isEmpty()) {
      request.header("Authorization", "Bearer " + key);
    }
    HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) {
      throw new IOException(
          method + " " + path + ": " + response.statusCode() + " " + response.body());
    }
    return response.body();
  }

  private static <T> List<T> each(int count, IntFunction<Callable<T>> task)
      throws IOException, InterruptedException {
    ExecutorService workers = Executors.newFixedThreadPool(REQUESTS_AT_A_TIME);
    try {
      List<Future<T>> futures = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        futures.add(workers.submit(task.apply(i)));
      }
      List<T> made = new ArrayList<>(count);
      for (Future<T> future : futures) {
        made.add(future.get());
      }
      return made;
    } catch (ExecutionException failed) {
      throw new IOException(failed.getCause());
    } finally {
      workers.shutdownNow();
    }
  }
}
