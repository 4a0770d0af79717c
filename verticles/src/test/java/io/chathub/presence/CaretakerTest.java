package io.chathub.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.bus.ConnectionId;
import io.chathub.bus.NodeId;
import io.chathub.model.UserId;
import io.chathub.scene.TestNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nobody stays a ghost, and nobody who is here stays invisible. */
class CaretakerTest {

  private static final NodeId NORTH = new NodeId("north");
  private static final NodeId SOUTH = new NodeId("south");

  private final PresenceScene scene = new PresenceScene();

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void theOldestForgetsANodeAndItsUsersGoAfterTheGrace() {
    scene.others.add(SOUTH);
    scene.arriveAt(NORTH, "ann", "phone");
    scene.arriveAt(NORTH, "bob", "phone");
    scene.arriveAt(NORTH, "eve", "phone");
    scene.arriveAt(SOUTH, "eve", "web");

    scene.caretaker.left(NORTH);
    scene.arriveAt(SOUTH, "bob", "web");
    scene.pass(PresenceScene.GRACE - 1);
    assertThat(scene.told).isEmpty();
    scene.pass(100);

    assertThat(scene.told).containsExactly("offline ann");
    assertThat(scene.nodesOf("eve")).containsExactly(SOUTH);
  }

  @Test
  void theOtherNodesLeaveItToTheOldest() {
    scene.isOldest = false;
    scene.arriveAt(NORTH, "ann", "phone");
    scene.caretaker.left(NORTH);
    scene.pass(60_000);

    assertThat(scene.told).isEmpty();
    assertThat(scene.nodesOf("ann")).containsExactly(NORTH);
  }

  @Test
  void theNextOldestForgetsWhatLeftJustBeforeTheOldest() {
    scene.isOldest = false;
    scene.arriveAt(NORTH, "ann", "phone");
    scene.arriveAt(SOUTH, "bob", "phone");
    scene.caretaker.left(NORTH);
    scene.isOldest = true; // the oldest was South
    scene.caretaker.left(SOUTH);
    scene.pass(60_000);

    assertThat(scene.told).containsExactlyInAnyOrder("offline ann", "offline bob");
  }

  @Test
  void aNodeThatIsBackIsNotForgotten() {
    scene.directory.isHolding = true;
    scene.arriveAt(NORTH, "ann", "phone");
    scene.others.add(NORTH);
    scene.caretaker.left(NORTH);
    scene.directory.release();
    scene.pass(60_000);

    assertThat(scene.nodesOf("ann")).containsExactly(NORTH);
  }

  @Test
  void theSweepForgetsAtTheSecondLookWhoseNodeIsNone() {
    scene.arriveAt(NORTH, "ann", "phone");
    TestNode.await(scene.caretaker.sweep());
    assertThat(scene.nodesOf("ann")).containsExactly(NORTH);

    TestNode.await(scene.caretaker.sweep());
    assertThat(scene.nodesOf("ann")).isEmpty();
    scene.pass(60_000);
    assertThat(scene.told).containsExactly("offline ann");
  }

  @Test
  void theSweepEndsAGraceThatNobodyEnded() {
    scene.others.add(NORTH);
    scene.arriveAt(NORTH, "ann", "phone");
    var left =
        scene.directory.change(
            new UserId("ann"),
            new Change.Leave(new ConnectionId("phone"), NORTH, 1, scene.now, scene.now + 50));
    assertThat(left.result()).isPresent();
    TestNode.await(scene.caretaker.sweep());
    assertThat(scene.told).isEmpty();
    scene.now += 60_000;

    TestNode.await(scene.caretaker.sweep());
    assertThat(scene.told).containsExactly("offline ann");
  }

  @Test
  void aNodeThatWasCutOffRegistersItsConnectionsAndTellsItsOwnWhoIsElsewhere() {
    TestNode.await(scene.arrive("ann", "phone"));
    TestNode.await(scene.arrive("bob", "web"));
    scene.others.add(NORTH);
    scene.arriveAt(NORTH, "doc", "pad");
    scene.lose("ann");
    scene.arriveAt(PresenceScene.SELF, "ghost", "old");
    scene.told.clear();

    scene.caretaker.rejoined();

    assertThat(scene.nodesOf("ann")).containsExactly(PresenceScene.SELF);
    assertThat(scene.nodesOf("bob")).containsExactly(PresenceScene.SELF);
    assertThat(scene.nodesOf("ghost")).isEmpty();
    assertThat(scene.told).containsExactly("online ann");
    assertThat(scene.toldHere).containsExactly("online doc");
    scene.pass(60_000);
    assertThat(scene.told).containsExactly("online ann", "offline ghost");
  }

