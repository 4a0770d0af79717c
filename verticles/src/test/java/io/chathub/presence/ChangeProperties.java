package io.chathub.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.bus.ConnectionId;
import io.chathub.bus.NodeId;
import io.chathub.presence.Change.Arrival;
import io.chathub.presence.Change.Arrive;
import io.chathub.presence.Change.Forget;
import io.chathub.presence.Change.Gone;
import io.chathub.presence.Change.GraceOver;
import io.chathub.presence.Change.Leave;
import io.chathub.presence.Change.Outcome;
import io.chathub.presence.Presence.Place;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever happens to a user, it agrees with a naive account of who is here. */
class ChangeProperties {

  private static final int PLACES_MAX = 3;
  private static final List<NodeId> NODES =
      List.of(new NodeId("a"), new NodeId("b"), new NodeId("c"));

  /** What happens next: which of the kinds, and to which connection, node, departure. */
  record Step(int kind, int which, int node) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 4),
            Arbitraries.integers().between(0, 5),
            Arbitraries.integers().between(0, 2))
        .as(Step::new)
        .list()
        .ofMaxSize(40);
  }

  @Property
  void itAgreesWithANaiveAccount(@ForAll("steps") List<Step> steps) {
    Presence presence = null;
    Map<ConnectionId, NodeId> here = new LinkedHashMap<>();
    boolean isOnline = false;
    long departure = 0; // of the grace that runs
    long time = 0;
    for (Step step : steps) {
      time++;
      Change<?> change = change(step, time);
      Outcome<?> outcome = change.apply(presence);
      if (change instanceof Arrive arrive) {
        Arrival arrival = (Arrival) outcome.result();
        assertThat(arrival.cameOnline()).isEqualTo(!isOnline);
        isOnline = true;
        here.put(arrive.place().connection(), arrive.place().node());
        here.keySet().removeAll(arrival.replaced());
        assertThat(here).containsKey(arrive.place().connection());
      } else if (change instanceof GraceOver over) {
        boolean isGone = isOnline && here.isEmpty() && over.departure() == departure;
        Optional<?> gone = (Optional<?>) outcome.result();
        assertThat(gone.isPresent()).isEqualTo(isGone);
        gone.ifPresent(g -> assertThat(((Gone) g).role()).isEqualTo("r"));
        isOnline = isOnline && !isGone;
      } else {
        boolean wasHere = !here.isEmpty();
        if (change instanceof Leave leave) {
          here.remove(leave.connection());
        } else if (change instanceof Forget forget) {
          here.values().removeAll(forget.nodes());
        }
        boolean departs = wasHere && here.isEmpty();
        if (((Optional<?>) outcome.result()).isPresent()) {
          departure = time;
        }
        assertThat(((Optional<?>) outcome.result()).isPresent() || !departs).isTrue();
      }
      presence = outcome.after();
      assertThat(presence != null).isEqualTo(isOnline);
      assertThat(presence == null ? 0 : presence.places().size()).isEqualTo(here.size());
      if (presence != null) {
        assertThat(presence.places().stream().map(Place::connection))
            .containsExactlyInAnyOrderElementsOf(here.keySet());
        assertThat(presence.nodes()).isEqualTo(Set.copyOf(here.values()));
        assertThat(presence.leaving().owner().isPresent()).isEqualTo(here.isEmpty());
      }
    }
  }

  @Property
  void doneAgainItChangesNothing(@ForAll("steps") List<Step> steps) {
    Presence presence = null;
    long time = 0;
    for (Step step : steps) {
      time++;
      Change<?> change = change(step, time);
      Outcome<?> once = change.apply(presence);
      Outcome<?> again = change.apply(once.after());
      assertThat(again.after()).isEqualTo(once.after());
      if (change instanceof Leave || change instanceof Forget) {
        assertThat(again.result()).isEqualTo(once.result());
      }
      if (change instanceof Arrive) {
        assertThat(((Arrival) again.result()).cameOnline())
            .isEqualTo(((Arrival) once.result()).cameOnline());
      }
      presence = once.after();
    }
  }

  private static Change<?> change(Step step, long time) {
    NodeId node = NODES.get(step.node);
    ConnectionId connection = new ConnectionId(step.which + "@" + node);
    return switch (step.kind) {
      case 0, 1 ->
          new Arrive(
              "r",
              Optional.empty(),
              step.which == 0,
              new Place(connection, node, 1, time),
              time,
              false,
              PLACES_MAX);
      case 2 -> new Leave(connection, node, time, time, time + 5);
      case 3 -> new Forget(Set.of(node), Forget.ALL_EPOCHS, NODES.get(0), time, time, time + 5);
      default -> new GraceOver(time - 1 - step.which % 3);
    };
  }
}
