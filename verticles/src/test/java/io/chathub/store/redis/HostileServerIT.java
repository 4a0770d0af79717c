package io.chathub.store.redis;

import static io.chathub.store.redis.LinkScene.code;
import static io.chathub.store.redis.LinkScene.failure;
import static io.chathub.store.redis.LinkScene.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chathub.model.ErrorCode;
import io.chathub.scene.redis.RedisServer;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that announces more than there can be, at sign-in or in between. */
class HostileServerIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path dir;
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    result(vertx.close());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*2000000000\r\n",
        "$2147483647\r\n",
        "%1000000000\r\n",
        "+OK\r\n+OK\r\n+OK\r\n*9999999\r\n",
      })
  void atSignInIsRefusedInWords(String answer) {
    NetServer server = vertx.createNetServer().connectHandler(socket -> says(socket, answer));
    int port = result(server.listen(0, "127.0.0.1")).actualPort();
    try (LinkScene scene = new LinkScene(LinkScene.hasty("redis://127.0.0.1:" + port))) {
      Throwable failure = failure(scene.on(0, () -> scene.link().start()));
      assertThat(code(failure)).isEqualTo(ErrorCode.UNAVAILABLE);
      assertThat(failure).hasMessageContaining("the server sent");
    }
  }

  @Test
  void inBetweenCostsTheConnectionAndNothingElse() {
    try (RedisServer redis = RedisServer.start(dir);
        Interjecting between = new Interjecting(vertx, redis.port());
        LinkScene scene = new LinkScene(LinkScene.hasty(between.url())).ready()) {
      assertThat(result(scene.on(0, () -> scene.append("c", "a")))).isEqualTo(1);

      between.say("*2000000000\r\n");

      await().atMost(PATIENCE).until(() -> scene.measured("chathub.redis.reconnects") >= 1);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(result(scene.on(0, () -> scene.append("c", "b")))).isEqualTo(2));
    }
  }

  private static void says(NetSocket socket, String answer) {
    socket.handler(asked -> socket.write(answer));
  }

  /** Passes everything on, and once says something of its own to all who are connected. */
  private static final class Interjecting implements AutoCloseable {

    private final Set<NetSocket> clients = ConcurrentHashMap.newKeySet();
    private final NetServer server;
    private final int port;

    Interjecting(Vertx vertx, int behind) {
      NetClient client = vertx.createNetClient();
      server =
          vertx
              .createNetServer()
              .connectHandler(
                  in -> {
                    in.pause();
                    client
                        .connect(behind, "127.0.0.1")
                        .onSuccess(
                            out -> {
                              clients.add(in);
                              in.pipeTo(out).onComplete(end -> out.close());
                              out.pipeTo(in).onComplete(end -> in.close());
                            })
                        .onFailure(cause -> in.close());
                  });
      port = result(server.listen(0, "127.0.0.1")).actualPort();
    }

    String url() {
      return "redis://127.0.0.1:" + port;
    }

    void say(String text) {
      clients.forEach(socket -> socket.write(Buffer.buffer(text)));
      clients.clear();
    }

    @Override
    public void close() {
      result(server.close());
    }
  }
}
