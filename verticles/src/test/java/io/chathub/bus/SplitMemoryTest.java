package io.chathub.bus;

import static io.chathub.bus.NodeLinkTest.deliver;
import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.model.UserId;
import io.chathub.protocol.CloseCode;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a node that was cut off gets when it is back. */
class SplitMemoryTest {

  private static final UserId ANN = new UserId("ann");
  private static final UserId BEN = new UserId("ben");
  private static final NodeId GONE = new NodeId("gone");
  private static final NodeId OTHER = new NodeId("other");
  private static final int SIZE = deliver("x", ANN).size();

  private SplitMemory memory = memory(10_000);
  private long nanos;

  private SplitMemory memory(long bytes) {
    DeliveryLimits limits = new DeliveryLimits(0, 0, 0, 0, 0, 0, 2, bytes, 60_000, 600_000, 30_000);
    return new SplitMemory(limits, () -> nanos);
  }

  private static NodeLink.Rest rest(LinkItem... items) {
    return new NodeLink.Rest(List.of(items), new Debt(2));
  }

  private void passes(long seconds) {
    nanos += TimeUnit.SECONDS.toNanos(seconds);
  }

  private List<String> returned(NodeId node) {
    return memory.returned(node).orElseThrow().items().stream().map(NodeLinkTest::text).toList();
  }

  private List<String> debts(NodeId node) {
    List<LinkItem> orders = memory.returned(node).orElseThrow().debt().pay();
    return orders.stream().map(NodeLinkTest::text).toList();
  }

  @Test
  void whereNobodyIsAwayNothingIsKept() {
    memory.keep(deliver("a", ANN));

    assertThat(memory.isOpen()).isFalse();
    assertThat(memory.settling()).isEmpty();
    assertThat(memory.returned(GONE)).as("a node that was never there before").isEmpty();
  }

  @Test
  void aNodeThatIsBackGetsWhatItHadNotTakenAndThenWhatCameSince() {
    memory.left(GONE, rest(deliver("a", ANN)));
    memory.keep(deliver("b", BEN));
    memory.left(OTHER, rest());
    memory.keep(new LinkItem.Close(CloseOrder.all(ANN, CloseCode.REVOKED), null));

    assertThat(memory.isOpen()).isTrue();
    assertThat(returned(GONE)).containsExactly("a", "b", "REVOKED ann");
    assertThat(returned(OTHER)).containsExactly("REVOKED ann");
    assertThat(memory.isOpen()).isFalse();
    assertThat(memory.returned(GONE)).as("once").isEmpty();
  }

  @Test
  void untilItsUsersAreRegisteredAgainItIsOneToSendEverythingTo() {
    memory.left(GONE, rest());
    assertThat(memory.settling()).isEmpty();
    assertThat(returned(GONE)).isEmpty();

    assertThat(memory.settling()).containsExactly(GONE);
    passes(31);
    assertThat(memory.settling()).isEmpty();
  }

  @Test
  void aNodeThatLeavesAgainIsAwayAgain() {
    memory.left(GONE, rest());
    assertThat(returned(GONE)).isEmpty();
    memory.left(GONE, rest());
    assertThat(memory.settling()).isEmpty();
    assertThat(memory.isAway(GONE)).isTrue();
  }

  @Test
  void afterAMinuteOnlyWhoMissedSomethingIsKnown() {
    memory.left(GONE, rest(deliver("a", ANN)));
    passes(40);
    memory.keep(deliver("b", BEN));
    passes(30);

    NodeLink.Rest rest = memory.returned(GONE).orElseThrow();
    assertThat(rest.items().stream().map(NodeLinkTest::text)).containsExactly("b");
    assertThat(rest.debt().pay().stream().map(NodeLinkTest::text)).containsExactly("TRY_LATER ann");
  }

  @Test
  void whatIsTooMuchIsRememberedByItsUsers() {
    memory = memory(4L * SIZE);
    memory.left(GONE, rest());
    memory.keep(deliver("a", ANN));
    for (int i = 0; i < 4; i++) {
      memory.keep(deliver("b", BEN));
    }

    NodeLink.Rest rest = memory.returned(GONE).orElseThrow();
    assertThat(rest.items().stream().map(NodeLinkTest::text)).containsExactly("b", "b", "b", "b");
    assertThat(rest.debt().pay().stream().map(NodeLinkTest::text)).containsExactly("TRY_LATER ann");
  }

  @Test
  void afterTenMinutesEverybodyThereIsSentAwayAndNothingIsKept() {
    memory.left(GONE, rest());
    passes(601);
    memory.keep(deliver("a", ANN));

    assertThat(memory.isOpen()).isFalse();
    assertThat(debts(GONE)).containsExactly("everybody");
  }

  @Test
  void whoMissedSomethingBeforeTheNodeWentIsNotForgotten() {
    Debt debt = new Debt(2);
    debt.owe(List.of(ANN));
    memory.left(GONE, new NodeLink.Rest(List.of(), debt));

    assertThat(debts(GONE)).containsExactly("TRY_LATER ann");
  }
}