  @Test
  void whatANodeWasForgottenOfAfterItCameBackIsRegisteredAgain() {
    TestNode.await(scene.arrive("ann", "phone"));
    scene.caretaker.rejoined();
    scene.lose("ann");
    scene.pass(60_000);

    assertThat(scene.nodesOf("ann")).containsExactly(PresenceScene.SELF);
  }

  @Test
  void whoIsLostIsRegisteredWithoutAWord() {
    TestNode.await(scene.arrive("ann", "phone"));
    scene.lose("ann");
    scene.told.clear();
    scene.caretaker.lost();

    assertThat(scene.nodesOf("ann")).containsExactly(PresenceScene.SELF);
    assertThat(scene.told).isEmpty();
  }

  @Test
  void whoLeavesDuringARenewalIsNoGhost() {
    TestNode.await(scene.arrive("ann", "phone"));
    scene.directory.isHolding = true;
    scene.caretaker.lost();
    scene.leave("ann", "phone");
    scene.directory.release();

    assertThat(scene.nodesOf("ann")).isEmpty();
  }

  @Test
  void aRenewalThatFailedComesAgain() {
    TestNode.await(scene.arrive("ann", "phone"));
    scene.lose("ann");
    scene.directory.isFailing = true;
    scene.caretaker.lost();
    scene.directory.isFailing = false;
    assertThat(scene.nodesOf("ann")).isEmpty();
    scene.pass(10_000);

    assertThat(scene.nodesOf("ann")).containsExactly(PresenceScene.SELF);
  }

  @Test
  void aRenewalThatAnnouncesIsNotLostInOneThatDoesNot() {
    TestNode.await(scene.arrive("ann", "phone"));
    scene.lose("ann");
    scene.told.clear();
    scene.directory.isHolding = true;
    scene.caretaker.lost();
    scene.caretaker.rejoined();
    scene.directory.release();

    assertThat(scene.told).containsExactly("online ann");
  }

  @Test
  void aRenewalThatAnnouncesIsNotLostInOneThatWaits() {
    TestNode.await(scene.arrive("ann", "phone"));
    scene.told.clear();
    scene.directory.isHolding = true;
    scene.caretaker.lost();
    scene.caretaker.lost();
    scene.caretaker.rejoined();
    scene.directory.releaseOne();
    scene.lose("ann");
    scene.directory.release();

    assertThat(scene.told).containsExactly("online ann");
  }

  @Test
  void nodesThatCouldNotBeForgottenAreForgottenSoon() {
    scene.arriveAt(NORTH, "ann", "phone");
    scene.directory.isBlind = true;
    scene.caretaker.left(NORTH);
    scene.pass(2_000);
    scene.directory.isBlind = false;
    scene.directory.isFailing = true;
    scene.pass(5_000);
    assertThat(scene.nodesOf("ann")).containsExactly(NORTH);

    scene.directory.isFailing = false;
    scene.pass(5_000);
    assertThat(scene.nodesOf("ann")).isEmpty();
  }

  @Test
  void aNodeThatIsBackBeforeItCouldBeForgottenIsNot() {
    scene.arriveAt(NORTH, "ann", "phone");
    scene.directory.isBlind = true;
    scene.caretaker.left(NORTH);
    scene.pass(2_000);
    scene.others.add(NORTH);
    scene.directory.isBlind = false;
    scene.pass(60_000);

    assertThat(scene.nodesOf("ann")).containsExactly(NORTH);
  }

  @Test
  void whoIsElsewhereIsToldWhenItCanBeLookedUp() {
    scene.others.add(NORTH);
    scene.arriveAt(NORTH, "doc", "pad");
    scene.directory.isBlind = true;
    scene.caretaker.rejoined();
    scene.pass(2_000);
    assertThat(scene.toldHere).isEmpty();

    scene.directory.isBlind = false;
    scene.pass(60_000);
    assertThat(scene.toldHere).containsExactly("online doc");
  }

  @Test
  void theSweepsBeginWhereOtherNodesMayLeaveSomethingBehind() {
    scene.arriveAt(NORTH, "ann", "phone");
    scene.caretaker.start();
    scene.pass(60_000);

    assertThat(scene.nodesOf("ann")).isEmpty();
  }

  @Test
  void aNodeThatIsAloneDoesNotSweep() {
    scene.directory.isShared = false;
    scene.arriveAt(NORTH, "ann", "phone");
    scene.caretaker.start();
    scene.pass(60_000);

    assertThat(scene.nodesOf("ann")).containsExactly(NORTH);
  }
}
