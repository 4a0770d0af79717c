package io.chathub.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chathub.gateway.GatewayConfig;
import io.chathub.scene.SelfSigned;
import io.chathub.scene.Settings;
import io.chathub.scene.TestClient;
import io.chathub.scene.TestNode;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.time.Duration;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same conversation over TLS, and a certificate that is renewed under it. */
class TlsIT {

  @TempDir Path data;
  @TempDir Path files;

  @Test
  void twoPeopleChatOverTlsAndANewCertificateIsTaken() throws Exception {
    GatewayConfig.Tls tls = SelfSigned.write(files);
    try (TestNode node = TestNode.start(data, Settings.tls(tls), Settings.presence())) {
      node.chat("c1", "doc", "pat");
      try (TestClient doc = ready(node, node.token("doc", "doctor"));
          TestClient pat = ready(node, node.token("pat", "patient"))) {
        String large = "x".repeat(8_000);
        for (int seq = 1; seq <= 30; seq++) {
          pat.act("push", "usif", "c1", "content", large);
          assertThat(seqOf(pat.next("pushback"))).isEqualTo(seq);
          assertThat(seqOf(doc.next("push"))).isEqualTo(seq);
        }
        Certificate before = certificate(doc);

        assertThat(SelfSigned.write(files)).isEqualTo(tls);

        await()
            .atMost(Duration.ofSeconds(30))
            .until(
                () -> {
                  try (TestClient again = ready(node, node.token("doc", "doctor"))) {
                    return !certificate(again).equals(before);
                  }
                });
        doc.act("ping");
        assertThat(doc.next("pong").getInteger("errcode")).isZero();
      }
    }
  }

  private static long seqOf(JsonObject frame) {
    return frame.getJsonObject("data").getLong("seq");
  }

  private static TestClient ready(TestNode node, String token) {
    WebSocketConnectOptions options =
        new WebSocketConnectOptions().setSsl(true).setURI("/ws?sec-websocket-protocol=" + token);
    TestClient client = TestClient.open(node, options);
    assertThat(client.next().getString("msgType")).isEqualTo("ready");
    return client;
  }

  private static Certificate certificate(TestClient client) throws SSLPeerUnverifiedException {
    return client.socket().sslSession().getPeerCertificates()[0];
  }
}
