package io.chathub.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.bus.ConnectionId;
import io.chathub.bus.NodeId;
import io.chathub.model.UserId;
import io.chathub.presence.Change.Arrival;
import io.chathub.presence.Change.Gone;
import io.chathub.presence.PresenceDirectory.Online;
import io.chathub.scene.TestNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * What every {@link PresenceDirectory} must do: who is here, where, and when it is said that
 * somebody went. Each test has users and nodes of its own, since directories are shared.
 */
public abstract class PresenceDirectoryContract {

  protected static final int PLACES = 2;
  private static final long GRACE = 50;

  private final String unique = UUID.randomUUID().toString();
  protected final UserId ann = new UserId("ann-" + unique);
  protected final UserId bob = new UserId("bob-" + unique);
  protected final NodeId north = new NodeId("north-" + unique);
  protected final NodeId south = new NodeId("south-" + unique);
  private final ConnectionId phone = new ConnectionId("phone");
  private final ConnectionId web = new ConnectionId("web");
  private final ConnectionId pad = new ConnectionId("pad");
  private final String role = "doctor-" + unique;
  private long departures;

  protected abstract PresenceDirectory directory();

  @Test
  void theFirstConnectionComesOnlineOthersDoNot() {
    assertThat(arrived(ann, phone, 10)).isEqualTo(new Arrival(true, List.of()));
    assertThat(arrived(ann, web, 20)).isEqualTo(new Arrival(false, List.of()));
    assertThat(arrived(bob, pad, 30)).isEqualTo(new Arrival(true, List.of()));

    assertThat(since(ann)).contains(10L);
    assertThat(since(bob)).contains(30L);
  }

  @Test
  void anArrivalThatIsDoneAgainChangesNothing() {
    arrive(ann, phone, 10);
    arrive(ann, web, 20);

    assertThat(arrived(ann, phone, 10)).isEqualTo(new Arrival(false, List.of()));
    assertThat(left(ann, web, 30)).isEmpty();
    assertThat(left(ann, phone, 31)).isPresent();
  }

  @Test
  void theOldestConnectionGoesBeyondTheBound() {
    arrive(ann, phone, 10);
    arrive(ann, web, 20);

    assertThat(arrived(ann, pad, 30)).isEqualTo(new Arrival(false, List.of(phone)));
    assertThat(left(ann, phone, 31)).isEmpty();
    assertThat(left(ann, web, 32)).isEmpty();
    assertThat(left(ann, pad, 33)).isPresent();
  }

  @Test
  void onlyTheLastConnectionMakesADeparture() {
    arrive(ann, phone, 10);
    arrive(ann, web, 20);

    assertThat(left(ann, phone, 30)).isEmpty();
    assertThat(left(ann, phone, 31)).isEmpty();
    assertThat(left(ann, web, 40)).contains(40 + GRACE);
    assertThat(left(ann, web, 41)).isEmpty();
  }

  @Test
  void aDepartureThatIsDoneAgainIsTheSame() {
    arrive(ann, phone, 10);
    var leave = new Change.Leave(phone, north, 7, 20, 70);

    assertThat(change(ann, leave)).contains(70L);
    assertThat(change(ann, leave)).contains(70L);
    assertThat(graceOver(ann, 7)).isPresent();
    assertThat(change(ann, leave)).isEmpty();
  }

  @Test
  void whoWasNeverHereDoesNotLeave() {
    assertThat(left(ann, phone, 10)).isEmpty();
    assertThat(since(ann)).isEmpty();
  }

  @Test
  void graceCountsAsOnlineButNobodyIsConnected() {
    arrive(ann, phone, 10);
    long departure = depart(ann, phone, 20);

    assertThat(since(ann)).contains(10L);
    assertThat(locate(ann)).isEmpty();
    assertThat(graceOver(ann, departure)).contains(new Gone(role, false, 20));
    assertThat(since(ann)).isEmpty();
  }

  @Test
  void whoIsGoneIsGoneOnce() {
    arrive(ann, phone, 10);
    long departure = depart(ann, phone, 20);

    assertThat(graceOver(ann, departure)).isPresent();
    assertThat(graceOver(ann, departure)).isEmpty();
  }

  @Test
  void whoComesBackWithinGraceNeverLeft() {
    arrive(ann, phone, 10);
    long departure = depart(ann, phone, 20);

    assertThat(arrived(ann, web, 21)).isEqualTo(new Arrival(false, List.of()));
    assertThat(graceOver(ann, departure)).isEmpty();
    assertThat(since(ann)).contains(10L);
  }

  @Test
  void eachDepartureHasItsOwnGrace() {
    arrive(ann, phone, 10);
    long first = depart(ann, phone, 20);
    arrive(ann, web, 21);
    long second = depart(ann, web, 24);

    assertThat(graceOver(ann, first)).isEmpty();
    assertThat(graceOver(ann, second)).contains(new Gone(role, false, 24));
  }

