package io.chathub.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.gateway.Limits;
import io.chathub.model.Session;
import io.chathub.model.SessionId;
import io.chathub.model.UserId;
import io.chathub.scene.RawClient;
import io.chathub.scene.Settings;
import io.chathub.scene.TestClient;
import io.chathub.scene.TestNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pings of the server, and what becomes of who does not answer or has expired. */
class HeartbeatIT {

  private static final int HEARTBEAT_MS = 300;

  @TempDir Path data;
  private TestNode node;

  @BeforeEach
  void start() {
    node =
        TestNode.start(
            data,
            Settings.gateway(Duration.ofMillis(HEARTBEAT_MS), Limits.DEFAULT),
            Settings.presence());
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private RawClient rawReady() {
    RawClient client = RawClient.open(node, node.token("pat", "patient"));
    assertThat(client.readText().getJsonObject("data").getInteger("heartbeat_ms"))
        .isEqualTo(HEARTBEAT_MS);
    return client;
  }

  private static long millisSince(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
  }

  @Test
  void whoAnswersNoPingIsClosedAfterTwoHeartbeats() {
    try (RawClient client = rawReady()) {
      long heard = System.nanoTime();

      List<RawClient.Frame> frames = client.readToClose();

      // Three and what a busy machine adds.
      assertThat(millisSince(heard)).isBetween(2L * HEARTBEAT_MS - 50, 5L * HEARTBEAT_MS);
      assertThat(frames.get(0).opcode()).isEqualTo(RawClient.PING);
      assertThat(frames).noneMatch(frame -> frame.opcode() == RawClient.TEXT);
      assertThat(frames.get(frames.size() - 1).closeCode()).isEqualTo(4408);
    }
  }

  @Test
  void anyFrameIsLife() {
    byte[][] life = {
      RawClient.frame(RawClient.PONG, true, new byte[0]),
      RawClient.frame(RawClient.PING, true, new byte[0]),
      RawClient.text("{\"action\":\"ping\"}"),
      RawClient.frame(RawClient.TEXT, false, new byte[] {' '}),
      RawClient.frame(RawClient.CONTINUATION, true, new byte[] {' '}),
    };
    try (RawClient client = rawReady()) {
      long began = System.nanoTime();
      int pings = 0;
      while (pings < 10) {
        RawClient.Frame frame = client.read();
        if (frame.opcode() == RawClient.PING) {
          client.send(life[pings % life.length]);
          pings++;
        } else {
          assertThat(frame.opcode()).isNotEqualTo(RawClient.CLOSE);
        }
      }

      assertThat(millisSince(began)).isGreaterThan(8L * HEARTBEAT_MS);
    }
  }

  @Test
  void pingsComeOnceAHeartbeat() {
    try (RawClient client = rawReady()) {
      client.read();
      client.send(RawClient.frame(RawClient.PONG, true, new byte[0]));
      long began = System.nanoTime();
      for (int i = 0; i < 4; i++) {
        assertThat(client.read().opcode()).isEqualTo(RawClient.PING);
        client.send(RawClient.frame(RawClient.PONG, true, new byte[0]));
      }

      assertThat(millisSince(began)).isBetween(3L * HEARTBEAT_MS, 6L * HEARTBEAT_MS);
    }
  }

  @Test
  void aClientOfALibraryStays() {
    try (TestClient client = TestClient.ready(node, node.token("pat", "patient"));
        RawClient silent = rawReady()) {
      assertThat(silent.closeCode()).isEqualTo(4408);

      assertThat(client.sofar()).isEmpty();
    }
  }

  @Test
  void aSessionThatExpiresClosesAtTheNextHeartbeat() {
    long lifeMs = 500;
    TestNode.await(
        node.store.createSession(
            new Session(
                SessionId.ofToken("short"),
                new UserId("pat"),
                "patient",
                Optional.empty(),
                System.currentTimeMillis() + lifeMs)));
    long began = System.nanoTime();
    try (TestClient client = TestClient.ready(node, "short")) {
      assertThat(client.closeCode()).isEqualTo(4401);

      assertThat(millisSince(began)).isBetween(lifeMs - 50, lifeMs + 4 * HEARTBEAT_MS);
      assertThat(client.received()).isEmpty();
    }
  }
}
