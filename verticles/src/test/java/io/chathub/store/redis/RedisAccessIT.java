package io.chathub.store.redis;

import static io.chathub.store.redis.LinkScene.code;
import static io.chathub.store.redis.LinkScene.failure;
import static io.chathub.store.redis.LinkScene.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.gateway.GatewayConfig;
import io.chathub.model.ErrorCode;
import io.chathub.scene.SelfSigned;
import io.chathub.scene.redis.RedisServer;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may in, and whether it is the right server. */
class RedisAccessIT {

  private static final String USER = "user chat on >s3cr%et ~* +@all -@dangerous";

  @TempDir Path dir;

  @Test
  void aUserWithAPasswordAndFewRightsIsEnough() {
    try (RedisServer server = RedisServer.start(dir, USER);
        LinkScene scene = new LinkScene(LinkScene.patient(as(server, "chat:s3cr%25et")))) {
      assertThat(result(scene.on(0, () -> scene.link().start())))
          .singleElement()
          .asString()
          .contains("does not let us know");
      assertThat(result(scene.on(0, () -> scene.append("c", "a")))).isEqualTo(1);
    }
  }

  @Test
  void aWrongPasswordIsSaidAtTheStartAndIsInNoMessage() {
    try (RedisServer server = RedisServer.start(dir, USER);
        LinkScene scene = new LinkScene(as(server, "chat:sesame"))) {
      assertThat(failure(scene.on(0, () -> scene.link().start())))
          .isInstanceOf(UnfitServer.class)
          .hasMessageContaining("WRONGPASS")
          .hasMessageContaining(Integer.toString(server.port()))
          .hasMessageNotContaining("sesame");
      assertThat(code(failure(scene.on(0, () -> scene.append("c", "a")))))
          .isEqualTo(ErrorCode.UNAVAILABLE);
    }
  }

  @Test
  void aPasswordThatIsNotGivenIsSaidAtTheStart() {
    try (RedisServer server = RedisServer.startWithPassword(dir, "secret");
        LinkScene without = new LinkScene(LinkScene.hasty(server.url()));
        LinkScene with = new LinkScene(LinkScene.patient(as(server, ":secret")))) {
      assertThat(failure(without.on(0, () -> without.link().start())))
          .isInstanceOf(UnfitServer.class)
          .hasMessageContaining("NOAUTH");
      assertThat(result(with.on(0, () -> with.append("c", "a")))).isEqualTo(1);
    }
  }

  @Test
  void aReplicaAndAServerOfAClusterAreNotTakenForAServer() {
    try (RedisServer master = RedisServer.start(dir.resolve("m"));
        RedisServer replica =
            RedisServer.start(dir.resolve("r"), "replicaof 127.0.0.1 " + master.port());
        RedisServer node = RedisServer.start(dir.resolve("n"), "cluster-enabled yes");
        LinkScene toReplica = new LinkScene(LinkScene.hasty(replica.url()));
        LinkScene toNode = new LinkScene(LinkScene.hasty(node.url()))) {
      assertThat(failure(toReplica.on(0, () -> toReplica.link().start())))
          .isInstanceOf(UnfitServer.class)
          .hasMessageContaining("replica");
      assertThat(failure(toNode.on(0, () -> toNode.link().start())))
          .isInstanceOf(UnfitServer.class)
          .hasMessageContaining("store.redis.mode");
    }
  }

  @Test
  void aServerThatIsNotThereCanNotBeReachedNow() {
    RedisServer server = RedisServer.start(dir);
    server.close();
    try (LinkScene scene = new LinkScene(LinkScene.hasty(server.url()))) {
      assertThat(code(failure(scene.on(0, () -> scene.link().start()))))
          .isEqualTo(ErrorCode.UNAVAILABLE);
    }
  }

  @Test
  void aDurableServerIsNotWarnedOf() {
    try (RedisServer server = RedisServer.startDurable(dir);
        LinkScene scene = new LinkScene(LinkScene.hasty(server.url()))) {
      assertThat(result(scene.on(0, () -> scene.link().start()))).isEmpty();
      server.say("CONFIG", "SET", "appendfsync", "everysec");
      server.say("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
      assertThat(result(scene.on(0, () -> scene.link().start())))
          .satisfiesExactly(
              warning -> assertThat(warning).contains("once a second"),
              warning -> assertThat(warning).contains("allkeys-lru"));
    }
  }

  @Test
  void theServerIsTrustedByItsCertificateOnly() throws IOException {
    GatewayConfig.Tls right = SelfSigned.write(Files.createDirectories(dir.resolve("right")));
    GatewayConfig.Tls wrong = SelfSigned.write(Files.createDirectories(dir.resolve("wrong")));
    try (RedisServer server = RedisServer.start(dir.resolve("server"));
        TlsFront front = new TlsFront(right, server.port());
        LinkScene trusting = new LinkScene(LinkScene.patient(front.config(right.cert())));
        LinkScene doubting = new LinkScene(front.config(wrong.cert()))) {
      assertThat(result(trusting.on(0, () -> trusting.append("c", "a")))).isEqualTo(1);
      assertThat(failure(doubting.on(0, () -> doubting.link().start())))
          .isInstanceOf(UnfitServer.class)
          .hasMessageContaining("TLS");
      assertThat(code(failure(doubting.on(0, () -> doubting.append("c", "b")))))
          .isEqualTo(ErrorCode.UNAVAILABLE);
      assertThat(server.say("LLEN", "{c}:l")).isEqualTo(1L);
    }
  }

  private static RedisStoreConfig as(RedisServer server, String userInfo) {
    return LinkScene.hasty("redis://" + userInfo + "@127.0.0.1:" + server.port());
  }

  /** Ends TLS before a server that may have none. */
  private static final class TlsFront implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final int port;

    TlsFront(GatewayConfig.Tls tls, int behind) {
      NetClient client = vertx.createNetClient();
      NetServer server =
          vertx
              .createNetServer(
                  new NetServerOptions()
                      .setSsl(true)
                      .setKeyCertOptions(
                          new PemKeyCertOptions()
                              .addCertPath(tls.cert().toString())
                              .addKeyPath(tls.key().toString())))
              .connectHandler(
                  in -> {
                    in.pause();
                    client
                        .connect(behind, "127.0.0.1")
                        .onSuccess(out -> join(in, out))
                        .onFailure(cause -> in.close());
                  });
      port = result(server.listen(0, "127.0.0.1")).actualPort();
    }

    RedisStoreConfig config(Path trust) {
      return LinkScene.trusting(LinkScene.hasty("rediss://localhost:" + port), trust);
    }

    @Override
    public void close() {
      result(vertx.close());
    }

    private static void join(NetSocket in, NetSocket out) {
      in.pipeTo(out).onComplete(end -> out.close());
      out.pipeTo(in).onComplete(end -> in.close());
    }
  }
}