  /** A drained connection's grace is longer than others', so its end may come last. */
  @Test
  void aLateGraceEndsNoLaterDeparture() {
    arrive(ann, phone, 10);
    long drained = depart(ann, phone, 20);
    arrive(ann, web, 21);
    assertThat(graceOver(ann, depart(ann, web, 22))).isPresent();
    arrive(ann, pad, 30);
    long last = depart(ann, pad, 31);

    assertThat(graceOver(ann, drained)).isEmpty();
    assertThat(graceOver(ann, last)).contains(new Gone(role, false, 31));
  }

  @Test
  void theGraceEndsWithTheLatestSlotOfADrainedConnection() {
    arrive(ann, phone, 10);
    arrive(ann, web, 11);
    assertThat(change(ann, new Change.Leave(phone, north, 1, 20, 20 + 8_000 + GRACE))).isEmpty();

    assertThat(left(ann, web, 30)).contains(20 + 8_000 + GRACE);
  }

  @Test
  void whoCameBackHasUsedTheSlot() {
    arrive(ann, phone, 10);
    assertThat(change(ann, new Change.Leave(phone, north, 1, 20, 20 + 8_000 + GRACE))).isPresent();
    arrive(ann, web, 25);

    assertThat(left(ann, web, 30)).contains(30 + GRACE);
  }

  @Test
  void whoComesAfterGraceComesOnlineAgain() {
    arrive(ann, phone, 10);
    assertThat(graceOver(ann, depart(ann, phone, 20))).isPresent();

    assertThat(arrived(ann, phone, 30)).isEqualTo(new Arrival(true, List.of()));
    assertThat(since(ann)).contains(30L);
  }

  @Test
  void theRoleIsTheOneOfTheLastSignIn() {
    arrive(ann, phone, 10);
    assertThat(
            change(
                ann,
                new Change.Arrive(
                    "nurse",
                    Optional.of("Ann"),
                    /* isAnnounced= */ true,
                    new Presence.Place(web, north, 1, 20),
                    20,
                    false,
                    PLACES)))
        .isEqualTo(new Arrival(false, List.of()));

    assertThat(TestNode.await(directory().online(List.of(ann))))
        .isEqualTo(Map.of(ann, new Online("nurse", Optional.of("Ann"), true, 10)));
    assertThat(left(ann, web, 30)).isEmpty();
    assertThat(graceOver(ann, depart(ann, phone, 40))).contains(new Gone("nurse", true, 40));
  }

  @Test
  void whoWasAnnouncedOnceIsUntilTheEnd() {
    arrive(ann, phone, 10);
    Presence.Place place = new Presence.Place(web, north, 1, 20);
    assertThat(
            change(
                ann, new Change.Arrive("nurse", Optional.empty(), true, place, 20, false, PLACES)))
        .isEqualTo(new Arrival(false, List.of()));
    assertThat(left(ann, web, 30)).isEmpty();
    assertThat(arrived(ann, pad, 31).cameOnline()).isFalse();

    assertThat(TestNode.await(directory().online(List.of(ann))))
        .isEqualTo(Map.of(ann, new Online(role, Optional.empty(), true, 10)));
    assertThat(left(ann, pad, 32)).isEmpty();
    assertThat(graceOver(ann, depart(ann, phone, 40))).contains(new Gone(role, true, 40));
    arrive(ann, phone, 50);
    assertThat(graceOver(ann, depart(ann, phone, 60))).contains(new Gone(role, false, 60));
  }

  @Test
  void usersAreWhereTheirConnectionsAre() {
    arrive(ann, phone, 10);
    assertThat(change(ann, arrival(web, south, 1, 11, false)).replaced()).isEmpty();
    assertThat(change(bob, arrival(pad, south, 1, 12, false)).replaced()).isEmpty();
    UserId nobody = new UserId("nobody-" + unique);

    assertThat(TestNode.await(directory().locate(List.of(ann, bob, nobody, ann))))
        .isEqualTo(Map.of(ann, Set.of(north, south), bob, Set.of(south)));
    assertThat(TestNode.await(directory().locate(List.of()))).isEmpty();
    assertThat(TestNode.await(directory().nodesNamed())).contains(north, south);
    assertThat(TestNode.await(directory().count(Optional.of(role)))).isEqualTo(2);
    assertThat(TestNode.await(directory().count(Optional.empty()))).isGreaterThanOrEqualTo(2);
    assertThat(TestNode.await(directory().connectedTo(Set.of(north), Set.of(role))))
        .isEqualTo(Map.of(ann, new Online(role, Optional.empty(), false, 10)));
    assertThat(TestNode.await(directory().connectedTo(Set.of(north), Set.of("patient")))).isEmpty();
    assertThat(left(ann, web, 20)).isEmpty();
    assertThat(locate(ann)).containsExactly(north);
    assertThat(left(ann, phone, 21)).isPresent();
    assertThat(TestNode.await(directory().count(Optional.of(role)))).isEqualTo(1);
  }

