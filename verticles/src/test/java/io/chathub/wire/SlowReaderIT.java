package io.chathub.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.chathub.bus.CloseOrder;
import io.chathub.bus.ConnectionView;
import io.chathub.bus.LocalDelivery;
import io.chathub.gateway.Limits;
import io.chathub.model.UserId;
import io.chathub.protocol.CloseCode;
import io.chathub.scene.RawClient;
import io.chathub.scene.Settings;
import io.chathub.scene.TestClient;
import io.chathub.scene.TestNode;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A client that does not read costs no more than its limit, whatever is sent to it. */
class SlowReaderIT {

  private static final int OUTBOUND_BYTES = 512 * 1024;

  /** What Netty and the kernel take before a socket says that it is full. */
  private static final int WATERMARK_BYTES = 160 * 1024;

  private static final int WINDOW_BYTES = 8 * 1024;
  private static final UserId DOC = new UserId("doc");

  @TempDir Path data;
  private final ListAppender<ILoggingEvent> leaks = new ListAppender<>();
  private final ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
  private TestNode node;

  @BeforeEach
  void start() {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    leaks.start();
    leakLog().addAppender(leaks);
    Limits limits = new Limits(100, 10, false, 2_000, 2_000, 8192, 65536, OUTBOUND_BYTES);
    node =
        // Without pings of the server's own between what is counted here.
        TestNode.start(data, Settings.gateway(Duration.ofHours(1), limits), Settings.presence());
    node.chat("c1", "doc", "pat");
  }

  @AfterEach
  void stop() {
    node.close();
    // A leak is found when the buffer has been collected and another one is made.
    System.gc();
    for (int i = 0; i < 100; i++) {
      ByteBufAllocator.DEFAULT.directBuffer(64).release();
    }
    leakLog().detachAppender(leaks);
    ResourceLeakDetector.setLevel(level);
    assertThat(leaks.list).isEmpty();
  }

