package io.chathub.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.bus.ConnectionId;
import io.chathub.bus.NodeId;
import io.chathub.model.UserId;
import io.chathub.scene.TestNode;
import io.chathub.store.Store;
import io.vertx.core.Future;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Users were last seen when their last connection went, whoever finds out. */
class FarewellsTest {

  private static final NodeId NORTH = new NodeId("north");

  private final List<Object> seen = new ArrayList<>();
  private final PresenceScene scene = new PresenceScene(PresenceConfig.Audience.EVERYONE, store());

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void aTimerThatIsTakenOverLeavesWhenTheUserWasSeenAsItWas() {
    long left = scene.now;
    scene.arriveAt(NORTH, "ann", "phone");
    var leaves =
        scene.directory.change(
            new UserId("ann"),
            new Change.Leave(new ConnectionId("phone"), NORTH, 1, left, left + 3_000));
    assertThat(leaves.result()).isPresent();
    scene.pass(1_000);
    scene.caretaker.left(NORTH);
    scene.pass(60_000);

    assertThat(scene.told).containsExactly("offline ann");
    assertThat(seen).containsExactly(left);
  }

  @Test
  void whoWentWithANodeWasSeenUntilThen() {
    scene.arriveAt(NORTH, "ann", "phone");
    scene.pass(1_000);
    long left = scene.now;
    scene.caretaker.left(NORTH);
    scene.pass(60_000);

    assertThat(seen).containsExactly(left);
  }

  @Test
  void whoLeavesIsNotedAtOnceAndOnce() {
    TestNode.await(scene.arrive("ann", "phone"));
    scene.pass(1_000);
    seen.clear();
    scene.leave("ann", "phone");
    List<Object> atOnce = List.of(scene.now);
    assertThat(seen).isEqualTo(atOnce);
    scene.pass(60_000);

    assertThat(seen).isEqualTo(atOnce);
  }

  private Store store() {
    return (Store)
        Proxy.newProxyInstance(
            Store.class.getClassLoader(),
            new Class<?>[] {Store.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("markSeen")) {
                seen.add(arguments[1]);
              }
              return Future.succeededFuture();
            });
  }
}
