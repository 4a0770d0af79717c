package io.chathub.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.chathub.scene.TestNode;
import io.vertx.core.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens to one user takes effect in its order, however long each takes. */
class PresenceServiceTest {

  private final PresenceScene scene = new PresenceScene();

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void itIsReadyWhenItIsRegistered() {
    scene.directory.isHolding = true;
    Future<Void> ready = scene.arrive("ann", "phone");
    assertThat(scene.told).isEmpty();

    scene.directory.release();

    TestNode.await(ready);
    assertThat(scene.told).containsExactly("online ann");
    assertThat(scene.nodesOf("ann")).containsExactly(PresenceScene.SELF);
  }

  @Test
  void aLeaveWaitsForTheArrivalBeforeIt() {
    scene.directory.isHolding = true;
    var ready = scene.arrive("ann", "phone");
    scene.leave("ann", "phone");
    assertThat(scene.directory.held()).isEqualTo(1);

    scene.directory.release();
    TestNode.await(ready);

    assertThat(scene.nodesOf("ann")).isEmpty();
    scene.pass(PresenceScene.GRACE - 1);
    assertThat(scene.told).containsExactly("online ann");
    scene.pass(100);
    assertThat(scene.told).containsExactly("online ann", "offline ann");
  }

  @Test
  void oneUserDoesNotWaitForAnother() {
    scene.directory.isHolding = true;
    var ann = scene.arrive("ann", "phone");
    var bob = scene.arrive("bob", "web");

    assertThat(scene.directory.held()).isEqualTo(2);
    scene.directory.release();
    TestNode.await(ann);
    TestNode.await(bob);
  }

  @Test
  void whatIsNotRegisteredInTimeIsRefusedAndLeavesNoGhost() {
    scene.directory.isHolding = true;
    Future<Void> ready = scene.arrive("ann", "phone");
    scene.pass(3_000);

    assertThatThrownBy(() -> TestNode.await(ready))
        .isInstanceOfSatisfying(
            Refusal.class, why -> assertThat(why.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    scene.leave("ann", "phone"); // as its connection closes
    scene.directory.release();
    assertThat(scene.nodesOf("ann")).isEmpty();
  }

  @Test
  void aLeaveIsTriedUntilItIsDone() {
    TestNode.await(scene.arrive("ann", "phone"));
    scene.directory.isFailing = true;
    scene.leave("ann", "phone");
    scene.pass(60_000);
    assertThat(scene.nodesOf("ann")).isNotEmpty();

    scene.directory.isFailing = false;
    scene.pass(60_000);

    assertThat(scene.nodesOf("ann")).isEmpty();
    assertThat(scene.told).containsExactly("online ann", "offline ann");
  }

  @Test
  void whoComesBackToAnyNodeWithinTheGraceNeverLeft() {
    TestNode.await(scene.arrive("ann", "phone"));
    scene.leave("ann", "phone", 8_000);
    scene.pass(8_000 + PresenceScene.GRACE - 100);
    scene.arriveAt(PresenceScene.SELF, "ann", "web");
    scene.pass(60_000);

    assertThat(scene.told).containsExactly("online ann");
  }

  @Test
  void theOldestConnectionIsClosedWhereverItIs() {
    scene.arriveAt(PresenceScene.SELF, "ann", "elsewhere");
    TestNode.await(scene.arrive("ann", "phone"));
    TestNode.await(scene.arrive("ann", "web"));

    assertThat(scene.closed).containsExactly("elsewhere");
  }
}