  private static Logger leakLog() {
    return (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
  }

  private RawClient slowDoctor() {
    RawClient slow = RawClient.open(node, node.token("doc", "doctor"), WINDOW_BYTES);
    assertThat(slow.readText().getString("msgType")).isEqualTo("ready");
    return slow;
  }

  private long queuedForDoctor() {
    return TestNode.await(node.sockets.connectionsOf(DOC)).stream()
        .mapToLong(ConnectionView::queuedBytes)
        .sum();
  }

  private double queuedGauge() {
    return node.metrics.get("chathub.outbound.queued.bytes").gauge().value();
  }

  private double closedSlow() {
    return node.metrics.get("chathub.closes").tag("code", "1013").counter().count();
  }

  @Test
  void whoDoesNotReadIsClosedAndWhatItGotHasNoHole() {
    String large = "x".repeat(8_000);
    try (RawClient slow = slowDoctor();
        TestClient pat = TestClient.ready(node, node.token("pat", "patient"))) {
      double highestGauge = 0;
      long lastAcknowledged = 0;
      boolean wasClosed = false;
      while (!wasClosed) {
        pat.act("push", "usif", "c1", "content", large);
        JsonObject pushback = pat.next("pushback");
        assertThat(pushback.getInteger("errcode")).isZero();
        lastAcknowledged = pushback.getJsonObject("data").getLong("seq");
        assertThat(lastAcknowledged).as("pushes until the close").isLessThan(1_000);
        double gauge = queuedGauge();
        wasClosed = gauge < highestGauge;
        highestGauge = Math.max(gauge, highestGauge);
        assertThat(gauge).isLessThanOrEqualTo(OUTBOUND_BYTES);
        assertThat(queuedForDoctor()).isLessThanOrEqualTo(OUTBOUND_BYTES + WATERMARK_BYTES);
      }

      assertThat(highestGauge).isGreaterThan(OUTBOUND_BYTES / 2.0);
      assertThat(queuedGauge()).isZero();
      List<RawClient.Frame> frames = slow.readToClose();
      int count = frames.size();
      for (int i = 0; i < count - 2; i++) {
        JsonObject push = frames.get(i).json();
        assertThat(push.getString("msgType")).isEqualTo("push");
        assertThat(push.getJsonObject("data").getLong("seq")).isEqualTo(i + 1);
      }
      JsonObject bye = frames.get(count - 2).json();
      assertThat(bye.getString("msgType")).isEqualTo("bye");
      assertThat(bye.getJsonObject("data").getInteger("code")).isEqualTo(1013);
      assertThat(bye.getJsonObject("data").getLong("retry_after_ms")).isPositive();
      assertThat(frames.get(count - 1).closeCode()).isEqualTo(1013);
      assertThat(count - 2L).isLessThan(lastAcknowledged);
    }
    await().untilAsserted(() -> assertThat(closedSlow()).isEqualTo(1));
  }

  @Test
  void whoNeverReadsIsCutAfterAWhile() {
    String large = "x".repeat(8_000);
    try (RawClient slow = slowDoctor();
        TestClient pat = TestClient.ready(node, node.token("pat", "patient"))) {
      while (queuedForDoctor() < OUTBOUND_BYTES / 2) {
        pat.act("push", "usif", "c1", "content", large);
        pat.next("pushback");
      }
      var unused = new LocalDelivery(node.sockets).close(CloseOrder.all(DOC, CloseCode.REVOKED));

      await().atMost(Duration.ofSeconds(25)).until(() -> node.gateway.connections() == 1);
      assertThat(slow.readToClose()).noneMatch(frame -> frame.opcode() == RawClient.PING);
    }
  }

  @Test
  void whoReadsSlowlyButReadsGetsAll() {
    String large = "x".repeat(8_000);
    int pushes = 60;
    try (RawClient slow = slowDoctor();
        TestClient pat = TestClient.ready(node, node.token("pat", "patient"))) {
      for (int i = 0; i < pushes; i++) {
        pat.act("push", "usif", "c1", "content", large);
      }
      for (int i = 0; i < pushes; i++) {
        pat.next("pushback");
      }
      assertThat(queuedForDoctor()).isPositive();

      for (int i = 1; i <= pushes; i++) {
        assertThat(slow.readText().getJsonObject("data").getLong("seq")).isEqualTo(i);
      }
      await().until(() -> queuedForDoctor() == 0);
      assertThat(queuedGauge()).isZero();
    }
  }

  @Test
  void aFloodOfWebSocketPingsByWhoDoesNotReadIsNotAnsweredWithoutEnd() {
    byte[] ping = RawClient.frame(RawClient.PING, true, new byte[125]);
    byte[][] many = Collections.nCopies(1_000, ping).toArray(byte[][]::new);
    try (RawClient slow = slowDoctor()) {
      for (int i = 0; i < 50; i++) {
        slow.send(many);
        assertThat(queuedForDoctor()).isLessThanOrEqualTo(2 * WATERMARK_BYTES);
      }

      slow.send(RawClient.text("{\"action\":\"ping\",\"ref\":\"last\"}"));
      RawClient.Frame frame = slow.read();
      while (frame.opcode() == RawClient.PONG) {
        frame = slow.read();
      }
      assertThat(frame.json().getString("ref")).isEqualTo("last");
    }
  }

  @Test
  void aFloodOfPingActionsByWhoDoesNotReadCloses() {
    byte[] ping = RawClient.text("{\"action\":\"ping\",\"ref\":\"" + "r".repeat(64) + "\"}");
    byte[][] many = Collections.nCopies(500, ping).toArray(byte[][]::new);
    try (RawClient slow = slowDoctor()) {
      for (int i = 0; i < 40; i++) {
        slow.send(many);
        assertThat(queuedForDoctor()).isLessThanOrEqualTo(OUTBOUND_BYTES + WATERMARK_BYTES);
        assertThat(queuedGauge()).isLessThanOrEqualTo(OUTBOUND_BYTES);
      }

      assertThat(slow.closeCode()).isEqualTo(1013);
    }
    await().untilAsserted(() -> assertThat(closedSlow()).isEqualTo(1));
  }
}
