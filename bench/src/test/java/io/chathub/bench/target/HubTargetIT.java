package io.chathub.bench.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a stand-in that answers as the internal interface does. */
class HubTargetIT {

  private final ConcurrentLinkedQueue<String> requests = new ConcurrentLinkedQueue<>();
  private final AtomicInteger sessions = new AtomicInteger();
  private volatile int status = 200;
  private HttpServer internal;
  private HubTarget target;

  @BeforeEach
  void start() throws IOException {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    internal = HttpServer.create(anyPort, 0);
    internal.createContext("/internal/v1/", this::answer);
    internal.start();
    URI uri = URI.create("http://127.0.0.1:" + internal.getAddress().getPort());
    target = new HubTarget(anyPort, uri, "k3y", "r");
  }

  @AfterEach
  void stop() {
    internal.stop(0);
  }

  @Test
  void chatsHaveTwoMembersWithASessionEach() throws Exception {
    List<ChatSeats> chats = target.chats(30);

    assertThat(chats).hasSize(30);
    assertThat(chats.get(17).usif()).isEqualTo("rc17");
    assertThat(chats.stream().flatMap(chat -> List.of(chat.tokenA(), chat.tokenB()).stream()))
        .doesNotHaveDuplicates()
        .hasSize(60);
    assertThat(requests)
        .hasSize(90)
        .contains(
            "PUT /internal/v1/chats/rc17 Bearer k3y {\"usif\":\"rc17\",\"booking_id\":\"rc17\","
                + "\"members\":[{\"user_id\":\"rc17-a\",\"role\":\"patient\"},"
                + "{\"user_id\":\"rc17-b\",\"role\":\"assistant\"}]}",
            "POST /internal/v1/sessions Bearer k3y {\"user_id\":\"rc17-b\",\"role\":\"assistant\"}");
  }

  @Test
  void usersHaveTheRoleAskedFor() throws Exception {
    assertThat(target.users(3, "doctor")).hasSize(3);
    assertThat(requests)
        .contains(
            "POST /internal/v1/sessions Bearer k3y {\"user_id\":\"doctor-r2\",\"role\":\"doctor\"}");
  }

  @Test
  void refusalFailsWithWhatTheHubSaid() {
    status = 403;

    assertThatThrownBy(() -> target.users(1, "patient"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("403");
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String path = exchange.getRequestURI().getPath();
    String key = exchange.getRequestHeaders().getFirst("Authorization");
    requests.add(exchange.getRequestMethod() + " " + path + " " + key + " " + body);
    String reply =
        path.endsWith("/sessions")
            ? "{\"token\":\"t-_" + sessions.incrementAndGet() + "\",\"expires_at\":1}"
            : body;
    byte[] bytes = reply.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
