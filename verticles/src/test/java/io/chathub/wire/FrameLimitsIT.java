package io.chathub.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.scene.RawClient;
import io.chathub.scene.TestClient;
import io.chathub.scene.TestNode;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How large frames and content may be, and what a frame may be made of. */
class FrameLimitsIT {

  private static final int FRAME_BYTES = 64 * 1024;
  private static final int CONTENT_BYTES = 8 * 1024;

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

  private RawClient rawReady() {
    RawClient client = RawClient.open(node, node.token("pat", "patient"));
    assertThat(client.readText().getString("msgType")).isEqualTo("ready");
    return client;
  }

  /** A ping of so many bytes. */
  private static byte[] ping(int bytes) {
    String frame = "{\"action\":\"ping\",\"ref\":\"r\",\"unknown\":\"\"}";
    String filling = "x".repeat(bytes - frame.length());
    return frame
        .replace("\"unknown\":\"\"", "\"unknown\":\"" + filling + "\"")
        .getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aBinaryFrameCloses() {
    try (RawClient client = rawReady()) {
      client.send(RawClient.frame(RawClient.BINARY, true, new byte[] {'{', '}'}));

      assertThat(client.closeCode()).isEqualTo(1003);
    }
  }

  @Test
  void aFrameOfTheLimitIsTaken() {
    try (RawClient client = rawReady()) {
      client.send(RawClient.frame(RawClient.TEXT, true, ping(FRAME_BYTES)));

      assertThat(client.readText().getString("msgType")).isEqualTo("pong");
    }
  }

  @Test
  void aFrameOfOneByteMoreCloses() {
    try (RawClient client = rawReady()) {
      client.send(RawClient.frame(RawClient.TEXT, true, ping(FRAME_BYTES + 1)));

      assertThat(client.closeCode()).isEqualTo(1009);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1L << 20, 10L << 20, Long.MAX_VALUE})
  void aMuchLargerFrameClosesByItsHeader(long length) {
    try (RawClient client = rawReady()) {
      client.send(RawClient.header(RawClient.TEXT, true, length));

      assertThat(client.closeCode()).isEqualTo(1009);
    }
  }

  @Test
  void aLargerFrameThatComesWholeCloses() {
    try (RawClient client = rawReady()) {
      client.send(RawClient.frame(RawClient.TEXT, true, ping(4 << 20)));

      assertThat(client.closeCode()).isEqualTo(1009);
    }
  }

  @Test
  void fragmentsAreOneFrameUpToTheLimit() {
    byte[] whole = ping(FRAME_BYTES);
    try (RawClient client = rawReady()) {
      sendInParts(client, whole, 1000);

      assertThat(client.readText().getString("ref")).isEqualTo("r");
    }
  }

  @Test
  void fragmentsOfOneByteMoreClose() {
    byte[] whole = ping(FRAME_BYTES + 1);
    try (RawClient client = rawReady()) {
      sendInParts(client, whole, 1000);

      assertThat(client.closeCode()).isEqualTo(1009);
    }
  }

  @Test
  void fragmentsOfAByteAndAWebSocketPingBetweenThemAreFine() {
    byte[] whole = ping(5_000);
    byte[] wsPing = RawClient.frame(RawClient.PING, true, new byte[] {'a', 'b'});
    try (RawClient client = rawReady()) {
      client.send(RawClient.frame(RawClient.TEXT, false, new byte[] {whole[0]}), wsPing);
      for (int i = 1; i < whole.length; i++) {
        boolean isLast = i == whole.length - 1;
        client.send(RawClient.frame(RawClient.CONTINUATION, isLast, new byte[] {whole[i]}));
      }

      RawClient.Frame pong = client.read();
      assertThat(pong.opcode()).isEqualTo(RawClient.PONG);
      assertThat(pong.payload().toString()).isEqualTo("ab");
      assertThat(client.readText().getString("ref")).isEqualTo("r");
    }
  }

  private static void sendInParts(RawClient client, byte[] whole, int partBytes) {
    for (int from = 0; from < whole.length; from += partBytes) {
      int to = Math.min(whole.length, from + partBytes);
      client.send(
          RawClient.frame(
              from == 0 ? RawClient.TEXT : RawClient.CONTINUATION,
              to == whole.length,
              Arrays.copyOfRange(whole, from, to)));
    }
  }

  @Test
  void aFrameThatIsNoneOfTheProtocolCloses() {
    byte[][] broken = {
      {(byte) 0x81, 2, '{', '}'}, // not masked
      {(byte) 0x83, (byte) 0x80, 0, 0, 0, 0}, // an opcode that is not
      {(byte) 0xC1, (byte) 0x80, 0, 0, 0, 0}, // compressed
      RawClient.frame(RawClient.CONTINUATION, true, new byte[1]), // of nothing
      RawClient.frame(RawClient.PING, true, new byte[126]),
    };
    for (byte[] bytes : broken) {
      try (RawClient client = rawReady()) {
        client.send(bytes);

        assertThat(client.closeCode()).isEqualTo(1008);
      }
    }
  }

  @Test
  void contentIsMeasuredInBytesAsSent() {
    String fits = "你".repeat((CONTENT_BYTES - 2) / 3);
    String tooLarge = fits + "你";
    try (TestClient pat = TestClient.ready(node, node.token("pat", "patient"))) {
      pat.act("push", "usif", "c1", "content", fits);
      assertThat(pat.next("pushback").getInteger("errcode")).isZero();

      pat.act("push", "usif", "c1", "content", tooLarge, "cid", "k1");
      JsonObject refused = pat.next("pushback");

      assertThat(refused.getInteger("errcode")).isEqualTo(41300);
      assertThat(refused.getJsonObject("data"))
          .isEqualTo(new JsonObject().put("usif", "c1").put("cid", "k1").put("retryable", 0));
      pat.act("ping");
      assertThat(pat.next().getString("msgType")).isEqualTo("pong");
    }
  }

  @Test
  void nestingOfAHundredIsTakenAndOneMoreIsNot() {
    try (TestClient pat = TestClient.ready(node, node.token("pat", "patient"))) {
      pat.sendText(nested(100));
      assertThat(pat.next().getInteger("errcode")).isZero();

      pat.sendText(nested(101));
      assertThat(pat.next().getInteger("errcode")).isEqualTo(40001);

      pat.sendText("{\"action\":\"ping\",\"data\":" + "[".repeat(30_000));
      assertThat(pat.next().getInteger("errcode")).isEqualTo(40001);
    }
  }

  /** A push with so many levels: the frame, its data and the content's. */
  private static String nested(int levels) {
    String content = "[".repeat(levels - 2) + "]".repeat(levels - 2);
    return "{\"action\":\"push\",\"data\":{\"usif\":\"c1\",\"content\":" + content + "}}";
  }
}
