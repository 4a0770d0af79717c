package io.chathub.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.bus.ConnectionId;
import io.chathub.model.UserId;
import io.chathub.presence.Roster.Arrival;
import io.chathub.presence.Roster.Departure;
import io.chathub.presence.Roster.Gone;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is here, and when it is said that somebody went. */
class RosterTest {

  private static final UserId ANN = new UserId("ann");
  private static final UserId BOB = new UserId("bob");
  private static final ConnectionId PHONE = new ConnectionId("phone");
  private static final ConnectionId WEB = new ConnectionId("web");
  private static final ConnectionId PAD = new ConnectionId("pad");

  private final Roster roster = new Roster(2);

  @Test
  void theFirstConnectionComesOnlineOthersDoNot() {
    assertThat(arrived(ANN, PHONE, 10)).isEqualTo(new Arrival(true, List.of()));
    assertThat(arrived(ANN, WEB, 20)).isEqualTo(new Arrival(false, List.of()));
    assertThat(arrived(BOB, PAD, 30)).isEqualTo(new Arrival(true, List.of()));
    assertThat(roster.onlineSince(ANN)).contains(10L);
    assertThat(roster.onlineSince(BOB)).contains(30L);
  }

  @Test
  void theOldestConnectionGoesBeyondTheBound() {
    arrive(ANN, PHONE, 10);
    arrive(ANN, WEB, 20);

    assertThat(arrived(ANN, PAD, 30)).isEqualTo(new Arrival(false, List.of(PHONE)));
    assertThat(roster.left(ANN, PHONE, 31)).isEmpty();
    assertThat(roster.left(ANN, WEB, 32)).isEmpty();
    assertThat(roster.left(ANN, PAD, 33)).isPresent();
  }

  @Test
  void aSingleConnectionReplacesTheOneBefore() {
    Roster single = new Roster(1);

    assertThat(single.arrived(ANN, "doctor", PHONE, 10)).isEqualTo(new Arrival(true, List.of()));
    assertThat(single.arrived(ANN, "doctor", WEB, 20))
        .isEqualTo(new Arrival(false, List.of(PHONE)));
    assertThat(single.left(ANN, PHONE, 21)).isEmpty();
    assertThat(single.onlineSince(ANN)).contains(10L);
  }

  @Test
  void onlyTheLastConnectionMakesADeparture() {
    arrive(ANN, PHONE, 10);
    arrive(ANN, WEB, 20);

    assertThat(roster.left(ANN, PHONE, 30)).isEmpty();
    assertThat(roster.left(ANN, PHONE, 31)).isEmpty();
    assertThat(roster.left(ANN, WEB, 40)).isPresent();
    assertThat(roster.left(ANN, WEB, 41)).isEmpty();
  }

  @Test
  void whoWasNeverHereDoesNotLeave() {
    assertThat(roster.left(ANN, PHONE, 10)).isEmpty();
    assertThat(roster.onlineSince(ANN)).isEmpty();
  }

  @Test
  void graceCountsAsOnline() {
    arrive(ANN, PHONE, 10);
    Departure departure = left(ANN, PHONE, 20);

    assertThat(roster.onlineSince(ANN)).contains(10L);
    assertThat(roster.graceOver(departure)).contains(new Gone(ANN, "doctor", 20));
    assertThat(roster.onlineSince(ANN)).isEmpty();
  }

  @Test
  void whoIsGoneIsGoneOnce() {
    arrive(ANN, PHONE, 10);
    Departure departure = left(ANN, PHONE, 20);

    assertThat(roster.graceOver(departure)).isPresent();
    assertThat(roster.graceOver(departure)).isEmpty();
  }

  @Test
  void whoComesBackWithinGraceNeverLeft() {
    arrive(ANN, PHONE, 10);
    Departure departure = left(ANN, PHONE, 20);

    assertThat(arrived(ANN, WEB, 21)).isEqualTo(new Arrival(false, List.of()));
    assertThat(roster.graceOver(departure)).isEmpty();
    assertThat(roster.onlineSince(ANN)).contains(10L);
  }

  @Test
  void eachDepartureHasItsOwnGrace() {
    arrive(ANN, PHONE, 10);
    Departure first = left(ANN, PHONE, 20);
    arrive(ANN, WEB, 21);
    Departure second = left(ANN, WEB, 24);

    assertThat(roster.graceOver(first)).isEmpty();
    assertThat(roster.graceOver(second)).contains(new Gone(ANN, "doctor", 24));
  }

  /** A drained connection's grace is longer than others', so its end may come last. */
  @Test
  void aLateGraceEndsNoLaterDeparture() {
    arrive(ANN, PHONE, 10);
    Departure drained = left(ANN, PHONE, 20);
    arrive(ANN, WEB, 21);
    Departure closed = left(ANN, WEB, 22);
    assertThat(roster.graceOver(closed)).isPresent();
    arrive(ANN, PAD, 30);
    Departure last = left(ANN, PAD, 31);

    assertThat(roster.graceOver(drained)).isEmpty();
    assertThat(roster.graceOver(last)).contains(new Gone(ANN, "doctor", 31));
  }

  @Test
  void whoComesAfterGraceComesOnlineAgain() {
    arrive(ANN, PHONE, 10);
    assertThat(roster.graceOver(left(ANN, PHONE, 20))).isPresent();

    assertThat(arrived(ANN, PHONE, 30)).isEqualTo(new Arrival(true, List.of()));
    assertThat(roster.onlineSince(ANN)).contains(30L);
  }

  @Test
  void theRoleIsTheOneOfTheLastSignIn() {
    arrive(ANN, PHONE, 10);
    assertThat(roster.arrived(ANN, "nurse", WEB, 20).cameOnline()).isFalse();
    assertThat(roster.left(ANN, WEB, 30)).isEmpty();

    assertThat(roster.graceOver(left(ANN, PHONE, 40))).contains(new Gone(ANN, "nurse", 40));
  }

  private Arrival arrived(UserId user, ConnectionId connection, long now) {
    return roster.arrived(user, "doctor", connection, now);
  }

  private void arrive(UserId user, ConnectionId connection, long now) {
    assertThat(arrived(user, connection, now).replaced()).isEmpty();
  }

  private Departure left(UserId user, ConnectionId connection, long now) {
    return roster.left(user, connection, now).orElseThrow();
  }
}
