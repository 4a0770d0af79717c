package io.chathub.bus;

import static io.chathub.bus.NodeLinkTest.deliver;
import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.model.UserId;
import io.chathub.protocol.CloseCode;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What other nodes send is done once. */
@ExtendWith(VertxExtension.class)
class InboxTest {

  private static final UserId ANN = new UserId("ann");
  private static final NodeId SENDER = new NodeId("sender");

  private final LocalSockets sockets = new LocalSockets();
  private final Inbox inbox = new Inbox(sockets);
  private RecordingPort port;

  @BeforeEach
  void join(Vertx vertx) {
    port = new RecordingPort(vertx.getOrCreateContext());
    sockets.arrived(ANN, "patient", sockets.join(port));
  }

  private void take(int link, long number, LinkItem... items) {
    WireWriter out = new WireWriter(0);
    BatchCodec.write(out, new Batch(SENDER, link, number, List.of(items)));
    assertThat(inbox.take(new WireReader(out.toBuffer())).succeeded()).isTrue();
  }

  private void comes(String... texts) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(port.texts()).containsExactly(texts));
  }

  @Test
  void aRepeatIsTakenAndNotDoneAgain() {
    take(1, 1, deliver("a", ANN));
    take(1, 1, deliver("a", ANN));
    take(1, 2, deliver("b", ANN));
    take(1, 1, deliver("a", ANN));
    take(2, 1, deliver("c", ANN));

    comes("a", "b", "c");
  }

  @Test
  void everybodyIsClosed() {
    take(1, 1, new LinkItem.CloseEverybody(CloseCode.TRY_LATER));

    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> port.orders.equals(List.of(CloseOrder.all(ANN, CloseCode.TRY_LATER))));
  }
}