  @Test
  void aNodeIsForgottenWithItsConnectionsAndItsTimers() {
    arrive(ann, phone, 10);
    assertThat(change(ann, arrival(web, south, 1, 11, false)).replaced()).isEmpty();
    arrive(bob, pad, 12);
    UserId leaving = new UserId("leaving-" + unique);
    arrive(leaving, pad, 13);
    assertThat(left(leaving, pad, 14)).contains(14 + GRACE);
    assertThat(concernedBy(north)).containsExactlyInAnyOrder(ann, bob, leaving);
    Change.Forget forget =
        new Change.Forget(Set.of(north), Change.Forget.ALL_EPOCHS, south, 99, 100, 105);

    assertThat(change(ann, forget)).isEmpty();
    assertThat(change(bob, forget)).contains(105L);
    assertThat(change(bob, forget)).contains(105L);
    assertThat(change(leaving, forget)).contains(14 + GRACE);

    assertThat(concernedBy(north)).isEmpty();
    assertThat(locate(ann)).containsExactly(south);
    assertThat(graceOver(bob, 99)).contains(new Gone(role, false, 100));
    assertThat(graceOver(leaving, 99)).contains(new Gone(role, false, 14));
    assertThat(TestNode.await(directory().nodesNamed())).contains(south).doesNotContain(north);
  }

  @Test
  void onlyWhatWasNotRegisteredAnewIsForgottenOfAnEarlierEpoch() {
    arrive(ann, phone, 10);
    arrive(bob, pad, 11);
    assertThat(change(ann, arrival(phone, north, 2, 10, true)))
        .isEqualTo(new Arrival(false, List.of()));

    assertThat(TestNode.await(directory().concerning(Set.of(north), 2))).containsExactly(bob);
    Change.Forget forget = new Change.Forget(Set.of(north), 2, north, 5, 20, 25);
    assertThat(change(ann, forget)).isEmpty();
    assertThat(change(bob, forget)).contains(25L);
    assertThat(locate(ann)).containsExactly(north);
    assertThat(locate(bob)).isEmpty();
  }

  @Test
  void whatWasLostIsRegisteredAnewAsItWas() {
    assertThat(change(ann, arrival(web, south, 2, 20, true)))
        .isEqualTo(new Arrival(true, List.of()));
    assertThat(change(ann, arrival(phone, north, 2, 10, true)))
        .isEqualTo(new Arrival(false, List.of()));

    assertThat(since(ann)).contains(20L);
    assertThat(arrived(ann, pad, 30)).isEqualTo(new Arrival(false, List.of(phone)));
  }

  @Test
  void aGraceThatNobodyEndedIsOverdue() {
    arrive(ann, phone, 10);
    arrive(bob, pad, 10);
    long departure = depart(ann, phone, 20);

    assertThat(TestNode.await(directory().overdue(20 + GRACE))).doesNotContain(ann, bob);
    assertThat(TestNode.await(directory().overdue(21 + GRACE))).contains(ann).doesNotContain(bob);
    assertThat(change(ann, new Change.EndOverdue(20 + GRACE))).isEmpty();
    assertThat(change(bob, new Change.EndOverdue(1_000))).isEmpty();
    assertThat(change(ann, new Change.EndOverdue(21 + GRACE))).contains(new Gone(role, false, 20));
    assertThat(graceOver(ann, departure)).isEmpty();
  }

  private List<UserId> concernedBy(NodeId node) {
    return List.copyOf(
        TestNode.await(directory().concerning(Set.of(node), Change.Forget.ALL_EPOCHS)));
  }

  protected final <R> R change(UserId user, Change<R> change) {
    return TestNode.await(directory().change(user, change));
  }

  private Change.Arrive arrival(
      ConnectionId connection, NodeId node, int epoch, long since, boolean isAnew) {
    return new Change.Arrive(
        role,
        Optional.empty(),
        /* isAnnounced= */ false,
        new Presence.Place(connection, node, epoch, since),
        since,
        isAnew,
        PLACES);
  }

  private Arrival arrived(UserId user, ConnectionId connection, long now) {
    return change(user, arrival(connection, north, 1, now, false));
  }

  private void arrive(UserId user, ConnectionId connection, long now) {
    assertThat(arrived(user, connection, now).replaced()).isEmpty();
  }

  private Optional<Long> left(UserId user, ConnectionId connection, long now) {
    return change(user, new Change.Leave(connection, north, ++departures, now, now + GRACE));
  }

  private long depart(UserId user, ConnectionId connection, long now) {
    assertThat(left(user, connection, now)).isPresent();
    return departures;
  }

  private Optional<Gone> graceOver(UserId user, long departure) {
    return change(user, new Change.GraceOver(departure));
  }

  private Optional<Long> since(UserId user) {
    return Optional.ofNullable(TestNode.await(directory().online(List.of(user))).get(user))
        .map(Online::since);
  }

  private Set<NodeId> locate(UserId user) {
    return TestNode.await(directory().locate(List.of(user))).getOrDefault(user, Set.of());
  }
}
