package io.chathub.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chathub.model.UserId;
import io.chathub.protocol.EventType;
import io.chathub.protocol.Frame;
import io.vertx.core.Context;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one context hands over arrives in that order, however long each look-up takes. */
class DeliveryOrderIT {

  private static final UserId ANN = new UserId("ann");
  private static final UserId BEN = new UserId("ben");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int EACH = 5_000;

  private final TestHub hub = new TestHub();

  @AfterEach
  void stop() {
    hub.close();
  }

  @Test
  void tenThousandFramesFromTwoContexts() {
    TestHub.Node a = hub.start("a");
    TestHub.Node b = hub.start("b");
    a.arrived(ANN);
    b.arrived(BEN);
    hub.locateMsMax = 30;
    handOver(a, "x");
    handOver(a, "y");

    await().atMost(PATIENCE).until(() -> b.port.parcels.size() >= 2 * EACH);
    await().atMost(PATIENCE).until(() -> a.port.parcels.size() >= 2 * EACH);
    for (TestHub.Node node : List.of(a, b)) {
      assertThat(from("x", node)).isEqualTo(expected("x"));
      assertThat(from("y", node)).isEqualTo(expected("y"));
    }
    assertThat(a.counted("items")).isEqualTo(2 * EACH);
    assertThat(a.counted("batches")).isLessThan(2 * EACH);
    assertThat(a.counted("resent")).isZero();
  }

  private static void handOver(TestHub.Node node, String name) {
    Context context = node.vertx.getOrCreateContext();
    context.runOnContext(
        nothing -> {
          for (String text : expected(name)) {
            Frame frame = Frame.ofOtherNode(EventType.PUSH, text.getBytes(StandardCharsets.UTF_8));
            var unused = node.delivery.toUsers(List.of(ANN, BEN), frame, null);
          }
        });
  }

  private static List<String> expected(String name) {
    return IntStream.range(0, EACH).mapToObj(i -> name + i).toList();
  }

  private static List<String> from(String name, TestHub.Node node) {
    return node.port.texts().stream().filter(text -> text.startsWith(name)).toList();
  }
}
