package io.chathub.bus;

import static io.chathub.bus.NodeLinkTest.deliver;
import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.model.UserId;
import io.chathub.protocol.CloseCode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node that is back, of which the event loop has not heard yet, gets each item once. */
class OutletTest {

  private static final UserId ANN = new UserId("ann");
  private static final NodeId NORTH = new NodeId("north");
  private static final DeliveryLimits LIMITS = DeliveryLimits.forLoops(1);

  private final SteeredMembership membership = new SteeredMembership(new NodeId("self"));
  private final DeliveryMetrics metrics = new DeliveryMetrics(new SimpleMeterRegistry());
  private final List<String> sent = new ArrayList<>();
  private boolean isFound = true;
  private final Outlet outlet =
      new Outlet(membership, locator(), LIMITS, node -> link(), () -> 0, metrics);

  @BeforeEach
  void isBackUnheard() {
    membership.add(NORTH);
    outlet.joined(NORTH);
    membership.remove(NORTH);
    outlet.left(NORTH);
    send("kept");
    membership.add(NORTH);
  }

  @Test
  void aFrameThatWasLocatedGoesOnce() {
    send("a");

    assertThat(sent).containsExactly("kept", "a");
  }

  @Test
  void aFrameForAllNodesGoesOnce() {
    isFound = false;
    send("a");

    assertThat(sent).containsExactly("kept", "a");
  }

  @Test
  void aCloseOrderGoesOnce() {
    Future<Void> taken = outlet.close(CloseOrder.all(ANN, CloseCode.REVOKED));

    assertThat(sent).containsExactly("kept", "REVOKED ann");
    assertThat(taken.succeeded()).isTrue();
  }

  private void send(String text) {
    outlet.send(deliver(text, ANN).parcel(), List.of(ANN), Promise.promise());
  }

  private NodeLink link() {
    return new NodeLink(
        LIMITS,
        (number, batch) -> {
          batch.forEach(item -> sent.add(NodeLinkTest.text(item)));
          return Future.succeededFuture();
        },
        (ms, work) -> {},
        () -> 0,
        metrics);
  }

  private Locator locator() {
    return new Locator() {
      @Override
      public Future<Map<UserId, Set<NodeId>>> locate(Collection<UserId> users) {
        return isFound
            ? Future.succeededFuture(Map.of(ANN, Set.of(NORTH)))
            : Future.failedFuture("not found");
      }

      @Override
      public Future<Integer> count(Optional<String> role) {
        return Future.succeededFuture(1);
      }
    };
  }
}
